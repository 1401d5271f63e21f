import { useMemo } from 'react';
import {
  EntityName,
  Lock,
  MetricNumber,
  SortableTable,
  TableColumn,
} from '../components';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { TableCard } from './TableCard';
import styles from './TableCard.module.css';

/** Connections that carry no requests, in both directions. */
export function TcpTable(props: { graph: MeshGraph; self: GraphNode }) {
  const { graph, self } = props;
  const t = useTranslate();
  const n = useNumbers();
  const columns = useColumns(graph, self);
  const rows = [...graph.edges.values()].filter(
    ({ edge }) => edge.protocol === 'tcp',
  );
  return (
    <TableCard
      title={t('stats.tcp')}
      count={n.count(rows.length)}
      empty={rows.length === 0 ? t('stats.noTcp') : undefined}
    >
      <SortableTable
        label={t('stats.tcp')}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        compare={compareRows}
      />
    </TableCard>
  );
}

function rowKey({ id }: GraphEdge): string {
  return id;
}

/** Connections have no health to be ordered by: the one that moves most comes first. */
function compareRows(a: GraphEdge, b: GraphEdge): number {
  const bytes = ({ edge }: GraphEdge) =>
    (edge.stats.tcp?.readBytesPerSecond ?? 0) +
    (edge.stats.tcp?.writeBytesPerSecond ?? 0);
  return bytes(b) - bytes(a) || compareEdges(a, b);
}

function useColumns(
  graph: MeshGraph,
  self: GraphNode,
): TableColumn<GraphEdge>[] {
  const t = useTranslate();
  const n = useNumbers();
  return useMemo(() => {
    const outbound = ({ source }: GraphEdge) => source === self.id;
    const peerOf = (row: GraphEdge) =>
      (graph.nodes.get(outbound(row) ? row.target : row.source) as GraphNode)
        .node;
    const reason = t('unknown.generic');
    return [
      {
        id: 'peer',
        grow: true,
        title: t('stats.columns.peer'),
        sortBy: row => nodeName(peerOf(row), t),
        cell: row => (
          <span className={styles.name}>
            <EntityName
              name={nodeName(peerOf(row), t)}
              entityRefs={peerOf(row).entityRefs}
            />
          </span>
        ),
      },
      {
        id: 'way',
        title: t('stats.columns.direction'),
        sortBy: row => (outbound(row) ? t('stats.out') : t('stats.in')),
        cell: row =>
          outbound(row) ? `↗ ${t('stats.out')}` : `↘ ${t('stats.in')}`,
      },
      {
        id: 'connections',
        title: t('stats.columns.connections'),
        numeric: true,
        sortBy: row => row.edge.stats.tcp?.openConnections,
        cell: row => (
          <MetricNumber
            text={n.count(row.edge.stats.tcp?.openConnections)}
            reason={reason}
          />
        ),
      },
      {
        id: 'read',
        title: t('stats.columns.read'),
        numeric: true,
        sortBy: row => row.edge.stats.tcp?.readBytesPerSecond,
        cell: row => (
          <MetricNumber
            text={n.bytes(row.edge.stats.tcp?.readBytesPerSecond)}
            reason={reason}
          />
        ),
      },
      {
        id: 'write',
        title: t('stats.columns.write'),
        numeric: true,
        sortBy: row => row.edge.stats.tcp?.writeBytesPerSecond,
        cell: row => (
          <MetricNumber
            text={n.bytes(row.edge.stats.tcp?.writeBytesPerSecond)}
            reason={reason}
          />
        ),
      },
      {
        id: 'mtls',
        title: t('columns.mtls'),
        cell: ({ edge }) => (
          <Lock
            state={edge.mtls}
            label={
              edge.mtls && edge.mtls !== 'mixed'
                ? t(`mtls.${edge.mtls}`)
                : t('mtls.mixedUnknown')
            }
          />
        ),
      },
    ];
  }, [graph, self, t, n]);
}
