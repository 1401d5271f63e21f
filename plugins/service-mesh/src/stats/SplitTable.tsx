import {
  SplitLeaf,
  SplitStats,
  compareWorstFirst,
  judgeHealth,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import {
  DataTable,
  EntityName,
  RowName,
  MetricNumber,
  TableColumn,
  tableStyles as styles,
  trafficColumns,
} from '../components';
import { GraphNode } from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { serviceText } from './serviceText';

/** How the calls to one Service are divided, as configured and as seen, with what each part did. */
export function SplitTable(props: { split: SplitStats; self: GraphNode }) {
  const { split, self } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const columns = useColumns();
  const rows = useMemo(
    () =>
      split.leaves.map(leaf => ({
        leaf,
        state: judgeHealth({ stats: leaf.stats }, thresholds).state,
        stats: leaf.stats,
      })),
    [split, thresholds],
  );
  const guilty = mostFailures(split.leaves);
  const apex = serviceText(split.apex, t);
  const by =
    split.by === 'observed' ? t('stats.split.observed') : split.by.kind;
  return (
    <DataTable<Row>
      id="split"
      title={t('stats.split.title', { apex })}
      note={`${t(`stats.split.${split.direction}`)} · ${by}`}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      compare={compareWorstFirst}
      filterText={({ leaf }) => leaf.service.name ?? ''}
      empty={t('stats.split.none')}
      explained={{ subject: split.direction, workloadId: self.id }}
      exportName={`${self.node.name}-split-${split.apex.name ?? 'hidden'}`}
      foot={
        guilty &&
        t('stats.split.guilty', {
          share: n.share(guilty.share),
          leaf: serviceText({ name: guilty.leaf.service.name }, t),
        })
      }
    />
  );
}

type Row = {
  leaf: SplitLeaf;
  state: ReturnType<typeof judgeHealth>['state'];
  stats: SplitLeaf['stats'];
};

/** Fewer failures name nobody. */
const LEAST_FAILURES = 20;
const MOST = 0.9;

/** The leaf that nearly all failures come from. */
function mostFailures(
  leaves: readonly SplitLeaf[],
): { leaf: SplitLeaf; share: number } | undefined {
  const failures = ({ stats }: SplitLeaf) => stats.counts?.failures ?? 0;
  const all = leaves.reduce((sum, leaf) => sum + failures(leaf), 0);
  const leaf = leaves.find(each => failures(each) >= MOST * all);
  return leaf && leaves.length > 1 && all >= LEAST_FAILURES
    ? { leaf, share: failures(leaf) / all }
    : undefined;
}

function rowKey({ leaf }: Row): string {
  const { namespace, name, port } = leaf.service;
  return JSON.stringify([
    namespace,
    name,
    port,
    leaf.workloads.map(({ id }) => id),
  ]);
}

function useColumns(): TableColumn<Row>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(
    () => [
      {
        id: 'backend',
        grow: true,
        title: t('stats.split.backend'),
        sortBy: ({ leaf }) => leaf.service.name,
        cell: ({ leaf, state }) => {
          const [only] = leaf.workloads;
          return (
            <RowName
              state={state}
              detail={
                only && only.name !== leaf.service.name
                  ? leaf.workloads.map(node => nodeName(node, t)).join(', ')
                  : undefined
              }
            >
              <EntityName
                name={serviceText(leaf.service, t)}
                entityRefs={leaf.workloads.length === 1 ? only.entityRefs : []}
              />
            </RowName>
          );
        },
      },
      {
        id: 'share',
        title: t('stats.split.share'),
        exportTitle: t('stats.split.shareExport'),
        explain: 'splits',
        sortBy: ({ leaf }) => leaf.share,
        exportValue: ({ leaf }) =>
          leaf.share === undefined ? undefined : 100 * leaf.share,
        cell: ({ leaf: { weight, share } }) => (
          <span className={styles.share}>
            <span className={styles.bar} aria-hidden>
              <span style={{ width: `${100 * (share ?? 0)}%` }} />
              {weight !== undefined && (
                <i style={{ left: `${100 * weight}%` }} />
              )}
            </span>
            <span>
              <MetricNumber
                text={
                  weight === undefined
                    ? n.share(undefined)
                    : n.count(100 * weight)
                }
                reason={t('stats.split.noWeight')}
              />
              {' / '}
              <MetricNumber
                text={n.share(share)}
                reason={t('unknown.success')}
              />
            </span>
          </span>
        ),
      },
      ...trafficColumns<Row>(
        ({ stats }) => stats,
        { quantiles: ['p99'] },
        { thresholds, t, n },
      ).map(column => ({
        ...column,
        explain: 'splits' as const,
        // on narrow screens the shares say more than the rates
        optional: column.optional || column.id === 'rps',
      })),
    ],
    [t, n, thresholds],
  );
}
