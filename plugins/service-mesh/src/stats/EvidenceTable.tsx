import { useMemo } from 'react';
import { Sparkline } from '../chart';
import {
  DataTable,
  MetricNumber,
  OriginPill,
  TableColumn,
  tableStyles as styles,
} from '../components';
import { UNKNOWN, formatDuration, formatMoment } from '../format';
import { GraphNode, MeshGraph } from '../graph';
import { EvidenceRow, Finding, MetricSeries, gatherEvidence } from '../history';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { spanCut } from './Remembered';

const EXPLAINED: Record<
  'calls' | 'failures' | 'timeouts' | 'unreachable' | 'denied',
  Pick<TableColumn<EvidenceRow>, 'explain' | 'derived'>
> = {
  calls: { explain: 'success', derived: 'answers' },
  failures: { explain: 'failures' },
  timeouts: { explain: 'failures', derived: 'timeouts' },
  unreachable: { explain: 'failures', derived: 'unreachable' },
  denied: { explain: 'denied' },
};

/** What the calls of a workload did, callee by callee, beside its own failures: what a verdict rests on. */
export function EvidenceTable(props: {
  graph: MeshGraph;
  self: GraphNode;
  finding: Finding | undefined;
  when: string;
}) {
  const { graph, self, when } = props;
  // a history that knows of no failed call has nothing to lay beside the window's own
  const finding = props.finding?.blame.evidence.length
    ? props.finding
    : undefined;
  const t = useTranslate();
  const n = useNumbers();
  const rows = useMemo(
    () => gatherEvidence(graph, self.id, finding),
    [graph, self.id, finding],
  );
  const since = finding && spanCut(finding);
  let span = when;
  if (since !== undefined) {
    span = t('verdict.since', { time: formatMoment(since, t) });
  } else if (finding) {
    span = t('period.last', {
      window: formatDuration(
        finding.steps.spanSteps * finding.steps.stepSeconds * 1000,
        t,
      ),
    });
  }
  const columns = useColumns(graph, finding, rows);
  return (
    <DataTable
      id="evidence"
      wide
      title={t('stats.evidence.title')}
      note={span}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      compare={compareRows}
      filterText={({ peerId }) => nameOf(graph, peerId, t)}
      empty={emptyText(graph, self, when, t)}
      explained={{
        subject: 'outbound',
        workloadId: self.id,
        ...(finding && { steps: stepsOf(finding) }),
      }}
      exportName={`${self.node.name}-evidence`}
      foot={
        finding && finding.blame.steps > 0
          ? t('stats.evidence.own', {
              name: nodeName(self.node, t),
              failures: n.count(finding.blame.ownFailures),
            })
          : t('stats.evidence.noHistory')
      }
    />
  );
}

/** That no call failed is said only of calls that were measured. */
function emptyText(
  graph: MeshGraph,
  self: GraphNode,
  when: string,
  t: ReturnType<typeof useTranslate>,
): string {
  const calls = (graph.outgoing.get(self.id) ?? []).filter(
    ({ edge }) => edge.protocol !== 'tcp',
  );
  if (
    self.health.state === 'not-measured' ||
    calls.some(({ edge }) => !(edge.stats.calls ?? edge.stats.counts))
  ) {
    return t('stats.evidence.unknown');
  }
  return t(`stats.evidence.${calls.length > 0 ? 'none' : 'noCalls'}`, { when });
}

/** What a line of failures shows, in words. */
function stepsText(
  { values, measured }: MetricSeries,
  t: ReturnType<typeof useTranslate>,
): string {
  const gaps = measured.filter(each => !each).length;
  const total = String(measured.length);
  return [
    t('stats.evidence.failedSteps', {
      amount: String(values.filter(value => value).length),
      total,
    }),
    gaps > 0 && t('stats.chart.gaps', { count: gaps, total }),
  ]
    .filter(Boolean)
    .join(' ');
}

/** The steps that the evidence was added up over. */
function stepsOf({ blame, steps }: Finding) {
  return { seconds: steps.stepSeconds, count: blame.steps };
}

function rowKey({ peerId }: EvidenceRow): string {
  return peerId;
}

function compareRows(a: EvidenceRow, b: EvidenceRow): number {
  return (
    (b.evidence?.explainedShare ?? 0) - (a.evidence?.explainedShare ?? 0) ||
    b.failures - a.failures
  );
}

function nameOf(
  graph: MeshGraph,
  id: string,
  t: ReturnType<typeof useTranslate>,
): string {
  const peer = graph.nodes.get(id);
  return peer ? nodeName(peer.node, t) : id;
}

function useColumns(
  graph: MeshGraph,
  finding: Finding | undefined,
  rows: readonly EvidenceRow[],
): TableColumn<EvidenceRow>[] {
  const t = useTranslate();
  const n = useNumbers();
  return useMemo(() => {
    const peerOf = ({ peerId }: EvidenceRow) =>
      finding?.history.callees.find(({ peer }) => peer.id === peerId)?.peer ??
      graph.nodes.get(peerId)?.node;
    const nameOfRow = (row: EvidenceRow) => {
      const peer = peerOf(row);
      return peer ? nodeName(peer, t) : row.peerId;
    };
    const count = (
      id: 'calls' | 'failures' | 'timeouts' | 'unreachable' | 'denied',
    ): TableColumn<EvidenceRow> => ({
      id,
      title: t(`stats.evidence.${id}`),
      numeric: true,
      optional: id !== 'calls' && id !== 'failures',
      ...EXPLAINED[id],
      sortBy: row => row[id],
      cell: row => (
        <MetricNumber
          text={n.count(row[id])}
          tone={id === 'failures' ? 'fail' : 'plain'}
          reason={t('stats.evidence.notCounted')}
        />
      ),
    });
    const ofWindow: TableColumn<EvidenceRow>[] = [
      {
        id: 'callee',
        grow: true,
        title: t('stats.evidence.callee'),
        sortBy: nameOfRow,
        cell: row => (
          <span className={styles.name}>
            <b>{nameOfRow(row)}</b>
            {finding?.blame.origin?.peerId === row.peerId && <OriginPill />}
          </span>
        ),
      },
      count('calls'),
      count('failures'),
      // what the mesh counts for none of these calls takes no room
      ...(['timeouts', 'unreachable', 'denied'] as const)
        .filter(id => rows.some(row => row[id] !== undefined))
        .map(count),
    ];
    if (!finding) {
      return ofWindow;
    }
    return [
      ...ofWindow,
      {
        id: 'explained',
        title: t('stats.evidence.explained'),
        numeric: true,
        explain: 'failures',
        derived: 'explained',
        sortBy: ({ evidence }) => evidence?.explainedShare,
        cell: ({ evidence }) => (
          <MetricNumber
            text={n.share(
              finding.blame.ownFailures ? evidence?.explainedShare : undefined,
            )}
            reason={
              finding.blame.steps > 0
                ? t('stats.evidence.nothingToExplain')
                : t('stats.evidence.noHistory')
            }
          />
        ),
      },
      {
        id: 'together',
        title: t('stats.evidence.together'),
        numeric: true,
        explain: 'failures',
        derived: 'together',
        optional: true,
        sortBy: row => row.evidence?.together,
        cell: ({ evidence }) => (
          <MetricNumber
            text={
              evidence?.together === undefined
                ? UNKNOWN
                : n.decimal(evidence.together)
            }
            reason={
              evidence
                ? t('stats.evidence.neverChanged')
                : t('stats.evidence.noHistory')
            }
          />
        ),
      },
      {
        id: 'steps',
        title: t('stats.evidence.steps'),
        optional: true,
        cell: ({ series }) =>
          series ? (
            <div
              className={styles.steps}
              role="img"
              aria-label={stepsText(series, t)}
              title={stepsText(series, t)}
            >
              <Sparkline series={series} tone="fail" changes={[]} />
            </div>
          ) : null,
      },
    ];
  }, [graph, finding, rows, t, n]);
}
