import {
  entityRouteRef,
  entityRouteParams,
} from '@backstage/plugin-catalog-react';
import { useRouteRef } from '@backstage/core-plugin-api';
import { RiArrowRightUpLine, RiPulseLine } from '@remixicon/react';
import { useMemo } from 'react';
import { Link } from 'react-router-dom';
import { tapPath } from '../address';
import {
  EntityName,
  HEALTH_MESSAGES,
  HealthShape,
  Lock,
  SortableTable,
  TableColumn,
  useTabPaths,
} from '../components';
import { formatWindowLabel } from '../format';
import {
  GraphEdge,
  GraphNode,
  MeshGraph,
  compareEdges,
  isOutside,
} from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { TableCard } from './TableCard';
import { trafficColumns } from './trafficColumns';
import styles from './TableCard.module.css';

/** The callers or the callees of a workload with the numbers of the calls. */
export function PeerTable(props: {
  direction: 'inbound' | 'outbound';
  graph: MeshGraph;
  self: GraphNode;
  window: string;
}) {
  const { direction, graph, self, window } = props;
  const t = useTranslate();
  const n = useNumbers();
  const inbound = direction === 'inbound';
  const rows = (inbound ? graph.incoming : graph.outgoing).get(self.id) ?? [];
  const columns = useColumns(inbound, graph, self);
  const span = { window: formatWindowLabel(window) };
  const empty = inbound
    ? t('stats.noInbound', span)
    : t('stats.noOutbound', span);
  return (
    <TableCard
      title={t(`stats.${direction}`)}
      count={n.count(rows.length)}
      empty={rows.length === 0 ? empty : undefined}
    >
      <SortableTable
        label={t(`stats.${direction}`)}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        compare={compareEdges}
      />
    </TableCard>
  );
}

function rowKey({ id }: GraphEdge): string {
  return id;
}

function useColumns(
  inbound: boolean,
  graph: MeshGraph,
  self: GraphNode,
): TableColumn<GraphEdge>[] {
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  return useMemo(() => {
    const peerOf = (row: GraphEdge) =>
      graph.nodes.get(inbound ? row.source : row.target) as GraphNode;
    const detailOf = (row: GraphEdge): string | undefined => {
      const { node } = peerOf(row);
      const { protocol, stats } = row.edge;
      if (protocol === 'tcp') {
        return t('stats.tcpDetail', {
          connections: n.count(stats.tcp?.openConnections),
          bytes: n.bytesPerSecond(stats.tcp?.readBytesPerSecond),
        });
      }
      if (isOutside(peerOf(row))) {
        return t('names.unmeshed');
      }
      return node.namespace !== self.node.namespace
        ? node.namespace
        : undefined;
    };
    return [
      {
        id: 'name',
        grow: true,
        title: t('columns.name'),
        sortBy: row => nodeName(peerOf(row).node, t),
        cell: row => {
          const { node } = peerOf(row);
          return (
            <span className={styles.name}>
              <HealthShape
                state={row.health.state}
                size={12}
                label={t(HEALTH_MESSAGES[row.health.state])}
              />
              <EntityName
                name={nodeName(node, t)}
                entityRefs={node.entityRefs}
              />
              <span className={styles.detail}>{detailOf(row)}</span>
            </span>
          );
        },
      },
      ...trafficColumns<GraphEdge>(
        row => row.edge.stats,
        ['p50', 'p95', 'p99'],
        thresholds,
        t,
        n,
      ),
      {
        id: 'mtls',
        title: t('columns.mtls'),
        sortBy: row => row.edge.mtls,
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
      {
        id: 'actions',
        title: t('columns.actions'),
        hiddenTitle: true,
        numeric: true,
        cell: row => (
          <RowActions
            row={row}
            peer={peerOf(row)}
            self={self}
            inbound={inbound}
          />
        ),
      },
    ];
  }, [inbound, graph, self, t, n, thresholds]);
}

function RowActions(props: {
  row: GraphEdge;
  peer: GraphNode;
  self: GraphNode;
  inbound: boolean;
}) {
  const { row, peer, self, inbound } = props;
  const t = useTranslate();
  const { tap } = useTabPaths();
  const entityRoute = useRouteRef(entityRouteRef);
  const name = nodeName(peer.node, t);
  const path =
    tap && row.edge.protocol !== 'tcp'
      ? tapPath(tap, self.node, inbound ? undefined : peer.node)
      : undefined;
  const [entityRef] = peer.node.entityRefs;
  return (
    <span className={styles.actions}>
      {path && (
        <Link
          className={styles.action}
          aria-label={t('actions.tap', { name })}
          title={t('actions.tap', { name })}
          to={path}
        >
          <RiPulseLine size={14} aria-hidden />
        </Link>
      )}
      {entityRef && (
        <Link
          className={styles.action}
          aria-label={t('actions.open', { name })}
          title={t('actions.open', { name })}
          to={entityRoute(entityRouteParams(entityRef))}
        >
          <RiArrowRightUpLine size={14} aria-hidden />
        </Link>
      )}
    </span>
  );
}
