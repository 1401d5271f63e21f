import { ResponseError } from '@backstage/errors';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { RiErrorWarningLine, RiLock2Line } from '@remixicon/react';
import { CopyButton, EmptyState } from '../components';
import { formatTime } from '../format';
import { useTranslate } from '../hooks';
import { LoadingFrame, LoadingFrameKind } from './LoadingFrame';
import { RetryButton } from './RetryButton';

/** What stands in place of an answer that never came: the frame while it loads, or why it was refused or failed. */
export function AnswerState(props: {
  name: string;
  error: Error | undefined;
  /** Reference of the entity's owner. */
  owner: string | undefined;
  clusters: readonly string[];
  permission: string;
  /** What will be in its place. */
  frame?: LoadingFrameKind;
  onRetry(): void;
}) {
  const { name, error, owner, clusters, permission, frame, onRetry } = props;
  const t = useTranslate();
  if (!error) {
    return <LoadingFrame name={name} clusters={clusters} kind={frame} />;
  }
  if (error instanceof ResponseError && error.response.status === 403) {
    return (
      <EmptyState
        icon={<RiLock2Line size={18} />}
        title={t('states.forbidden.title', { name })}
      >
        <p>
          {t('states.forbidden.text')} <code>{permission}</code>.
        </p>
        <p>
          {owner
            ? t('states.forbidden.owner', {
                owner: (
                  <EntityRefLink entityRef={owner} hideIcon disableTooltip />
                ),
              })
            : t('states.forbidden.noOwner')}
        </p>
      </EmptyState>
    );
  }
  return <ErrorState name={name} error={error} onRetry={onRetry} />;
}

/** A question that failed, with what a person can hand on to those who can help. */
export function ErrorState(props: {
  name: string;
  error: Error;
  onRetry(): void;
}) {
  const { name, error, onRetry } = props;
  const t = useTranslate();
  const response = error instanceof ResponseError ? error.response : undefined;
  const reason = reasonOf(error);
  const text = response
    ? t('states.error.text', { status: String(response.status), reason })
    : t('states.error.textNetwork', { reason });
  const requestId = response?.headers.get('x-request-id');
  const details = [
    text,
    requestId &&
      t('states.error.request', {
        id: requestId,
        time: formatTime(Date.now()),
      }),
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <EmptyState
      icon={<RiErrorWarningLine size={18} color="var(--sm-fail)" />}
      title={
        response?.status === 404
          ? t('states.error.titleNotFound', { name })
          : t('states.error.title')
      }
      actions={
        <>
          <RetryButton label={t('states.error.again')} onPress={onRetry} />
          <CopyButton text={details} label={t('states.error.copy')} />
        </>
      }
    >
      <p>{text}</p>
      <p>{t('states.error.kept')}</p>
      {requestId && <p>{details.split('\n')[1]}</p>}
    </EmptyState>
  );
}

/** The message of an error as its author wrote it: that of the backend where there is one. */
export function reasonOf(error: Error): string {
  return error instanceof ResponseError
    ? error.body.error.message
    : error.message;
}
