import { useMemo } from 'react';
import {
  HEALTH_MESSAGES,
  HealthShape,
  KindGlyph,
  Lock,
  SortableTable,
  TableColumn,
  trafficColumns,
} from '../components';
import { explainedEdge, explainedNode } from '../explain';
import {
  GraphEdge,
  GraphNode,
  MeshGraph,
  compareEdges,
  compareNodes,
} from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { edgeSentence, kindName, nodeName, nodeSentence } from '../names';
import { useGraphActions } from './GraphActions';
import styles from './TopologyTable.module.css';

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
  const nodeColumns = useNodeColumns(showCluster);
  const edgeColumns = useEdgeColumns(graph);
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
          <SortableTable
            label={t('topology.table.nodes')}
            columns={nodeColumns}
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
          <SortableTable
            label={t('topology.table.edges')}
            columns={edgeColumns}
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

function useNodeColumns(showCluster: boolean): TableColumn<GraphNode>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const { select } = useGraphActions();
  return useMemo(() => {
    const columns: TableColumn<GraphNode>[] = [
      {
        id: 'name',
        grow: true,
        title: t('columns.name'),
        sortBy: ({ node }) => nodeName(node, t),
        cell: graphNode => (
          <span className={styles.name}>
            <HealthShape
              state={graphNode.health.state}
              size={12}
              label={t(HEALTH_MESSAGES[graphNode.health.state])}
            />
            <button
              type="button"
              className={styles.open}
              aria-label={nodeSentence(graphNode, t, n)}
              onClick={event => {
                event.stopPropagation();
                select({ type: 'node', id: graphNode.id }, event.detail === 0);
              }}
            >
              {nodeName(graphNode.node, t)}
            </button>
          </span>
        ),
      },
      {
        id: 'kind',
        title: t('topology.table.kind'),
        optional: true,
        sortBy: ({ node }) => kindName(node, t),
        cell: ({ node }) => (
          <span className={styles.name}>
            <KindGlyph kind={node.kind} size={13} /> {kindName(node, t)}
          </span>
        ),
      },
      {
        id: 'namespace',
        title: t('topology.table.namespace'),
        optional: true,
        sortBy: ({ node }) => node.namespace,
        cell: ({ node }) => node.namespace ?? '',
      },
    ];
    if (showCluster) {
      columns.push({
        id: 'cluster',
        title: t('topology.table.cluster'),
        optional: true,
        sortBy: ({ node }) => node.cluster,
        cell: ({ node }) => node.cluster,
      });
    }
    columns.push({
      id: 'meshed',
      title: t('topology.table.meshed'),
      numeric: true,
      optional: true,
      explain: 'meshed',
      sortBy: ({ node }) =>
        node.meshed && node.meshed.running / (node.meshed.total || 1),
      cell: ({ node }) =>
        node.meshed
          ? `${n.count(node.meshed.running)}/${n.count(node.meshed.total)}`
          : '',
    });
    return [
      ...columns,
      ...trafficColumns<GraphNode>(({ node }) => node.stats, TRAFFIC, {
        thresholds,
        t,
        n,
      }),
    ];
  }, [showCluster, t, n, thresholds, select]);
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
          <span className={styles.name}>
            <HealthShape
              state={graphEdge.health.state}
              size={12}
              label={t(HEALTH_MESSAGES[graphEdge.health.state])}
            />
            <button
              type="button"
              className={styles.open}
              aria-label={edgeSentence(graphEdge, graph, t, n)}
              onClick={event => {
                event.stopPropagation();
                select({ type: 'edge', id: graphEdge.id }, event.detail === 0);
              }}
            >
              {name(graphEdge.source)}
            </button>
          </span>
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
        cell: ({ edge }) => (
          <Lock
            state={edge.mtls}
            label={
              edge.mtls === 'mixed' || !edge.mtls
                ? t('mtls.mixedUnknown')
                : t(`mtls.${edge.mtls}`)
            }
          />
        ),
      },
    ];
  }, [graph, t, n, thresholds, select]);
}
