import type { EntityWorkload } from '@backstage-mesh/plugin-service-mesh-common';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Page, useElementSize } from '../hooks';
import { GENTLE_RPS, HEAVY_RPS, tapQueryFrom } from './tapAddress';
import { TapCalls } from './TapCalls';
import { TapDetail } from './TapDetail';
import { TapFilters } from './TapFilters';
import { TapForm } from './TapForm';
import { TapHeavy, TapNotAllowed } from './TapGates';
import { TapNotices } from './TapNotices';
import { TapPlace } from './TapPlace';
import { TapStatus } from './TapStatus';
import { TapTable, TapTableHandle } from './TapTable';
import { TapTools } from './TapTools';
import { useFilteredRows } from './useFilteredRows';
import { useRowFilter } from './useRowFilter';
import { useSelectedRow } from './useSelectedRow';
import { useSurroundings } from './useSurroundings';
import { useTapKeys } from './useTapKeys';
import { useTapRun } from './useTapRun';
import { useTapView } from './useTapView';
import styles from './TapTab.module.css';

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
  const { get, set } = url;
  const query = useMemo(() => tapQueryFrom({ get }), [get]);
  const { narrow, folded, views, view, setView, grouping, setGrouping } =
    useTapView(url, size);
  const { filter, setFilter, clear, only, onlyRoute, hidePath } =
    useRowFilter(url);
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
  const selectedId = selected?.id;

  const table = useRef<TapTableHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const close = () => {
    if (selectedId !== undefined) {
      // who opened it by keyboard goes on from there
      table.current?.focus(selectedId);
      select(undefined, false);
    }
  };
  const shortcuts = useTapKeys(frame, {
    session,
    running,
    table,
    selectedId,
    select,
    close,
  });

  const empty = rows.length === 0;
  // the rows change several times a second, these do not
  const tools = useMemo(
    () => (
      <TapTools
        page={page}
        target={target}
        query={query}
        views={views}
        view={view}
        onView={setView}
        rows={latest}
        empty={empty}
        shortcuts={shortcuts}
      />
    ),
    [page, target, query, views, view, setView, latest, empty, shortcuts],
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
                        selectedId={selectedId}
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
                        onClearFilter={clear}
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
                  onOnlyRoute={onlyRoute}
                  onHidePath={hidePath}
                  onClose={close}
                />
              )}
            </div>
          </>
        ) : (
          <TapNotAllowed
            target={target}
            name={page.name}
            selector={selector}
            meshId={
              page.clusters.data?.clusters.find(
                ({ name }) => name === target.cluster,
              )?.mesh?.id
            }
          />
        )}
      </div>
    </div>
  );
}
