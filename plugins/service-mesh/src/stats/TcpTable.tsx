import { useMemo } from 'react';
import { DataTable, Lock, MetricNumber, TableColumn } from '../components';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';
import { useNumbers, useTranslate } from '../hooks';
import { mtlsText, nodeName } from '../names';
import { PeerActions, PeerName } from './PeerCells';

/** Connections that carry no requests, in both directions. */
export function TcpTable(props: { graph: MeshGraph; self: GraphNode }) {
  const { graph, self } = props;
  const t = useTranslate();
  const columns = useColumns(graph, self);
  const rows = [...graph.edges.values()].filter(
    ({ edge }) => edge.protocol === 'tcp',
  );
  return (
    <DataTable
      id="tcp"
      title={t('stats.tcp')}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      compare={compareRows}
      filterText={row => nodeName(peerOf(row, graph, self).node, t)}
      empty={t('stats.noTcp')}
      explained={row => ({
        subject: isOutbound(row, self) ? 'outbound' : 'inbound',
        workloadId: self.id,
      })}
      exportName={`${self.node.name}-tcp`}
    />
  );
}

function rowKey({ id }: GraphEdge): string {
  return id;
}

function isOutbound({ source }: GraphEdge, self: GraphNode): boolean {
  return source === self.id;
}

function peerOf(row: GraphEdge, graph: MeshGraph, self: GraphNode): GraphNode {
  const id = isOutbound(row, self) ? row.target : row.source;
  return graph.nodes.get(id) as GraphNode;
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
    const reason = t('unknown.generic');
    const way = (row: GraphEdge) =>
      isOutbound(row, self) ? t('stats.out') : t('stats.in');
    const bytes = (
      id: 'read' | 'write',
      valueOf: (row: GraphEdge) => number | undefined,
    ): TableColumn<GraphEdge> => ({
      id,
      title: t(`stats.columns.${id}`),
      exportTitle: t(`stats.columns.${id}Export`),
      numeric: true,
      optional: id === 'write',
      explain: 'bytes',
      sortBy: valueOf,
      cell: row => (
        <MetricNumber text={n.bytes(valueOf(row))} reason={reason} />
      ),
    });
    return [
      {
        id: 'peer',
        grow: true,
        title: t('stats.columns.peer'),
        sortBy: row => nodeName(peerOf(row, graph, self).node, t),
        cell: row => <PeerName row={row} peer={peerOf(row, graph, self)} />,
      },
      {
        id: 'direction',
        title: t('stats.columns.direction'),
        optional: true,
        sortBy: way,
        cell: way,
      },
      {
        id: 'connections',
        title: t('stats.columns.connections'),
        numeric: true,
        explain: 'connections',
        sortBy: row => row.edge.stats.tcp?.openConnections,
        cell: row => (
          <MetricNumber
            text={n.count(row.edge.stats.tcp?.openConnections)}
            reason={reason}
          />
        ),
      },
      bytes('read', row => row.edge.stats.tcp?.readBytesPerSecond),
      bytes('write', row => row.edge.stats.tcp?.writeBytesPerSecond),
      {
        id: 'mtls',
        title: t('columns.mtls'),
        explain: 'mtls',
        optional: true,
        sortBy: row => mtlsText(row.edge, t, n),
        cell: ({ edge }) => (
          <Lock state={edge.mtls} label={mtlsText(edge, t, n)} />
        ),
      },
      {
        id: 'actions',
        title: t('columns.actions'),
        hiddenTitle: true,
        numeric: true,
        cell: row => (
          <PeerActions
            row={row}
            peer={peerOf(row, graph, self)}
            self={self}
            inbound={!isOutbound(row, self)}
          />
        ),
      },
    ];
  }, [graph, self, t, n]);
}
