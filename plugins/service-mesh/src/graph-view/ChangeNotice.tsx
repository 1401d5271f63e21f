import { Button } from '@backstage/ui';
import { formatAge } from '../format';
import { useTranslate } from '../hooks';
import type { ChangesSinceLook } from './useChanges';
import styles from './ChangeNotice.module.css';

/** What has changed since a person looked last; nothing where nothing has. */
export function ChangeNotice({ found }: { found: ChangesSinceLook }) {
  const { newEdges, goneEdges, newNodes, goneNodes, worse } = found.changes;
  const t = useTranslate();
  const changes = [
    newEdges.size && t('graph.change.newCalls', { count: newEdges.size }),
    goneEdges.size && t('graph.change.goneCalls', { count: goneEdges.size }),
    newNodes.size && t('graph.change.newWorkloads', { count: newNodes.size }),
    goneNodes.length &&
      t('graph.change.goneWorkloads', { count: goneNodes.length }),
    worse.size && t('graph.change.worse', { count: worse.size }),
  ].filter(Boolean);
  if (changes.length === 0) {
    return null;
  }
  return (
    <p className={styles.notice}>
      {t('graph.change.summary', {
        time: formatAge(Date.now() - found.since, t),
        changes: changes.join(' · '),
      })}{' '}
      <Button size="small" variant="tertiary" onPress={found.markSeen}>
        {t('graph.change.seen')}
      </Button>
    </p>
  );
}
