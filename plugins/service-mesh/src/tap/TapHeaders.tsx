import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import { RiEyeOffLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { CopyButton, PanelSection } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import { curlCommand, hiddenVariables } from './curlCommand';
import type { TapRow } from './TapRow';
import styles from './TapDetail.module.css';

/** What was sent along a request in both directions. */
export function TapHeaders({ row }: { row: TapRow }) {
  const t = useTranslate();
  const { requestInit } = row.request.event;
  const responseInit = row.response?.event.responseInit;
  const responseEnd = row.end?.event.responseEnd;
  return (
    <>
      <Headers
        anchor="request"
        title={t('tap.detail.requestHeaders')}
        headers={requestInit?.headers ?? []}
        note={<CopyCurl row={row} />}
      />
      {responseInit && (
        <Headers
          anchor="response"
          title={t('tap.detail.responseHeaders')}
          headers={responseInit.headers}
        />
      )}
      {responseEnd && responseEnd.trailers.length > 0 && (
        <Headers
          anchor="trailers"
          title={t('tap.detail.trailers')}
          headers={responseEnd.trailers}
        />
      )}
    </>
  );
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

function Headers(props: {
  anchor: string;
  title: string;
  headers: TapHeader[];
  note?: ReactNode;
}) {
  const { anchor, title, headers, note } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <PanelSection
      anchor={anchor}
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
