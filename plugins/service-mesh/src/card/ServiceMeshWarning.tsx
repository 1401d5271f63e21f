import { useEntity } from '@backstage/plugin-catalog-react';
import { Link } from 'react-router-dom';
import { isServiceMeshAvailable } from '../availability';
import { HealthShape, Notice, useTabPaths } from '../components';
import { useNumbers, usePage, useTranslate } from '../hooks';
import { placeOf } from '../names';
import { MeshRoot } from '../theme';
import { verdictSentence, verdictState } from '../verdict';
import { JudgedWorkload, useCardNumbers } from './useCardNumbers';
import styles from './ServiceMeshWarning.module.css';

/** A warning on top of an overview page where a component fails, or has pods outside of the mesh; nothing otherwise. */
export function ServiceMeshWarning() {
  const { entity } = useEntity();
  return isServiceMeshAvailable(entity) ? <Warnings /> : null;
}

function Warnings() {
  const { judged } = useCardNumbers(usePage());
  const warned = judged.filter(each => toneOf(each) || isMeshless(each));
  if (warned.length === 0) {
    return null;
  }
  return (
    <MeshRoot className={styles.warnings}>
      {warned.map(each => (
        <Warning key={each.self.id} judged={each} placed={judged.length > 1} />
      ))}
    </MeshRoot>
  );
}

function Warning(props: {
  judged: JudgedWorkload;
  /** There are several workloads: it says where this one is. */
  placed: boolean;
}) {
  const { judged, placed } = props;
  const { self, verdict, when } = judged;
  const t = useTranslate();
  const n = useNumbers();
  const { stats } = useTabPaths();
  const tone = toneOf(judged);
  const { meshed } = self.node;
  return (
    <Notice
      tone={tone ?? 'warn'}
      icon={
        <HealthShape
          state={tone ? verdictState(verdict) : 'not-measured'}
          size={17}
        />
      }
      actions={
        stats && (
          <Link className={styles.link} to={stats}>
            {t('card.show')}
          </Link>
        )
      }
    >
      {placed && <span className={styles.place}>{placeOf(self.node)}</span>}
      {tone && verdictSentence(verdict, { when, t, n })}{' '}
      {meshed &&
        isMeshless(judged) &&
        t('card.meshless', {
          name: self.node.name ?? '',
          meshless: n.count(meshed.total - meshed.running),
          total: n.count(meshed.total),
        })}
    </Notice>
  );
}

function toneOf({ verdict }: JudgedWorkload): 'fail' | 'warn' | undefined {
  switch (verdictState(verdict)) {
    case 'failing':
    case 'failing-because':
      return 'fail';
    case 'degraded':
      return 'warn';
    default:
      return undefined;
  }
}

function isMeshless({ self }: JudgedWorkload): boolean {
  const { meshed } = self.node;
  return meshed !== undefined && meshed.running < meshed.total;
}
