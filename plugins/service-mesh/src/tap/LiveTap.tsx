import type { EntityWorkload } from '@backstage-mesh/plugin-service-mesh-common';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Page, useElementSize, useTranslate } from '../hooks';
import { ShortcutHelp, useTabShortcuts } from '../keyboard';
import { NO_FILTER, RowFilter } from './filterRows';
import { CALL_GROUPINGS, CallGrouping, CallKey } from './LiveCalls';
import { withoutQuery } from './pathTemplate';
import {
  GENTLE_RPS,
  HEAVY_RPS,
  NARROW_VIEWS,
  TAP_VIEWS,
  rowFilterFrom,
  rowFilterParameters,
  tapQueryFrom,
} from './tapAddress';
import { TapCalls } from './TapCalls';
import { TapDetail } from './TapDetail';
import { TapExport } from './TapExport';
import { FIND_ID, TapFilters } from './TapFilters';
import { TapForm } from './TapForm';
import { TapHeavy, TapNotAllowed } from './TapGates';
import { TapNotices } from './TapNotices';
import { TapPlace } from './TapPlace';
import { TapRow, peerKey } from './TapRow';
import { TapStatus } from './TapStatus';
import { TapTable, TapTableHandle } from './TapTable';
import { TapViewSwitch } from './TapViewSwitch';
import { useFilteredRows } from './useFilteredRows';
import { useSelectedRow } from './useSelectedRow';
import { useSurroundings } from './useSurroundings';
import { useTapRun } from './useTapRun';
import styles from './TapTab.module.css';

/** Below this width rows take two lines, and requests and calls are not shown together. */
const NARROW = 600;

/** Below this width the toolbar folds, and the page scrolls instead of the table alone. */
const FOLD_WIDTH = 900;

/** Below this height there is no room for requests and calls together. */
const SHORT = 760;

/** The parameters of a question to the mesh, taken out of the address. */
const NO_QUERY = {
  to: undefined,
  method: undefined,
  path: undefined,
  authority: undefined,
  scheme: undefined,
};

/** The tap of one workload: what is asked, what has come, and one request in full. */
export function LiveTap(props: {
  page: Page;
  target: EntityWorkload;
  workloads: EntityWorkload[];
  selector: string | undefined;
}) {
  const { page, target, workloads, selector } = props;
  const [sizeRef, size] = useElementSize();
  const { url } = page;
  const t = useTranslate();
  const query = useMemo(() => tapQueryFrom(url), [url]);
  const filter = useMemo(() => rowFilterFrom(url), [url]);
  const surroundings = useSurroundings(page, target, query);
  const { session, snapshot, running, heavy, start, askedBefore } = useTapRun(
    page,
    target,
    query,
    surroundings,
  );
  // no callback of this component may use the snapshot or its rows, see useFilteredRows
  const rows = useFilteredRows(snapshot.rows, filter);
  useEffect(() => session.setFilter(filter), [session, filter]);
  const latestRows = useRef(rows);
  latestRows.current = rows;
  const latest = useCallback(() => latestRows.current, []);
  const [selected, select, byKeyboard] = useSelectedRow(snapshot.rows, url);

  const narrow = size !== undefined && size.width < NARROW;
  const folded = size !== undefined && size.width < FOLD_WIDTH;
  const views = narrow ? NARROW_VIEWS : TAP_VIEWS;
  const first =
    narrow || window.innerHeight < SHORT ? ('requests' as const) : 'both';
  const view = views.find(each => each === url.get('show')) ?? first;
  const grouping =
    CALL_GROUPINGS.find(each => each === url.get('group')) ?? 'route';

  const { set } = url;
  const setFilter = useCallback(
    (next: RowFilter) => set(rowFilterParameters(next)),
    [set],
  );
  const setGrouping = useCallback(
    (next: CallGrouping) =>
      set({ group: next === CALL_GROUPINGS[0] ? undefined : next }),
    [set],
  );
  const latestFilter = useRef(filter);
  latestFilter.current = filter;
  const only = useCallback(
    (key: CallKey) => {
      const { text, status, slowerThan, header, hide } = latestFilter.current;
      set({
        ...rowFilterParameters({
          ...NO_FILTER,
          ...{ text, status, slowerThan, header, hide },
          ...key,
          way: key.way === 'unknown' ? 'both' : key.way ?? 'both',
        }),
        // requests that cannot be seen would look like a click without effect
        ...(url.get('show') === 'calls' && { show: undefined }),
      });
    },
    [set, url],
  );
  const table = useRef<TapTableHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const step = (by: 1 | -1) => {
    const id = table.current?.step(by);
    if (id && selected) {
      select(id, false);
    }
  };
  const close = () => {
    if (selected) {
      // who opened it by keyboard goes on from there
      table.current?.focus(selected.id);
      select(undefined, false);
    }
  };
  const shortcuts = useTabShortcuts(frame, 'tap', {
    j: () => step(1),
    k: () => step(-1),
    g: () => table.current?.goToNewest(),
    x: () => session.clear(),
    ' ': event => {
      const { tagName, dataset } = event.target as HTMLElement;
      const inButton = tagName === 'BUTTON' && dataset.tapRow === undefined;
      if (running && !inButton) {
        event.preventDefault();
        session.setPaused(!session.getSnapshot().paused);
      }
    },
    '/': event => {
      event.preventDefault();
      document.getElementById(FIND_ID)?.focus();
    },
    Escape: close,
  });

  const empty = rows.length === 0;
  // the rows change several times a second, these do not
  const tools = useMemo(
    () => (
      <>
        <TapViewSwitch
          views={views}
          view={view}
          onChange={next => set({ show: next === first ? undefined : next })}
        />
        <TapExport
          page={page}
          target={target}
          query={query}
          rows={latest}
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
    ),
    [views, view, first, set, page, target, query, latest, empty, shortcuts, t],
  );
  const stop = useCallback(() => session.stop(), [session]);
  return (
    <div ref={sizeRef}>
      <div
        ref={frame}
        className={styles.frame}
        data-folded={folded}
        style={
          folded
            ? undefined
            : {
                height: `max(520px, calc(100dvh - ${(size?.top ?? 0) + 24}px))`,
              }
        }
      >
        <TapForm
          onAsk={set}
          workloads={workloads}
          target={target}
          query={query}
          running={running}
          folded={folded}
          peers={surroundings.peers}
          onStart={askedBefore}
          onStop={stop}
        />
        {target.tap.allowed || snapshot.phase !== 'idle' ? (
          <>
            <TapFilters filter={filter} onChange={setFilter}>
              {tools}
            </TapFilters>
            <TapStatus
              snapshot={snapshot}
              shown={rows.length}
              podCount={target.meshed?.running ?? 0}
              expectedRps={surroundings.expectedRps}
              onPause={paused => session.setPaused(paused)}
              onClear={() => session.clear()}
            />
            <TapNotices snapshot={snapshot} onStart={askedBefore} />
            <div className={styles.body}>
              <div className={styles.main}>
                {heavy && (
                  <TapHeavy
                    name={target.name}
                    expectedRps={surroundings.expectedRps ?? HEAVY_RPS}
                    onStart={start}
                    onGentle={() =>
                      set({ rps: String(GENTLE_RPS), start: 'true' })
                    }
                  />
                )}
                {!heavy && (view !== 'calls' || rows.length === 0) && (
                  <div className={styles.list}>
                    {rows.length > 0 ? (
                      <TapTable
                        // other rows begin at the top again
                        key={`${snapshot.startedAt} ${JSON.stringify(filter)}`}
                        ref={table}
                        rows={rows}
                        selectedId={selected?.id}
                        narrow={narrow}
                        onSelect={select}
                      />
                    ) : (
                      <TapPlace
                        page={page}
                        snapshot={snapshot}
                        target={target}
                        query={query}
                        onStart={askedBefore}
                        onDropQuery={() => set(NO_QUERY)}
                        onClearFilter={() =>
                          set(rowFilterParameters(NO_FILTER))
                        }
                      />
                    )}
                  </div>
                )}
                {!heavy && view !== 'requests' && snapshot.rows.length > 0 && (
                  <div className={styles.calls} data-alone={view === 'calls'}>
                    <TapCalls
                      calls={snapshot.calls[grouping]}
                      since={snapshot.callsSince}
                      grouping={grouping}
                      onGrouping={setGrouping}
                      onPick={only}
                    />
                  </div>
                )}
              </div>
              {selected && (
                <TapDetail
                  row={selected}
                  takeFocus={byKeyboard}
                  entityRefsOf={surroundings.entityRefsOf}
                  onOnlyRoute={row => only(keyOfRoute(row))}
                  onHidePath={row =>
                    setFilter({
                      ...filter,
                      hide: [
                        ...new Set([...filter.hide, withoutQuery(row.path)]),
                      ],
                    })
                  }
                  onClose={close}
                />
              )}
            </div>
          </>
        ) : (
          <TapNotAllowed target={target} name={page.name} selector={selector} />
        )}
      </div>
    </div>
  );
}

function keyOfRoute(row: TapRow): CallKey {
  return {
    way: row.way,
    peer: peerKey(row.peer),
    method: row.method,
    route: row.route,
  };
}
