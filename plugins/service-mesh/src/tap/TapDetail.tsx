import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import { tapDurationMs } from '@backstage-mesh/plugin-service-mesh-common';
import { RiArrowRightLine, RiEyeOffLine } from '@remixicon/react';
import {
  HealthShape,
  Identities,
  Lock,
  PanelSection,
  SidePanel,
} from '../components';
import { formatDuration, formatTime } from '../format';
import { useNumbers, useTranslate } from '../hooks';
import {
  grpcStatusName,
  httpStatusName,
  resetName,
  rowState,
} from './statusNames';
import { TapPeer, TapRow } from './TapRow';
import { UNFINISHED_AFTER_MS } from './TapRows';
import { TapTimeline } from './TapTimeline';
import styles from './TapDetail.module.css';

/** One request: its line, outcome, both ends, timeline, headers and end. */
export function TapDetail(props: {
  row: TapRow;
  takeFocus: boolean;
  onClose(): void;
}) {
  const { row, takeFocus, onClose } = props;
  const t = useTranslate();
  const n = useNumbers();
  const { requestInit } = row.request.event;
  const responseInit = row.response?.event.responseInit;
  const responseEnd = row.end?.event.responseEnd;
  const { labels: routeLabels } = row.request.routeMeta;
  const route = routeLabels.route ?? routeLabels.name;
  const title = t('tap.detail.title', {
    id: row.id.split(':').slice(0, 2).join(':'),
    time: formatTime(row.startedAt),
  });
  return (
    <SidePanel
      wide
      label={`${title} ${row.method} ${row.path}`}
      kind={title}
      title={
        <span className={styles.line}>
          <span className={styles.method}>{row.method}</span> {row.path}
        </span>
      }
      takeFocus={takeFocus}
      onClose={onClose}
    >
      <div className={styles.outcome} data-failed={row.failed}>
        <HealthShape state={rowState(row)} size={14} />
        <b>{outcome(row, t)}</b>
        {row.latencyMs !== undefined && (
          <span className={styles.muted}>{n.latency(row.latencyMs)}</span>
        )}
      </div>
      <div
        className={styles.peers}
        aria-label={t('tap.detail.peers')}
        role="group"
      >
        <Peer peer={row.source} />
        <RiArrowRightLine size={16} aria-hidden className={styles.arrow} />
        <Peer peer={row.destination} />
      </div>
      <div className={styles.security}>
        <Security row={row} />
        {route && (
          <span className={styles.muted}>
            {t('tap.detail.route', { route })}
          </span>
        )}
      </div>
      <PanelSection
        title={t('tap.detail.timeline')}
        note={
          responseEnd &&
          t('tap.detail.total', {
            latency: n.latency(tapDurationMs(responseEnd.sinceRequestInit)),
          })
        }
      >
        <TapTimeline row={row} />
      </PanelSection>
      <Headers
        title={t('tap.detail.requestHeaders')}
        headers={requestInit?.headers ?? []}
      />
      {responseInit && (
        <Headers
          title={t('tap.detail.responseHeaders')}
          headers={responseInit.headers}
        />
      )}
      {responseEnd && responseEnd.trailers.length > 0 && (
        <Headers
          title={t('tap.detail.trailers')}
          headers={responseEnd.trailers}
        />
      )}
      <PanelSection title={t('tap.detail.ending')}>
        {ending(row, t)}
      </PanelSection>
    </SidePanel>
  );
}

function outcome(row: TapRow, t: ReturnType<typeof useTranslate>): string {
  if (row.resetCode) {
    return t('tap.resetCode', { code: resetName(row.resetCode) });
  }
  if (row.grpcStatus !== undefined) {
    return t('tap.detail.grpcStatus', {
      status: grpcStatusName(row.grpcStatus),
    });
  }
  if (row.httpStatus !== undefined) {
    return httpStatusName(row.httpStatus);
  }
  if (row.state === 'done') {
    return t('tap.noResponse');
  }
  return row.state === 'waiting' ? t('tap.waitingDots') : t('tap.unfinished');
}

function ending(row: TapRow, t: ReturnType<typeof useTranslate>): string {
  if (row.resetCode) {
    return t('tap.detail.resetWith', { code: resetName(row.resetCode) });
  }
  if (row.end) {
    return row.grpcStatus === undefined
      ? t('tap.detail.closed')
      : `${t('tap.detail.closed')} ${t('tap.detail.grpcStatus', {
          status: grpcStatusName(row.grpcStatus),
        })}`;
  }
  return row.state === 'unfinished'
    ? t('tap.detail.unfinished', {
        duration: formatDuration(UNFINISHED_AFTER_MS),
      })
    : t('tap.detail.notYet');
}

function Peer({ peer }: { peer: TapPeer }) {
  return (
    <div className={styles.peer}>
      <b>{peer.name}</b>
      {peer.pod && peer.pod !== peer.name && (
        <span title={peer.pod}>{shortPod(peer)}</span>
      )}
      {peer.address !== peer.name && <span>{peer.address}</span>}
      {peer.namespace && <span>{peer.namespace}</span>}
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
    <div>
      <span className={styles.lock}>
        {tls !== undefined && (
          <Lock state={encrypted ? 'mesh' : 'none'} size={12} />
        )}{' '}
        {text}
      </span>
      <Identities
        client={sourceMeta.labels.client_id}
        server={destinationMeta.labels.server_id}
      />
    </div>
  );
}

function Headers(props: { title: string; headers: TapHeader[] }) {
  const { title, headers } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <PanelSection
      title={
        <>
          {title}{' '}
          <span className={styles.muted}>{n.count(headers.length)}</span>
        </>
      }
    >
      {headers.length === 0 ? (
        <span className={styles.muted}>{t('tap.detail.noHeaders')}</span>
      ) : (
        <dl className={styles.headers}>
          {headers.map(({ name, value, redacted }, index) => (
            // a header may be sent twice, and the list never changes
            <div key={`${name}-${index}`} className={styles.header}>
              <dt>{name}</dt>
              <dd>
                {redacted ? (
                  <span className={styles.hidden}>
                    <RiEyeOffLine size={12} aria-hidden />{' '}
                    {t('tap.detail.hidden')}
                  </span>
                ) : (
                  value
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </PanelSection>
  );
}
