import {
  EntityWorkload,
  TapQuery,
  serviceMeshTapExportPermission,
} from '@backstage-mesh/plugin-service-mesh-common';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Tooltip, TooltipTrigger } from '@backstage/ui';
import { RiDownload2Line } from '@remixicon/react';
import { useState } from 'react';
import { Page, useTranslate } from '../hooks';
import { reasonOf } from '../states';
import { NDJSON_TYPE, exportName, saveFile, toNdjson } from './exportRows';
import type { TapRow } from './TapRow';
import styles from './TapExport.module.css';

/** Saves the requests on screen, once the portal has noted who does. */
export function TapExport(props: {
  page: Page;
  target: EntityWorkload;
  query: TapQuery;
  /** Looked at when the button is pressed. */
  rows(): readonly TapRow[];
  empty: boolean;
}) {
  const { page, target, query, rows, empty } = props;
  const t = useTranslate();
  const { allowed, loading } = usePermission({
    permission: serviceMeshTapExportPermission,
    resourceRef: page.entityRef,
  });
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const forbidden = !allowed && !loading;

  const save = async () => {
    // what is on screen now, not what has come when the portal answers
    const saved = rows();
    setBusy(true);
    setSaid('');
    try {
      const { cluster, namespace, kind, name } = target;
      await page.api.recordTapExport(page.entityRef, {
        target: { cluster, namespace, kind, name },
        query,
        rows: saved.length,
      });
      saveFile(
        exportName(target.name, Date.now()),
        toNdjson(saved),
        NDJSON_TYPE,
      );
      setSaid(t('tap.export.done', { count: saved.length }));
    } catch (error) {
      const reason = reasonOf(
        error instanceof Error ? error : new Error(String(error)),
      );
      setSaid(t('tap.export.failed', { reason }));
    }
    setBusy(false);
  };

  let hint: string = empty ? t('tap.export.empty') : t('tap.export.title');
  if (forbidden) {
    hint = t('tap.export.forbidden', {
      permission: serviceMeshTapExportPermission.name,
    });
  }
  return (
    <>
      <span className={styles.said} role="status">
        {said}
      </span>
      <TooltipTrigger>
        {/* stays in reach of the keyboard, so that its reason can be read */}
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiDownload2Line />}
          aria-disabled={!allowed || empty || busy}
          className={!allowed || empty || busy ? styles.unavailable : undefined}
          onPress={() => allowed && !empty && !busy && save()}
        >
          {t('tap.export.button')}
        </Button>
        <Tooltip>{hint}</Tooltip>
      </TooltipTrigger>
    </>
  );
}
