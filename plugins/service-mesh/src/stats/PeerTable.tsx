import { useCallback, useMemo } from 'react';
import { DataTable, Lock, TableColumn, trafficColumns } from '../components';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { mtlsText, nodeName, outsideText } from '../names';
import { PeerActions, PeerName } from './PeerCells';

/** The callers or the callees of a workload with the numbers of the calls. */
export function PeerTable(props: {
  direction: 'inbound' | 'outbound';
  graph: MeshGraph;
  self: GraphNode;
  /** When it was measured, as a part of a sentence. */
  when: string;
  /** More words to a row, such as its pod. */
  detail?(row: GraphEdge): string | undefined;
}) {
  const { direction, graph, self, when, detail } = props;
  const t = useTranslate();
  const inbound = direction === 'inbound';
  const rows = (inbound ? graph.incoming : graph.outgoing).get(self.id) ?? [];
  const peerOf = useCallback(
    (row: GraphEdge) =>
      graph.nodes.get(inbound ? row.source : row.target) as GraphNode,
    [graph, inbound],
  );
  const columns = useColumns({ inbound, peerOf, self, detail });
  return (
    <DataTable
      id={direction}
      title={t(`stats.${direction}`)}
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      compare={compareEdges}
      filterText={row => {
        const { node } = peerOf(row);
        return `${nodeName(node, t)} ${node.namespace ?? ''} ${node.kind}`;
      }}
      empty={
        self.health.state === 'not-measured'
          ? t('topology.panel.noneMeasured')
          : t(inbound ? 'stats.noInbound' : 'stats.noOutbound', { when })
      }
      explained={row => ({
        subject: direction,
        workloadId: self.id,
        stats: row.edge.stats,
      })}
      exportName={`${self.node.name}-${direction}`}
    />
  );
}

function rowKey({ id }: GraphEdge): string {
  return id;
}

function useColumns(props: {
  inbound: boolean;
  peerOf(row: GraphEdge): GraphNode;
  self: GraphNode;
  detail: ((row: GraphEdge) => string | undefined) | undefined;
}): TableColumn<GraphEdge>[] {
  const { inbound, peerOf, self, detail } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(() => {
    const detailOf = (row: GraphEdge): string | undefined => {
      const { node } = peerOf(row);
      const { protocol, stats } = row.edge;
      const words: (string | undefined)[] = [detail?.(row)];
      if (protocol === 'tcp') {
        words.push(
          t('stats.tcpDetail', {
            connections: n.count(stats.tcp?.openConnections),
            bytes: n.bytesPerSecond(stats.tcp?.readBytesPerSecond),
          }),
        );
      } else if (outsideText(node, t)) {
        words.push(outsideText(node, t));
      } else if (node.namespace !== self.node.namespace) {
        words.push(node.namespace);
      }
      if (stats.calls) {
        const { successes, failures } = stats.calls;
        if (successes + failures > 0) {
          words.push(
            t('stats.afterRetries', {
              share: n.success(successes / (successes + failures), failures),
            }),
          );
        }
      }
      if (stats.deniedPerSecond) {
        words.push(
          t('topology.edge.denied', {
            rate: n.perSecond(stats.deniedPerSecond),
          }),
        );
      }
      return words.filter(Boolean).join(' · ') || undefined;
    };
    return [
      {
        id: 'name',
        grow: true,
        title: t('columns.name'),
        sortBy: row => nodeName(peerOf(row).node, t),
        cell: row => (
          <PeerName row={row} peer={peerOf(row)} detail={detailOf(row)} />
        ),
      },
      ...trafficColumns<GraphEdge>(
        row => row.edge.stats,
        { quantiles: ['p50', 'p95', 'p99'] },
        { thresholds, t, n },
      ),
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
            peer={peerOf(row)}
            self={self}
            inbound={inbound}
          />
        ),
      },
    ];
  }, [inbound, peerOf, self, detail, t, n, thresholds]);
}
