import type {
  DifferenceKind,
  MeshChange,
  TopologyDifference,
  TrafficDelta,
} from '@backstage-mesh/plugin-service-mesh-common';
import { formatClock, formatTime, type NumberFormats } from '../format';
import type { MeshGraph } from '../graph';
import { nodeName } from '../names';
import { relativeDeltaText } from '../names/deltas';
import type { Translate } from '../translation';

/** A line of what changed, in words. */
export interface DifferenceText {
  title: string;
  /** Facts, each with its colour. */
  details: { text: string; tone: 'plain' | 'worse' | 'better' }[];
}

const KINDS = {
  fails: 'fails',
  affected: 'affected',
  'fewer-calls': 'fewerCalls',
  slower: 'slower',
  retries: 'retries',
  new: 'new',
  gone: 'gone',
  rollout: 'rollout',
  restart: 'restart',
  split: 'split',
  'more-calls': 'moreCalls',
  recovered: 'recovered',
  faster: 'faster',
} as const satisfies Record<DifferenceKind, string>;

/** Who a line is about: a workload, or a call as `web → api`. */
export function differenceName(
  { subject, change }: TopologyDifference,
  graph: MeshGraph,
  t: Translate,
): string {
  const nameOf = (id: string | undefined) => {
    const node = id === undefined ? undefined : graph.nodes.get(id);
    return node && nodeName(node.node, t);
  };
  if (subject?.type === 'edge') {
    const edge = graph.edges.get(subject.id);
    return [edge?.source, edge?.target]
      .map(id => nameOf(id) ?? t('names.hidden'))
      .join(' → ');
  }
  if (change && change.kind !== 'rollout') {
    return change.name;
  }
  return nameOf(subject?.id) ?? change?.name ?? t('names.hidden');
}

/** Writes a line of the list. */
export function differenceText(
  difference: TopologyDifference,
  graph: MeshGraph,
  t: Translate,
  n: NumberFormats,
): DifferenceText {
  const { kind, change, delta } = difference;
  const name = differenceName(difference, graph, t);
  return {
    title: t(`timeTravel.kinds.${titleKey(difference)}`, {
      name,
      detail: change ? versionText(change, t) : '',
    }).trim(),
    details: change
      ? changeDetails(difference, t)
      : (delta && trafficDetails(kind, delta, difference, graph, t, n)) ?? [],
  };
}

/** The version, with the one before it where that is known. */
function versionText({ before, detail = '' }: MeshChange, t: Translate) {
  return before && detail && before !== detail
    ? t('timeTravel.fromTo', { before, after: detail })
    : detail;
}

function titleKey({ kind, delta, change }: TopologyDifference) {
  if (kind === 'fewer-calls' && delta?.requestsPerSecond.after === 0) {
    return 'silent';
  }
  return kind === 'rollout' && !change?.detail ? 'rolloutUnnamed' : KINDS[kind];
}

function changeDetails(
  { kind, change }: TopologyDifference,
  t: Translate,
): DifferenceText['details'] {
  const time = formatTime(change?.at ?? 0);
  return [
    {
      text:
        kind === 'restart' && change?.detail
          ? t('timeTravel.details.container', { detail: change.detail, time })
          : t('timeTravel.details.at', { time }),
      tone: 'plain',
    },
  ];
}

function trafficDetails(
  kind: DifferenceKind,
  delta: TrafficDelta,
  { subject, harm }: TopologyDifference,
  graph: MeshGraph,
  t: Translate,
  n: NumberFormats,
): DifferenceText['details'] {
  const { successRate, requestsPerSecond, latency, retriesPerSecond } = delta;
  const plain = (text: string) => ({ text, tone: 'plain' as const });
  if (kind === 'new' || kind === 'gone') {
    return presenceDetails(kind, delta, subject, graph, t, n).map(plain);
  }
  if (kind === 'retries') {
    const calls = relativeDeltaText(requestsPerSecond, n.rps, t, n);
    return [
      plain(
        t('timeTravel.details.retries', {
          before: n.rate(retriesPerSecond.before),
          after: n.perSecond(retriesPerSecond.after),
        }),
      ),
      ...(calls
        ? [plain(t('timeTravel.details.calls', { change: calls.text }))]
        : []),
    ];
  }
  const details: DifferenceText['details'] = [];
  if (successRate.direction === 'down' || successRate.direction === 'up') {
    details.push({
      text: t('timeTravel.details.success', {
        before: n.success(successRate.before, failuresOf(successRate.before)),
        after: n.success(successRate.after, failuresOf(successRate.after)),
      }),
      tone: successRate.direction === 'down' ? 'worse' : 'better',
    });
    if (harm.failuresPerSecond > 0) {
      details.push(
        plain(
          t('timeTravel.details.failed', {
            rate: addedRate(harm.failuresPerSecond, n),
          }),
        ),
      );
    }
  }
  if (
    requestsPerSecond.direction === 'down' ||
    (requestsPerSecond.direction === 'up' && kind === 'more-calls')
  ) {
    details.push(
      plain(
        t('timeTravel.details.rate', {
          before: n.rate(requestsPerSecond.before),
          after: n.rps(requestsPerSecond.after),
        }),
      ),
    );
  }
  if (latency.direction === 'up' || latency.direction === 'down') {
    details.push(
      plain(
        t('timeTravel.details.latency', {
          unit: t(latency.statistic === 'p99' ? 'units.p99' : 'units.mean'),
          before: n.latency(latency.before),
          after: n.latency(latency.after),
        }),
      ),
    );
  }
  return details;
}

function presenceDetails(
  kind: 'new' | 'gone',
  { requestsPerSecond, successRate, openConnections }: TrafficDelta,
  subject: TopologyDifference['subject'],
  graph: MeshGraph,
  t: Translate,
  n: NumberFormats,
): string[] {
  const moment = kind === 'new' ? 'after' : 'before';
  const rate = requestsPerSecond[moment];
  const success = successRate[moment];
  const connections = openConnections[moment];
  const edge =
    subject?.type === 'edge' ? graph.edges.get(subject.id) : undefined;
  const facts: string[] = [];
  if (rate) {
    const values = {
      rate: n.rps(rate),
      success: n.success(success, failuresOf(success)),
    };
    if (kind === 'gone') {
      facts.push(
        success === undefined
          ? t('timeTravel.details.wasRate', values)
          : t('timeTravel.details.was', values),
      );
    } else {
      facts.push(
        values.rate,
        ...(success === undefined ? [] : [values.success]),
      );
    }
  } else if (connections !== undefined) {
    const { tcp } = edge?.edge.stats ?? {};
    facts.push(
      t('timeTravel.details.tcp', {
        connections: t('topology.node.conn', { amount: n.count(connections) }),
        bytes: n.bytesPerSecond(
          (tcp?.readBytesPerSecond ?? 0) + (tcp?.writeBytesPerSecond ?? 0),
        ),
      }),
    );
  }
  if (kind === 'new' && edge?.edge.mtls === 'mesh') {
    facts.push(t('timeTravel.details.encrypted'));
  } else if (kind === 'new' && edge?.edge.mtls === 'none') {
    facts.push(t('timeTravel.details.notEncrypted'));
  }
  return facts;
}

function addedRate(rate: number, n: NumberFormats): string {
  return `${rate < 0.1 ? '' : '+'}${n.rate(rate)}`;
}

/** A share below one had failures: it is cut, and does not read 100 %. */
function failuresOf(share: number | undefined): number {
  return share !== undefined && share < 1 ? 1 : 0;
}

/** `13:55–14:00`. */
export function clockRange({ from, to }: { from: number; to: number }): string {
  return `${formatClock(from)}–${formatClock(to)}`;
}
