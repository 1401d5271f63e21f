import type {
  EntityWorkload,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { ResponseError } from '@backstage/errors';
import {
  RiFilterOffLine,
  RiPlayFill,
  RiPulseLine,
  RiRefreshLine,
  RiShieldKeyholeLine,
  RiStopFill,
} from '@remixicon/react';
import { CopyButton, EmptyState } from '../components';
import { Page, useNumbers, useTranslate } from '../hooks';
import { ErrorState, reasonOf } from '../states';
import { TapAct } from './TapAct';
import { TapSnapshot } from './TapSession';
import { TapSilent } from './TapSilent';
import { useEndReason } from './useEndReason';

interface TapPlaceProps {
  page: Page;
  snapshot: TapSnapshot;
  target: EntityWorkload;
  query: TapQuery;
  onStart(): void;
  onDropQuery(): void;
  onClearFilter(): void;
}

/** What stands in place of the rows while there are none. */
export function TapPlace(props: TapPlaceProps) {
  const { snapshot, target, onStart, onClearFilter } = props;
  const t = useTranslate();
  const n = useNumbers();
  const { phase, error, end, rows } = snapshot;
  if (error) {
    return <Refused {...props} error={error} />;
  }
  if (end?.reason === 'forbidden') {
    return (
      <RefusedTap
        title={t('tap.refused.title')}
        reason={end.message}
        onStart={onStart}
      />
    );
  }
  if (rows.length > 0) {
    return (
      <EmptyState
        icon={<RiFilterOffLine size={18} />}
        title={t('tap.filteredOut.title')}
        actions={
          <TapAct onPress={onClearFilter}>{t('tap.filteredOut.clear')}</TapAct>
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
          <TapAct icon={<RiPlayFill />} onPress={onStart}>
            {t('tap.intro.start')}
          </TapAct>
        }
      >
        <p>{t('tap.intro.text')}</p>
      </EmptyState>
    );
  }
  return phase === 'ended' ? <Ended {...props} /> : <TapSilent {...props} />;
}

function Ended({ snapshot, onStart }: TapPlaceProps) {
  const t = useTranslate();
  const reason = useEndReason(snapshot);
  return (
    <EmptyState
      icon={<RiStopFill size={18} />}
      title={t('tap.ended.title')}
      actions={
        <TapAct icon={<RiRefreshLine />} onPress={onStart}>
          {t('tap.ended.again')}
        </TapAct>
      }
    >
      {reason && <p>{reason}</p>}
    </EmptyState>
  );
}

function Refused(props: TapPlaceProps & { error: Error }) {
  const { error, target, onStart } = props;
  const t = useTranslate();
  if (!(error instanceof ResponseError) || error.response.status !== 403) {
    return <ErrorState name={target.name} error={error} onRetry={onStart} />;
  }
  return (
    <RefusedTap
      title={t('tap.refused.titlePortal', { name: target.name })}
      reason={reasonOf(error)}
      onStart={onStart}
    />
  );
}

/** The portal refused it, or the mesh. */
function RefusedTap(props: { title: string; reason: string; onStart(): void }) {
  const { title, reason, onStart } = props;
  const t = useTranslate();
  return (
    <EmptyState
      icon={<RiShieldKeyholeLine size={18} />}
      title={title}
      actions={
        <>
          <TapAct icon={<RiRefreshLine />} onPress={onStart}>
            {t('tap.refused.again')}
          </TapAct>
          <CopyButton text={reason} label={t('tap.refused.copy')} />
        </>
      }
    >
      <p>{reason}</p>
      <p>{t('tap.refused.kept')}</p>
    </EmptyState>
  );
}
