import { useEntity } from '@backstage/plugin-catalog-react';
import { Link } from 'react-router-dom';
import { isServiceMeshAvailable } from '../availability';
import {
  HEALTH_MESSAGES,
  HealthShape,
  Notice,
  useTabPaths,
} from '../components';
import type { NumberFormats } from '../format';
import { nodeStats } from '../graph';
import { judgedSuccess } from '../health';
import { useNumbers, usePage, useTranslate } from '../hooks';
import { nodeName, placeOf } from '../names';
import { MeshRoot } from '../theme';
import type { Translate } from '../translation';
import { verdictState } from '../verdict';
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
  const { self, verdict } = judged;
  const t = useTranslate();
  const n = useNumbers();
  const { stats } = useTabPaths();
  const tone = toneOf(judged);
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
      {tone && <Statement judged={judged} />}{' '}
      {isMeshless(judged) && meshlessText(judged, t, n)}
    </Notice>
  );
}

/** How it is, with its number; the card beside it says why. */
function Statement({ judged }: { judged: JudgedWorkload }) {
  const { self, graph, verdict, when } = judged;
  const t = useTranslate();
  const n = useNumbers();
  const name = <b>{nodeName(self.node, t)}</b>;
  const health = t(HEALTH_MESSAGES[verdictState(verdict)]);
  if (verdict.type === 'failing-callee' && verdict.link === 'alone') {
    return t('card.warning.calls', { name, health });
  }
  const { judgedBy, failures } = self.health;
  const share = judgedSuccess(nodeStats(self, graph));
  if (share === undefined) {
    return t('card.warning.state', { name, health });
  }
  return t(
    judgedBy === 'outbound' ? 'card.warning.client' : 'card.warning.server',
    { name, health, share: n.success(share, failures), when },
  );
}

/** How many of its pods are outside of the mesh; of one pod, or of all, a number says nothing. */
function meshlessText(
  { self: { node } }: JudgedWorkload,
  t: Translate,
  n: NumberFormats,
): string {
  const { name = '', meshed = { running: 0, total: 0 } } = node;
  return meshed.running === 0
    ? t('card.meshlessAll', { name })
    : t('card.meshless', {
        name,
        count: meshed.total - meshed.running,
        total: n.count(meshed.total),
      });
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
