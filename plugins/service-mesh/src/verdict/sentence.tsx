import { addStats, failuresPerSecond } from '../health';
import { NumberFormats, formatWindowLabel } from '../format';
import { nodeName } from '../names';
import type { Translate } from '../translation';
import type { Verdict } from './judgeVerdict';

/**
 * A verdict in words. Names are set in bold.
 *
 * @returns the first statement, and what follows from it or stands beside it
 */
export function verdictSentence(
  verdict: Verdict,
  window: string,
  t: Translate,
  n: NumberFormats,
): JSX.Element {
  const self = <b>{nodeName(verdict.self.node, t)}</b>;
  const { stats } = verdict.self.node;
  const span = formatWindowLabel(window);
  const failed = (share: number | undefined) =>
    n.share(share === undefined ? undefined : 1 - share);
  const success = n.success(stats.successRate, stats.counts?.failures);
  switch (verdict.type) {
    case 'failing-callee': {
      const first = t('topology.verdict.failingCallee', {
        callee: <b>{nodeName(verdict.callee.node, t)}</b>,
        share: failed(verdict.edge.edge.stats.successRate),
        self,
        window: span,
      });
      return (
        <>
          {first}
          {stats.successRate !== undefined && stats.successRate < 1 && (
            <>
              {' '}
              {t('topology.verdict.failingCalleeSelf', {
                self,
                share: failed(stats.successRate),
              })}
            </>
          )}
        </>
      );
    }
    case 'failing-self': {
      const share = failed(stats.successRate);
      if (!verdict.caller) {
        return t('topology.verdict.failingSelfAlone', {
          self,
          share,
          window: span,
        });
      }
      return (
        <>
          {t('topology.verdict.failingSelf', { self, share, window: span })}{' '}
          {t('topology.verdict.suffers', {
            caller: <b>{nodeName(verdict.caller.node, t)}</b>,
          })}
        </>
      );
    }
    case 'denied':
      return t('topology.verdict.denied', {
        self,
        rate: n.perSecond(stats.deniedPerSecond),
      });
    case 'pods-broken':
      return t('topology.verdict.podsBroken', { self });
    case 'healthy': {
      const rate = n.rps(stats.requestsPerSecond);
      return verdict.hasCallees ? (
        <>
          {t('topology.verdict.healthy', { self, share: success, rate })}{' '}
          {t('topology.verdict.healthyCallees')}
        </>
      ) : (
        t('topology.verdict.healthyAlone', { self, share: success, rate })
      );
    }
    case 'client': {
      const made = addStats(verdict.calls.map(({ edge }) => edge.stats));
      return t('topology.verdict.client', {
        self,
        rate: n.rps(made.requestsPerSecond),
        share: n.success(made.successRate, failuresPerSecond(made)),
      });
    }
    case 'tcp':
      return t('topology.verdict.tcp', {
        self,
        connections: n.count(stats.tcp?.openConnections),
      });
    case 'too-few':
      return t('topology.verdict.tooFew', {
        self,
        window: span,
        failures: n.count(verdict.self.health.failures),
        total: n.count(verdict.self.health.answered),
      });
    case 'no-traffic':
      return t('topology.verdict.noTraffic', { self, window: span });
    default:
      return t('topology.verdict.notMeasured', { self });
  }
}
