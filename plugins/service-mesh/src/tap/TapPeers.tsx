import { RiArrowRightLine } from '@remixicon/react';
import { EntityName, Identities, Lock } from '../components';
import { useTranslate } from '../hooks';
import { peerName } from './peerName';
import { TapPeer, TapRow, routeName } from './TapRow';
import styles from './TapDetail.module.css';

/** Both ends of a request, and how the way between them is protected. */
export function TapPeers(props: {
  row: TapRow;
  /** Catalog entities of a peer. */
  entityRefsOf(peer: TapPeer): string[];
}) {
  const { row, entityRefsOf } = props;
  const { source, destination, request } = row;
  const t = useTranslate();
  const route = routeName(request);
  return (
    <>
      <div
        className={styles.peers}
        aria-label={t('tap.detail.peers')}
        role="group"
      >
        <Peer peer={source} entityRefs={entityRefsOf(source)} />
        <RiArrowRightLine size={16} aria-hidden className={styles.arrow} />
        <Peer peer={destination} entityRefs={entityRefsOf(destination)} />
      </div>
      <div className={styles.security}>
        <Security row={row} />
        {route && (
          <span className={styles.muted}>
            {t('tap.detail.route', { route })}
          </span>
        )}
      </div>
    </>
  );
}

function Peer(props: { peer: TapPeer; entityRefs: string[] }) {
  const { peer, entityRefs } = props;
  const t = useTranslate();
  if (peer.hidden) {
    return (
      <div className={styles.peer}>
        <div className={styles.peerName}>{peerName(peer.name, t)}</div>
        <span>{t('kinds.Hidden')}</span>
      </div>
    );
  }
  return (
    <div className={styles.peer}>
      <div className={styles.peerName}>
        <EntityName name={peer.name} entityRefs={entityRefs} />{' '}
        <small>{peer.namespace}</small>
      </div>
      {peer.pod && peer.pod !== peer.name && (
        <span title={peer.pod}>{shortPod(peer)}</span>
      )}
      {peer.address !== peer.name && <span>{peer.address}</span>}
    </div>
  );
}

/** A pod's name without that of its workload, which stands above it. */
function shortPod({ pod = '', name }: TapPeer): string {
  return pod.startsWith(`${name}-`) ? `…${pod.slice(name.length)}` : pod;
}

function Security({ row }: { row: TapRow }) {
  const t = useTranslate();
  const { sourceMeta, destinationMeta, proxyDirection } = row.request;
  const { labels } =
    proxyDirection === 'INBOUND' ? sourceMeta : destinationMeta;
  const tls = labels.tls ?? sourceMeta.labels.tls ?? destinationMeta.labels.tls;
  const encrypted = tls === 'true';
  let text: string = t('tap.detail.unknownTls');
  if (tls !== undefined) {
    text = encrypted ? t('tap.detail.mtls') : t('tap.detail.noTls');
  }
  return (
    <>
      <span className={styles.lock}>
        {tls !== undefined && (
          <Lock state={encrypted ? 'mesh' : 'none'} size={12} />
        )}{' '}
        {text}
      </span>
      <Identities
        inline
        client={sourceMeta.labels.client_id}
        server={destinationMeta.labels.server_id}
      />
    </>
  );
}
