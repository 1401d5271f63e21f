import { useMemo } from 'react';
import {
  Lock,
  NameCell,
  SortableTable,
  TableColumn,
  VirtualTable,
  nodeColumns,
  trafficColumns,
} from '../components';
import type { ExplainedOwner } from '../components';
import { explainedEdge, explainedNode } from '../explain';
import {
  GraphEdge,
  GraphNode,
  MeshGraph,
  compareEdges,
  compareNodes,
  nodeStats,
} from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { useGraphActions } from '../graph-view';
import { edgeSentence, mtlsText, nodeName } from '../names';
import styles from './TopologyTable.module.css';

/** Longer tables take longer to draw than to read. */
const MAX_DRAWN_ROWS = 150;

const TRAFFIC = { keep: 'p99', connections: true } as const;

/** The graph as two tables: the same nodes, calls and numbers. */
export function TopologyTable(props: {
  graph: MeshGraph;
  showCluster: boolean;
  found: ReadonlySet<string> | undefined;
  /** When it was measured, as a part of a sentence. */
  when: string;
}) {
  const { graph, showCluster, found, when } = props;
  const t = useTranslate();
  const { select, selected } = useGraphActions();
  const columnsOfNodes = useNodeColumns(graph, showCluster);
  const columnsOfEdges = useEdgeColumns(graph);
  const nodes = useMemo(
    () => [...graph.nodes.values()].filter(({ id }) => !found || found.has(id)),
    [graph, found],
  );
  const edges = useMemo(
    () =>
      [...graph.edges.values()].filter(
        ({ source, target }) =>
          !found || found.has(source) || found.has(target),
      ),
    [graph, found],
  );
  return (
    <div className={styles.tables}>
      <section className={styles.card}>
        <h3 className={styles.title}>
          {t('topology.table.nodes')} <span>{nodes.length}</span>
        </h3>
        {nodes.length === 0 ? (
          <p className={styles.empty}>{t('topology.table.noNodes')}</p>
        ) : (
          <Table
            label={t('topology.table.nodes')}
            columns={columnsOfNodes}
            rows={nodes}
            rowKey={idOf}
            compare={compareNodes}
            selectedKey={selected?.type === 'node' ? selected.id : undefined}
            onSelect={({ id }: GraphNode) => select({ type: 'node', id })}
            explained={(row: GraphNode) => explainedNode(row, graph)}
          />
        )}
      </section>
      <section className={styles.card}>
        <h3 className={styles.title}>
          {t('topology.table.edges')} <span>{edges.length}</span>
        </h3>
        {edges.length === 0 ? (
          <p className={styles.empty}>
            {t('topology.table.noEdges', { when })}
          </p>
        ) : (
          <Table
            label={t('topology.table.edges')}
            columns={columnsOfEdges}
            rows={edges}
            rowKey={idOf}
            compare={compareEdges}
            selectedKey={selected?.type === 'edge' ? selected.id : undefined}
            onSelect={({ id }: GraphEdge) => select({ type: 'edge', id })}
            explained={(row: GraphEdge) =>
              explainedEdge(row, graph, row.edge.stats)
            }
          />
        )}
      </section>
    </div>
  );
}

function idOf(row: { id: string }): string {
  return row.id;
}

function useNodeColumns(
  graph: MeshGraph,
  showCluster: boolean,
): TableColumn<GraphNode>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { select } = useGraphActions();
  return useMemo(() => {
    const common = nodeColumns(
      ({ id }, byKeyboard) => select({ type: 'node', id }, byKeyboard),
      { t, n },
    );
    return [
      common.name,
      common.kind,
      common.namespace,
      ...(showCluster ? [common.cluster] : []),
      common.meshed,
      ...trafficColumns<GraphNode>(row => nodeStats(row, graph), TRAFFIC, {
        thresholds,
        t,
        n,
      }),
    ];
  }, [graph, showCluster, t, n, thresholds, select]);
}

function useEdgeColumns(graph: MeshGraph): TableColumn<GraphEdge>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { select } = useGraphActions();
  return useMemo(() => {
    const name = (id: string) => {
      const end = graph.nodes.get(id);
      return end ? nodeName(end.node, t) : id;
    };
    return [
      {
        id: 'from',
        grow: true,
        title: t('topology.table.from'),
        sortBy: ({ source }) => name(source),
        cell: graphEdge => (
          <NameCell
            state={graphEdge.health.state}
            name={name(graphEdge.source)}
            sentence={edgeSentence(graphEdge, graph, t, n)}
            onOpen={byKeyboard =>
              select({ type: 'edge', id: graphEdge.id }, byKeyboard)
            }
          />
        ),
      },
      {
        id: 'to',
        grow: true,
        title: t('topology.table.to'),
        sortBy: ({ target }) => name(target),
        cell: ({ target }) => name(target),
      },
      {
        id: 'protocol',
        title: t('topology.table.protocol'),
        optional: true,
        sortBy: ({ edge }) => edge.protocol,
        cell: ({ edge }) => edge.protocol.toUpperCase(),
      },
      ...trafficColumns<GraphEdge>(({ edge }) => edge.stats, TRAFFIC, {
        thresholds,
        t,
        n,
      }),
      {
        id: 'mtls',
        title: t('columns.mtls'),
        explain: 'mtls',
        sortBy: ({ edge }) => edge.mtls,
        cell: ({ edge }) => (
          <Lock state={edge.mtls} label={mtlsText(edge, t, n)} />
        ),
      },
    ];
  }, [graph, t, n, thresholds, select]);
}

/** Draws only the rows in sight where there are many. */
function Table<T>(props: {
  label: string;
  columns: TableColumn<T>[];
  rows: readonly T[];
  rowKey(row: T): string;
  compare(a: T, b: T): number;
  selectedKey: string | undefined;
  onSelect(row: T): void;
  explained(row: T): ExplainedOwner | undefined;
}) {
  return props.rows.length > MAX_DRAWN_ROWS ? (
    <VirtualTable {...props} maxHeight="60dvh" />
  ) : (
    <SortableTable {...props} />
  );
}
