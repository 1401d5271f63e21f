import type {
  EntityWorkload,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Page, useTranslate } from '../hooks';
import { ShortcutHelp, TabShortcuts } from '../keyboard';
import { TapExport } from './TapExport';
import type { TapRow } from './TapRow';
import type { TapViewChoice } from './useTapView';
import { TapViewSwitch } from './TapViewSwitch';

/** What is done with the requests that are shown: see less or more of them, save them. */
export function TapTools(props: {
  page: Page;
  target: EntityWorkload;
  query: TapQuery;
  views: TapViewChoice['views'];
  view: TapViewChoice['view'];
  onView: TapViewChoice['setView'];
  /** Looked at when they are saved. */
  rows(): readonly TapRow[];
  empty: boolean;
  shortcuts: TabShortcuts;
}) {
  const { page, target, query, views, view, onView } = props;
  const { rows, empty, shortcuts } = props;
  const t = useTranslate();
  return (
    <>
      <TapViewSwitch views={views} view={view} onChange={onView} />
      <TapExport
        page={page}
        target={target}
        query={query}
        rows={rows}
        empty={empty}
      />
      <ShortcutHelp
        shortcuts={shortcuts}
        lines={[
          { keys: ['J', 'K'], text: t('keys.rows') },
          { keys: ['Enter'], text: t('keys.detail') },
          { keys: ['G'], text: t('keys.newest') },
          { keys: ['Space'], text: t('keys.pause') },
          { keys: ['X'], text: t('keys.clear') },
          { keys: ['/'], text: t('keys.find') },
        ]}
      />
    </>
  );
}
