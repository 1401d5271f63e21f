import { useRouteRef } from '@backstage/core-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { RiArrowRightUpLine, RiPulseLine } from '@remixicon/react';
import { Link } from 'react-router-dom';
import { tapPath } from '../address';
import {
  EntityName,
  OriginPill,
  RowName,
  tableStyles as styles,
  useTapPath,
} from '../components';
import { GraphEdge, GraphNode } from '../graph';
import { useTranslate } from '../hooks';
import { nodeName } from '../names';

/** The name of a peer with the state of the calls, and a word about it. */
export function PeerName(props: {
  row: GraphEdge;
  peer: GraphNode;
  detail?: string;
}) {
  const { row, peer, detail } = props;
  const t = useTranslate();
  return (
    <RowName state={row.health.state} detail={detail}>
      <EntityName
        name={nodeName(peer.node, t)}
        entityRefs={peer.node.entityRefs}
      />
      {row.likelyOrigin && (
        <>
          {' '}
          <OriginPill />
        </>
      )}
    </RowName>
  );
}

/** What can be done with a row: tap these calls, open the peer. */
export function PeerActions(props: {
  row: GraphEdge;
  peer: GraphNode;
  self: GraphNode;
  inbound: boolean;
}) {
  const { row, peer, self, inbound } = props;
  const t = useTranslate();
  const tap = useTapPath();
  const entityRoute = useRouteRef(entityRouteRef);
  const name = nodeName(peer.node, t);
  const path =
    tap && row.edge.protocol !== 'tcp'
      ? tapPath(
          tap,
          self.node,
          inbound ? undefined : peer.node,
          inbound ? peer.node : undefined,
        )
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
