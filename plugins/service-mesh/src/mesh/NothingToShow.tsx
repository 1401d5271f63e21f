import { Button } from '@backstage/ui';
import { RiLayoutRightLine } from '@remixicon/react';
import { EmptyState } from '../components';
import { useNumbers, useTranslate } from '../hooks';

/** Why the map is empty: nothing runs, or all of it is hidden by what was chosen. */
export function NothingToShow(props: {
  hidden: number;
  clusters: string;
  onShowAll(): void;
}) {
  const { hidden, clusters, onShowAll } = props;
  const t = useTranslate();
  const n = useNumbers();
  if (hidden === 0) {
    return (
      <EmptyState
        icon={<RiLayoutRightLine size={18} />}
        title={t('mesh.empty.title')}
      >
        <p>{t('mesh.empty.text', { clusters })}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<RiLayoutRightLine size={18} />}
      title={t('mesh.empty.hidden')}
      actions={
        <Button size="small" variant="primary" onPress={onShowAll}>
          {t('mesh.empty.showAll')}
        </Button>
      }
    >
      <p>{t('mesh.empty.hiddenText', { amount: n.count(hidden) })}</p>
    </EmptyState>
  );
}
