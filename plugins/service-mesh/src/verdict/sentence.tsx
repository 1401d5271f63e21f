import type { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import { Fragment } from 'react';
import { NumberFormats, formatClock, formatDuration } from '../format';
import { addStats, failuresPerSecond } from '../health';
import { changesBefore } from '../history';
import { nodeName } from '../names';
import type { Translate } from '../translation';
import type { Verdict } from './judgeVerdict';

const KIND_KEYS = {
  errors: 'errors',
  timeouts: 'timeouts',
  refused: 'refused',
  denied: 'denied',
  'no-endpoints': 'noEndpoints',
} as const;

type FailingCallee = Extract<Verdict, { type: 'failing-callee' }>;

/** How verdicts are worded. */
interface Words {
  /** When it was measured, as a part of a sentence: "in the last 5 min". */
  when: string;
  t: Translate;
  n: NumberFormats;
}

/**
 * A verdict in words. Names are set in bold.
 *
 * @returns the first statement, and what stands beside it: since when, and what changed shortly before
 */
export function verdictSentence(verdict: Verdict, words: Words): JSX.Element {
  const sentences = [body(verdict, words), ...facts(verdict, words)];
  return (
    <>
      {sentences.map((sentence, index) => (
        // sentences have no identity but their place
        // eslint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {index > 0 && ' '}
          {sentence}
        </Fragment>
      ))}
    </>
  );
}

function body(verdict: Verdict, words: Words): JSX.Element | string {
  const { t, n } = words;
  const self = <b>{nodeName(verdict.self.node, t)}</b>;
  const { stats } = verdict.self.node;
  const success = n.success(stats.successRate, stats.counts?.failures);
  switch (verdict.type) {
    case 'failing-callee':
      return failingCallee(verdict, words);
    case 'failing-self': {
      const share = n.failed(failedShare(stats));
      const when = sinceText(verdict.finding?.since, words);
      if (!verdict.caller) {
        return t('verdict.failingSelfAlone', { self, share, when });
      }
      return (
        <>
          {t('verdict.failingSelf', { self, share, when })}{' '}
          {verdict.caller.node.type === 'hidden'
            ? t('verdict.suffersHidden')
            : t('verdict.suffers', {
                caller: <b>{nodeName(verdict.caller.node, t)}</b>,
              })}
        </>
      );
    }
    case 'denied':
      return t('verdict.denied', {
        self,
        rate: n.perSecond(stats.deniedPerSecond),
      });
    case 'pods-broken':
      return t('verdict.podsBroken', { self });
    case 'healthy': {
      const rate = n.rps(stats.requestsPerSecond);
      return verdict.hasCallees ? (
        <>
          {t('verdict.healthy', { self, share: success, rate })}{' '}
          {t('verdict.healthyCallees')}
        </>
      ) : (
        t('verdict.healthyAlone', { self, share: success, rate })
      );
    }
    case 'client': {
      const made = addStats(verdict.calls.map(({ edge }) => edge.stats));
      return t('verdict.client', {
        self,
        rate: n.rps(made.requestsPerSecond),
        share: n.success(made.successRate, failuresPerSecond(made)),
      });
    }
    case 'tcp':
      return t('verdict.tcp', {
        self,
        connections: n.count(stats.tcp?.openConnections),
      });
    case 'too-few':
      return t('verdict.tooFew', {
        self,
        when: words.when,
        failures: n.count(verdict.self.health.failures),
        total: n.count(verdict.self.health.answered),
      });
    case 'no-traffic':
      return t('verdict.noTraffic', { self, when: words.when });
    default:
      return t('verdict.notMeasured', { self });
  }
}

function failingCallee(verdict: FailingCallee, words: Words): JSX.Element {
  const { t, n } = words;
  const { callee, edge, kind, link, finding } = verdict;
  const { stats } = verdict.self.node;
  const self = <b>{nodeName(verdict.self.node, t)}</b>;
  const share = n.failed(failedShare(stats));
  const name = <b>{nodeName(callee.node, t)}</b>;
  const calls = n.failed(
    kind === 'denied'
      ? deniedShare(edge.edge.stats)
      : failedShare(edge.edge.stats),
  );
  const clause = t(`verdict.calls.${KIND_KEYS[kind]}`, {
    callee: name,
    self,
    share: calls,
    when: sinceText(verdict.since, words),
  });
  const when = sinceText(finding?.since, words);
  switch (link) {
    case 'so':
      return t('verdict.so', { clause, share });
    case 'mostly':
      return t('verdict.mostly', {
        self,
        share,
        when,
        callee: name,
        calls,
        explained: n.share(finding?.blame.origin?.explainedShare),
      });
    case 'also':
      return t('verdict.also', { self, share, when, callee: name, calls });
    default: {
      const own = failedShare(stats);
      return (
        <>
          {t('verdict.stop', { clause })}
          {own !== undefined && own > 0 && (
            <> {t('verdict.failingCalleeSelf', { self, share })}</>
          )}
        </>
      );
    }
  }
}

/** What is known beside the statement; nothing of it is said to be the cause. */
function facts(verdict: Verdict, { t, n }: Words): (JSX.Element | string)[] {
  const { finding, type } = verdict;
  if (!finding) {
    return [];
  }
  const found: (JSX.Element | string)[] = [];
  const fails =
    type === 'failing-self' ||
    (type === 'failing-callee' && verdict.link !== 'alone');
  const certain = type === 'failing-callee' && verdict.link === 'so';
  if (fails && !certain && finding.blame.hasBlindCalls) {
    found.push(t('verdict.blind'));
  }
  const { slowdown, steps } = finding;
  if (slowdown && !fails) {
    const factor = `×${n.rate(slowdown.factor)}`;
    const span = formatDuration(steps.spanSteps * steps.stepSeconds * 1000, t);
    found.push(
      slowdown.since === undefined
        ? t('verdict.slowAll', { factor, span })
        : t('verdict.slow', {
            factor,
            span,
            time: formatClock(slowdown.since),
          }),
    );
  }
  const moment = fails ? momentOf(verdict) : slowdown?.since;
  if (moment !== undefined) {
    const [change] = changesBefore(finding, moment);
    if (change) {
      const name = <b>{change.name}</b>;
      const time = formatClock(change.at);
      const { kind, detail } = change;
      if (kind === 'rollout') {
        found.push(
          detail
            ? t('verdict.rolloutVersion', { name, version: detail, time })
            : t('verdict.rollout', { name, time }),
        );
      } else if (kind === 'restart') {
        found.push(t('verdict.restart', { name, time }));
      } else {
        found.push(t('verdict.split', { name, detail: detail ?? '', time }));
      }
    }
  }
  return found;
}

/** When the trouble of a statement began, where that is known. */
function momentOf(verdict: Verdict): number | undefined {
  const own = verdict.finding?.since;
  return verdict.type === 'failing-callee' ? verdict.since ?? own : own;
}

function sinceText(moment: number | undefined, { t, when }: Words): string {
  return moment === undefined
    ? when
    : t('verdict.since', { time: formatClock(moment) });
}

/** What failed of what was answered: after retries where the mesh counts that. */
function failedShare({ calls, successRate }: TrafficStats): number | undefined {
  if (calls && calls.failures + calls.successes > 0) {
    return calls.failures / (calls.failures + calls.successes);
  }
  return successRate === undefined ? undefined : 1 - successRate;
}

function deniedShare({
  deniedPerSecond,
  requestsPerSecond,
}: TrafficStats): number | undefined {
  return deniedPerSecond !== undefined && requestsPerSecond
    ? Math.min(1, deniedPerSecond / requestsPerSecond)
    : undefined;
}
