import { tapDurationMs } from '@backstage-mesh/plugin-service-mesh-common';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { Button, ButtonLink } from '@backstage/ui';
import { RiEyeOffLine, RiFilter3Line, RiNodeTree } from '@remixicon/react';
import {
  CopyButton,
  HealthShape,
  PanelAnchor,
  PanelNav,
  PanelSection,
  SidePanel,
} from '../components';
import { NumberFormats, formatDuration, formatTime } from '../format';
import { useNumbers, useTranslate } from '../hooks';
import type { Translate } from '../translation';
import { grpcStatusName, outcomeOf, resetName, rowState } from './statusNames';
import { TapHeaders } from './TapHeaders';
import { TapPeers } from './TapPeers';
import { TapPeer, TapRow } from './TapRow';
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
  const responseEnd = row.end?.event.responseEnd;
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
      <PanelNav
        label={t('tap.detail.sections')}
        sections={sectionsOf(row, t, n)}
      />
      <TapPeers row={row} entityRefsOf={entityRefsOf} />
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
      <TapHeaders row={row} />
      <PanelSection anchor="end" title={t('tap.detail.ending')}>
        {ending(row, t)}
      </PanelSection>
    </SidePanel>
  );
}

/** What stands below what fits without scrolling. */
function sectionsOf(row: TapRow, t: Translate, n: NumberFormats) {
  const request = row.request.event.requestInit?.headers ?? [];
  const response = row.response?.event.responseInit?.headers;
  const trailers = row.end?.event.responseEnd?.trailers ?? [];
  const sections: PanelAnchor[] = [
    {
      anchor: 'request',
      title: t('tap.detail.requestHeaders'),
      amount: n.count(request.length),
    },
  ];
  if (response) {
    sections.push({
      anchor: 'response',
      title: t('tap.detail.responseHeaders'),
      amount: n.count(response.length),
    });
  }
  if (trailers.length > 0) {
    sections.push({
      anchor: 'trailers',
      title: t('tap.detail.trailers'),
      amount: n.count(trailers.length),
    });
  }
  return [...sections, { anchor: 'end', title: t('tap.detail.ending') }];
}

/** The address of this tap with this request open. */
function linkTo(row: TapRow): string {
  const link = new URL(window.location.href);
  link.searchParams.delete('start');
  link.searchParams.set('row', row.id);
  return link.toString();
}

function ending(row: TapRow, t: Translate): string {
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
        duration: formatDuration(UNFINISHED_AFTER_MS, t),
      })
    : t('tap.detail.notYet');
}
