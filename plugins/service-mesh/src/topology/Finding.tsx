import type {
  Health,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { HealthShape, Notice } from '../components';
import { useNumbers, useTranslate } from '../hooks';

/** What is wrong with a node or a call, on a tinted ground; nothing where nothing is. */
export function Finding(props: {
  health: Health;
  stats: TrafficStats;
  /** When it was measured, as a part of a sentence. */
  when: string;
}) {
  const { health, stats, when } = props;
  const t = useTranslate();
  const n = useNumbers();
  const icon = <HealthShape state={health.state} size={16} />;
  const failing =
    health.state === 'failing' || health.state === 'failing-because';
  if (
    stats.successRate !== undefined &&
    (failing || (health.state === 'degraded' && health.failures))
  ) {
    return (
      <Notice tone={failing ? 'fail' : 'warn'} icon={icon}>
        {t('topology.panel.finding.failing', {
          share: <b>{n.failed(1 - stats.successRate)}</b>,
          when,
        })}
      </Notice>
    );
  }
  if (stats.deniedPerSecond) {
    return (
      <Notice tone="warn" icon={icon}>
        {t('topology.panel.finding.denied', {
          rate: <b>{n.perSecond(stats.deniedPerSecond)}</b>,
          when,
        })}
      </Notice>
    );
  }
  if (health.state === 'too-few') {
    return (
      <Notice tone="quiet" icon={icon}>
        {t('topology.panel.finding.tooFew', {
          failures: n.count(health.failures),
          total: n.count(health.answered),
        })}
      </Notice>
    );
  }
  return null;
}
