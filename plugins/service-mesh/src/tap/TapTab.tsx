import type {
  EntityWorkload,
  EntityWorkloads,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { workloadParameter } from '../address';
import { TabSwitch, useTabPaths } from '../components';
import { useElementSize, useKeyDown, usePage, usePoll } from '../hooks';
import { AnswerState, NoWorkload } from '../states';
import { MeshRoot } from '../theme';
import { filterRows } from './filterRows';
import { rowFilterFrom, rowFilterParameters, tapQueryFrom } from './tapAddress';
import { TapDetail } from './TapDetail';
import { TapFilters } from './TapFilters';
import { TapForm } from './TapForm';
import { TapNotAllowed, TapPlace } from './TapPlace';
import { TapStatus } from './TapStatus';
import { TapTable } from './TapTable';
import { useTapSession } from './useTapSession';
import styles from './TapTab.module.css';

/** How often the workloads and the right to tap them are asked for, in milliseconds. */
const WORKLOADS_INTERVAL = 60_000;

/** Live requests of one of an entity's workloads. */
export function TapTab() {
  const page = usePage();
  const { api, entityRef, name, owner, url, cluster, clusters } = page;
  const poll = usePoll<EntityWorkloads>(
    api,
    `tap workloads ${entityRef}`,
    signal => api.getWorkloads(entityRef, { signal }),
    WORKLOADS_INTERVAL,
  );
  const workloads = (poll.data?.workloads ?? []).filter(
    each => !cluster || each.cluster === cluster,
  );
  const chosen = url.get('workload');
  const target =
    workloads.find(each => workloadParameter(each) === chosen) ??
    workloads.find(each => each.tap.allowed) ??
    workloads.at(0);

  return (
    <MeshRoot className={styles.tab}>
      {!poll.data && (
        <>
          <TabSwitch current="tap" />
          <AnswerState
            name={name}
            error={poll.error}
            owner={owner}
            clusters={(clusters.data?.clusters ?? []).map(each => each.name)}
            permission="service-mesh.read"
            onRetry={poll.refresh}
          />
        </>
      )}
      {poll.data && !target && (
        <>
          <TabSwitch current="tap" />
          <NoWorkload
            name={name}
            match={poll.data.match}
            onRetry={poll.refresh}
          />
        </>
      )}
      {target && <LiveTap page={page} target={target} workloads={workloads} />}
    </MeshRoot>
  );
}

function LiveTap(props: {
  page: ReturnType<typeof usePage>;
  target: EntityWorkload;
  workloads: EntityWorkload[];
}) {
  const { page, target, workloads } = props;
  const [sizeRef, size] = useElementSize();
  const { api, entityRef, url } = page;
  const [session, snapshot] = useTapSession();
  const [selectedId, setSelectedId] = useState<string>();
  const [byKeyboard, setByKeyboard] = useState(false);
  const tabPaths = useTabPaths();
  const navigate = useNavigate();
  const query = tapQueryFrom(url);
  const filter = rowFilterFrom(url);
  const question = JSON.stringify([workloadParameter(target), query]);
  const running = snapshot.phase === 'starting' || snapshot.phase === 'live';

  const start = useCallback(
    (wish: TapQuery, of: EntityWorkload) => {
      setSelectedId(undefined);
      session.start((handlers, signal) =>
        api.tap(
          entityRef,
          {
            cluster: of.cluster,
            namespace: of.namespace,
            kind: of.kind,
            name: of.name,
          },
          wish,
          handlers,
          signal,
        ),
      );
    },
    [session, api, entityRef],
  );

  // a row action elsewhere opens this tab with a question and wants it asked at once
  const wanted = url.get('start') === 'true';
  const asked = useRef<string>();
  const answered = useRef(false);
  useEffect(() => {
    if (wanted && !answered.current) {
      answered.current = true;
      url.set({ start: undefined });
      if (target.tap.allowed) {
        asked.current = question;
        start(query, target);
      }
    } else if (running && asked.current !== question) {
      // another question to the mesh is another tap
      asked.current = question;
      start(query, target);
    }
    if (!wanted) {
      answered.current = false;
    }
  }, [wanted, running, question, query, target, start, url]);

  const startNow = () => {
    asked.current = question;
    start(query, target);
  };
  const rows = filterRows(snapshot.rows, filter);
  const selected = snapshot.rows.find(row => row.id === selectedId);

  const step = (by: number) => {
    const at = rows.findIndex(row => row.id === selectedId);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) {
      setByKeyboard(false);
      setSelectedId(next.id);
    }
  };
  const frame = useRef<HTMLDivElement>(null);
  useKeyDown(frame, event => {
    const { tagName } = event.target as HTMLElement;
    if (tagName === 'INPUT' || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const inButton =
      tagName === 'BUTTON' && !(event.target as HTMLElement).dataset.tapRow;
    switch (event.key) {
      case 'j':
        step(1);
        break;
      case 'k':
        step(-1);
        break;
      case 'x':
        session.clear();
        break;
      case ' ':
        if (running && !inButton) {
          event.preventDefault();
          session.setPaused(!snapshot.paused);
        }
        break;
      case 'Escape':
        setSelectedId(undefined);
        break;
      case '1':
      case '2': {
        const path = event.key === '1' ? tabPaths.topology : tabPaths.stats;
        if (path) {
          navigate(path);
        }
        break;
      }
      default:
    }
  });

  return (
    <div ref={sizeRef}>
      <div
        ref={frame}
        className={styles.frame}
        style={{
          height: `max(520px, calc(100dvh - ${(size?.top ?? 0) + 24}px))`,
        }}
      >
        <TapForm
          page={page}
          workloads={workloads}
          target={target}
          query={query}
          running={running}
          onStart={startNow}
          onStop={() => session.stop()}
        />
        {target.tap.allowed || snapshot.phase !== 'idle' ? (
          <>
            <TapFilters
              filter={filter}
              onChange={next => url.set(rowFilterParameters(next))}
            />
            <TapStatus
              snapshot={snapshot}
              shown={rows.length}
              podCount={target.meshed.running}
              onPause={paused => session.setPaused(paused)}
              onClear={() => session.clear()}
            />
            <div className={styles.body}>
              <div className={styles.list}>
                {rows.length > 0 ? (
                  <TapTable
                    rows={rows}
                    selectedId={selectedId}
                    onSelect={(id, keyboard) => {
                      setByKeyboard(keyboard);
                      setSelectedId(id);
                    }}
                  />
                ) : (
                  <TapPlace
                    page={page}
                    snapshot={snapshot}
                    target={target}
                    query={query}
                    onStart={startNow}
                    onDropFilter={() =>
                      url.set({
                        to: undefined,
                        method: undefined,
                        path: undefined,
                        authority: undefined,
                        scheme: undefined,
                      })
                    }
                    onClearFilter={() =>
                      url.set({
                        find: undefined,
                        status: undefined,
                        way: undefined,
                        slower: undefined,
                      })
                    }
                  />
                )}
              </div>
              {selected && (
                <TapDetail
                  row={selected}
                  takeFocus={byKeyboard}
                  onClose={() => setSelectedId(undefined)}
                />
              )}
            </div>
          </>
        ) : (
          <TapNotAllowed target={target} name={page.name} />
        )}
      </div>
    </div>
  );
}
