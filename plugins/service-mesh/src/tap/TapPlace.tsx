import type {
  EntityWorkload,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ResponseError } from '@backstage/errors';
import { Button } from '@backstage/ui';
import {
  RiFilterOffLine,
  RiPlayFill,
  RiPulseLine,
  RiRefreshLine,
  RiShieldKeyholeLine,
  RiStopFill,
} from '@remixicon/react';
import { CopyButton, EmptyState } from '../components';
import { formatDuration } from '../format';
import { Page, useNow, useNumbers, useTranslate } from '../hooks';
import { ErrorState, reasonOf } from '../states';
import { describeQuery } from './tapAddress';
import { TapSnapshot } from './TapSession';

/** A tap that has received nothing for this long says what may be the reason, in milliseconds. */
const SILENT_AFTER_MS = 5000;

interface TapPlaceProps {
  page: Page;
  snapshot: TapSnapshot;
  target: EntityWorkload;
  query: TapQuery;
  onStart(): void;
  onDropFilter(): void;
  onClearFilter(): void;
}

/** What stands in place of the rows while there are none. */
export function TapPlace(props: TapPlaceProps) {
  const { page, snapshot, target, onStart, onClearFilter } = props;
  const t = useTranslate();
  const n = useNumbers();
  const { phase, error, end, rows } = snapshot;
  if (error) {
    return <Refused {...props} error={error} />;
  }
  if (rows.length > 0) {
    return (
      <EmptyState
        icon={<RiFilterOffLine size={18} />}
        title={t('tap.filteredOut.title')}
        actions={
          <Button size="small" variant="primary" onPress={onClearFilter}>
            {t('tap.filteredOut.clear')}
          </Button>
        }
      >
        <p>{t('tap.filteredOut.text', { amount: n.count(rows.length) })}</p>
      </EmptyState>
    );
  }
  if (phase === 'idle') {
    return (
      <EmptyState
        icon={<RiPulseLine size={18} />}
        title={t('tap.intro.title', { name: target.name })}
        actions={
          <Button
            size="small"
            variant="primary"
            iconStart={<RiPlayFill />}
            onPress={onStart}
          >
            {t('tap.intro.start')}
          </Button>
        }
      >
        <p>{t('tap.intro.text')}</p>
      </EmptyState>
    );
  }
  if (phase === 'ended') {
    return (
      <EmptyState
        icon={<RiStopFill size={18} />}
        title={t('tap.ended.title')}
        actions={
          <Button
            size="small"
            variant="primary"
            iconStart={<RiRefreshLine />}
            onPress={onStart}
          >
            {t('tap.ended.again')}
          </Button>
        }
      >
        {end && <p>{end.message}</p>}
      </EmptyState>
    );
  }
  return page && <Silent {...props} />;
}

function Silent(props: TapPlaceProps) {
  const { snapshot, query, onDropFilter } = props;
  const t = useTranslate();
  const now = useNow();
  const { startedAt = now, phase } = snapshot;
  const filter = describeQuery(query);
  if (phase === 'starting' || now - startedAt < SILENT_AFTER_MS) {
    return null;
  }
  return (
    <EmptyState
      icon={<RiPulseLine size={18} />}
      title={t('tap.silent.title', {
        duration: formatDuration(now - startedAt),
      })}
      actions={
        filter && (
          <Button
            size="small"
            variant="primary"
            iconStart={<RiFilterOffLine />}
            onPress={onDropFilter}
          >
            {t('tap.silent.drop')}
          </Button>
        )
      }
    >
      {filter && (
        <p>
          <b>{t('tap.silent.filter')}</b>{' '}
          {t('tap.silent.filterText', { filter: <code>{filter}</code> })}
        </p>
      )}
      <p>{t('tap.silent.text')}</p>
    </EmptyState>
  );
}

function Refused(props: TapPlaceProps & { error: Error }) {
  const { error, target, onStart } = props;
  const t = useTranslate();
  if (!(error instanceof ResponseError) || error.response.status !== 403) {
    return <ErrorState name={target.name} error={error} onRetry={onStart} />;
  }
  const reason = reasonOf(error);
  return (
    <EmptyState
      icon={<RiShieldKeyholeLine size={18} />}
      title={t('tap.refused.title')}
      actions={
        <>
          <Button
            size="small"
            variant="primary"
            iconStart={<RiRefreshLine />}
            onPress={onStart}
          >
            {t('tap.refused.again')}
          </Button>
          <CopyButton text={reason} label={t('tap.refused.copy')} />
        </>
      }
    >
      <p>{reason}</p>
      <p>{t('tap.refused.kept')}</p>
    </EmptyState>
  );
}

/** The portal, and not the mesh, forbids this tap. */
export function TapNotAllowed(props: { target: EntityWorkload; name: string }) {
  const { target, name } = props;
  const t = useTranslate();
  return (
    <EmptyState
      icon={<RiShieldKeyholeLine size={18} />}
      title={
        target.tap.reason === 'no-permission'
          ? t('tap.refused.titlePortal', { name })
          : t('tap.notAllowed.title', { name })
      }
    >
      {target.tap.message && <p>{target.tap.message}</p>}
      <p>{t('tap.refused.kept')}</p>
    </EmptyState>
  );
}
