import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import { tapDurationMs } from '@backstage-mesh/plugin-service-mesh-common';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { Button, ButtonLink } from '@backstage/ui';
import {
  RiArrowRightLine,
  RiEyeOffLine,
  RiFilter3Line,
  RiNodeTree,
} from '@remixicon/react';
import type { ReactNode } from 'react';
import {
  CopyButton,
  EntityName,
  HealthShape,
  Identities,
  Lock,
  PanelSection,
  SidePanel,
} from '../components';
import { formatDuration, formatTime } from '../format';
import { useNumbers, useTranslate } from '../hooks';
import { curlCommand, hiddenVariables } from './curlCommand';
import { peerName } from './peerName';
import { grpcStatusName, outcomeOf, resetName, rowState } from './statusNames';
import { TapPeer, TapRow, routeName } from './TapRow';
import { UNFINISHED_AFTER_MS } from './TapRows';
import { TapTimeline } from './TapTimeline';
import { traceIdOf, traceUrl } from './traceOf';
import styles from './TapDetail.module.css';

/** One request: its line, outcome, both ends, timeline, headers and end. */
export function TapDetail(props: {
  row: TapRow;
  takeFocus: boolean;
  /** Catalog entities of a peer. */
  entityRefsOf(peer: TapPeer): string[];
  /** Shows only the requests of the same route. */
  onOnlyRoute(row: TapRow): void;
  onHidePath(row: TapRow): void;
  onClose(): void;
}) {
  const { row, takeFocus, entityRefsOf, onClose } = props;
  const { onOnlyRoute, onHidePath } = props;
  const t = useTranslate();
  const trace = traceUrl(
    useApi(configApiRef).getOptionalString('serviceMesh.tracing.url'),
    traceIdOf(row),
  );
  const n = useNumbers();
  const { requestInit } = row.request.event;
  const responseInit = row.response?.event.responseInit;
  const responseEnd = row.end?.event.responseEnd;
  const route = routeName(row.request);
  const title = t('tap.detail.title', {
    id: row.id.split(':').slice(0, 2).join(':'),
    time: formatTime(row.startedAt),
  });
  return (
    <SidePanel
      wide
      label={`${title} ${row.method} ${row.path}`}
      kind={
        <span className={styles.kind}>
          {title}
          <CopyButton text={linkTo(row)} label={t('tap.detail.link')} />
        </span>
      }
      title={
        <span className={styles.line}>
          <span className={styles.method}>{row.method}</span> {row.path}
        </span>
      }
      takeFocus={takeFocus}
      onClose={onClose}
      foot={
        <>
          {trace && (
            <ButtonLink
              size="small"
              variant="primary"
              iconStart={<RiNodeTree />}
              href={trace}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t('tap.detail.openTrace')}
            </ButtonLink>
          )}
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiFilter3Line />}
            onPress={() => onOnlyRoute(row)}
          >
            {t('tap.detail.onlyRoute')}
          </Button>
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiEyeOffLine />}
            onPress={() => onHidePath(row)}
          >
            {t('tap.detail.hidePath')}
          </Button>
        </>
      }
    >
      <div className={styles.outcome} data-failed={row.failed}>
        <HealthShape state={rowState(row)} size={14} />
        <b>{outcomeOf(row, t)}</b>
        {row.latencyMs !== undefined && (
          <span className={styles.muted}>{n.latency(row.latencyMs)}</span>
        )}
      </div>
      <div
        className={styles.peers}
        aria-label={t('tap.detail.peers')}
        role="group"
      >
        <Peer peer={row.source} entityRefs={entityRefsOf(row.source)} />
        <RiArrowRightLine size={16} aria-hidden className={styles.arrow} />
        <Peer
          peer={row.destination}
          entityRefs={entityRefsOf(row.destination)}
        />
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
        note={<CopyCurl row={row} />}
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

/** The address of this tap with this request open. */
function linkTo(row: TapRow): string {
  const link = new URL(window.location.href);
  link.searchParams.delete('start');
  link.searchParams.set('row', row.id);
  return link.toString();
}

function CopyCurl({ row }: { row: TapRow }) {
  const t = useTranslate();
  const command = curlCommand(row);
  if (!command) {
    return null;
  }
  const variables = hiddenVariables(row);
  return (
    <CopyButton
      text={command}
      label={
        variables.length > 0
          ? t('tap.detail.copyCurlHidden', { variables: variables.join(', ') })
          : t('tap.detail.copyCurl')
      }
      caption={t('tap.detail.curl')}
    />
  );
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
        <EntityName name={peer.name} entityRefs={entityRefs} />
      </div>
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

function Headers(props: {
  title: string;
  headers: TapHeader[];
  note?: ReactNode;
}) {
  const { title, headers, note } = props;
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
      note={note}
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
