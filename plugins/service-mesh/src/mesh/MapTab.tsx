import type {
  Dependency,
  DependencyState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import { RiLayoutRightLine } from '@remixicon/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { EmptyState } from '../components';
import {
  DEPENDENCY_STATES,
  DependencyPanel,
  useDependencies,
} from '../dependencies';
import type { PlacedGraph } from '../graph';
import {
  GraphActions,
  GraphActionsProvider,
  MeshGraphView,
} from '../graph-view';
import { MeshPage, useElementSize, useNumbers, useTranslate } from '../hooks';
import { useTabShortcuts } from '../keyboard';
import { periodPhrase } from '../names';
import { AnswerNotices, AnswerState, LoadingFrame, isStale } from '../states';
import { MeshRoot } from '../theme';
import {
  TimeStrip,
  TimeTravelPlace,
  stripHeight,
  travelKeys,
  useTimeline,
  useTimeTravel,
} from '../timeTravel';
import {
  TopologyTable,
  pinsFrom,
  pinsParameter,
  selectionFrom,
} from '../topology';
import { MapPanel } from './MapPanel';
import { FIND_ID, MapToolbar } from './MapToolbar';
import {
  MOST_HOPS,
  openParameter,
  pathParameter,
  readMapChoices,
} from './meshAddress';
import { MeshVerdictLine } from './MeshVerdictLine';
import { NamespaceList } from './NamespaceList';
import { useGateways } from './useGateways';
import { useMapModel } from './useMapModel';
import { useMeshTopology } from './useMeshTopology';
import styles from './MapTab.module.css';

/** Below this width namespaces stand behind a button, and the dependencies open by choice only. */
const WIDE = 1200;
const NARROW = 900;

/** The whole mesh: namespaces worst first, the graph, and beside it what is picked or the dependencies. */
export function MapTab(props: { page: MeshPage; place: TimeTravelPlace }) {
  const { page, place } = props;
  const { api, url, cluster, clusters } = page;
  const { set } = url;
  const t = useTranslate();
  const n = useNumbers();
  const [sizeRef, size] = useElementSize();
  const [frameRef, frame] = useElementSize();
  const root = useRef<HTMLDivElement | null>(null);
  const rootRef = useCallback(
    (element: HTMLDivElement | null) => {
      root.current = element;
      sizeRef(element);
    },
    [sizeRef],
  );
  const [byKeyboard, setByKeyboard] = useState(false);
  const placed = useRef<PlacedGraph>();
  const poll = useMeshTopology(page);
  const timeline = useTimeline(place, poll.data !== undefined);
  const travel = useTimeTravel(place, timeline);
  const gateways = useGateways(page);
  const dependencies = useDependencies(api);
  const choices = readMapChoices(url.get);
  const model = useMapModel(
    poll.data,
    choices,
    dependencies.data?.dependencies,
  );
  const { part, drawn, open } = model;
  const infos = clusters.data?.clusters ?? [];
  const wide = size === undefined || size.width >= WIDE;
  const narrow = size !== undefined && size.width < NARROW;

  const [selectedText, pinText] = [url.get('selected'), url.get('pin')];
  const { focusId, path } = choices;
  const [from, to] = [path?.from, path?.to];
  const picking = path !== undefined && (!from || !to);
  const actions = useMemo<GraphActions>(() => {
    const pinned = pinsFrom(pinText);
    return {
      selected: selectionFrom(selectedText),
      select(selection, keyboard = false) {
        // while the ends of a path are picked, a click picks one
        if (picking && selection?.type === 'node') {
          const ends = from
            ? { from, to: selection.id }
            : { from: selection.id };
          set({ path: pathParameter(ends) });
          return;
        }
        setByKeyboard(keyboard);
        set({ selected: selection && `${selection.type}:${selection.id}` });
      },
      focusId,
      toggleFocus: id => set({ focus: id === focusId ? undefined : id }),
      pinned,
      togglePin(id) {
        const next = new Set(pinned);
        if (!next.delete(id)) {
          next.add(id);
        }
        set({ pin: pinsParameter(next) });
      },
    };
  }, [selectedText, pinText, focusId, picking, from, set]);

  const toggleGroup = useCallback(
    (key: string) => {
      const next = new Set(open);
      if (!next.delete(key)) {
        next.add(key);
      }
      set({ open: openParameter(next) });
    },
    [open, set],
  );
  /** Opens the group that a node stands in, and picks the node. */
  const show = (id: string) => {
    const node = part.nodes.get(id)?.node;
    const key = node && model.groupOf?.(node)?.key;
    set({
      selected: `node:${id}`,
      ...(key !== undefined &&
        !open.has(key) && { open: openParameter(new Set([...open, key])) }),
    });
  };
  const found = useMemo(() => [...(model.found ?? [])], [model.found]);
  const current = found.indexOf(
    actions.selected?.type === 'node' ? actions.selected.id : '',
  );
  const step = (by: 1 | -1) => {
    if (found.length > 0) {
      const next =
        current < 0 && by < 0
          ? found.length - 1
          : (current + by + found.length) % found.length;
      show(found[next]);
    }
  };

  const nodeAtHand = () => {
    const { nodeId } =
      (document.activeElement as HTMLElement | null)?.dataset ?? {};
    const { selected } = actions;
    return nodeId ?? (selected?.type === 'node' ? selected.id : undefined);
  };
  const setHops = (hops: number) =>
    set({
      hops: hops <= 1 ? undefined : String(Math.min(hops, MOST_HOPS)),
    });
  const shortcuts = useTabShortcuts(root, undefined, {
    t: () => set({ view: choices.view === 'table' ? undefined : 'table' }),
    f() {
      const id = nodeAtHand() ?? focusId;
      if (id && part.nodes.has(id)) {
        actions.toggleFocus(id);
      }
    },
    p() {
      const id = nodeAtHand();
      if (id) {
        actions.togglePin(id);
      }
    },
    b() {
      const id = nodeAtHand();
      if (id && part.nodes.has(id)) {
        set({
          blast: id === choices.blastId ? undefined : id,
          path: undefined,
        });
      }
    },
    ...travelKeys(travel),
    '[': () => focusId && setHops(choices.hops - 1),
    ']': () => focusId && setHops(choices.hops + 1),
    ' ': event => {
      if ((event.target as HTMLElement).tagName !== 'BUTTON') {
        event.preventDefault();
        poll.setPaused(!poll.paused);
      }
    },
    '/': event => {
      event.preventDefault();
      document.getElementById(FIND_ID)?.focus();
    },
    Escape() {
      // one layer after the other, the newest first
      if (actions.selected) {
        actions.select(undefined);
      } else if (path) {
        set({ path: undefined });
      } else if (choices.blastId) {
        set({ blast: undefined });
      } else if (focusId) {
        set({ focus: undefined, hops: undefined });
      } else if (choices.namespace) {
        set({ namespace: undefined });
      }
    },
  });

  const scope = [
    'mesh',
    cluster ?? '',
    choices.grouping,
    choices.shown,
    choices.namespace ?? '',
    choices.hide,
    focusId ?? '',
    focusId ? choices.hops : '',
  ].join(' ');
  const dependencyState =
    DEPENDENCY_STATES.find(each => each === url.get('state')) ??
    DEPENDENCY_STATES[0];
  const showDependency = (dependency: Dependency | undefined) => {
    const edge =
      dependency &&
      [...part.edges.values()].find(
        ({ source, target }) =>
          dependency.source.nodeIds.includes(source) &&
          dependency.target.nodeIds.includes(target),
      );
    const keys = edge
      ? [edge.source, edge.target].flatMap(id => {
          const node = part.nodes.get(id)?.node;
          return (node && model.groupOf?.(node)?.key) ?? [];
        })
      : [];
    set({
      dependency: dependency?.id,
      ...(keys.some(key => !open.has(key)) && {
        open: openParameter(new Set([...open, ...keys])),
      }),
    });
  };
  const lit = useDependencyLit(
    dependencies.data?.dependencies,
    url.get('dependency'),
    model.lit,
  );
  const panelOpen =
    actions.selected !== undefined ||
    path !== undefined ||
    choices.blastId !== undefined;
  const withDependencies =
    !panelOpen && (wide ? choices.dependencies : url.get('panel') === 'open');
  const clustersOnScreen = new Set(
    [...drawn.nodes.values()].map(({ node }) => node.cluster),
  );
  const workloads = [...part.nodes.values()].filter(
    ({ node }) => node.type === 'workload',
  ).length;

  return (
    <MeshRoot ref={rootRef} className={styles.page} data-screen="map">
      <div className={styles.top}>
        <MapToolbar
          page={page}
          poll={poll}
          choices={choices}
          model={model}
          current={current}
          onStep={step}
          onHops={setHops}
          folded={narrow}
          placed={() => placed.current}
          shortcuts={shortcuts}
        />
        <AnswerNotices
          poll={poll}
          warnings={poll.data?.warnings ?? []}
          // the list at the side says which cluster is missing, and why
          clusters={[]}
        />
      </div>
      {!poll.data && (
        <div className={styles.top}>
          <AnswerState
            name={t('mesh.title')}
            error={poll.error}
            owner={undefined}
            clusters={infos.map(({ name }) => name)}
            permission="service-mesh.cluster.read"
            onRetry={poll.refresh}
          />
        </div>
      )}
      {poll.data && (
        <GraphActionsProvider value={actions}>
          <div
            ref={frameRef}
            className={styles.columns}
            data-stale={isStale(poll)}
            style={{
              height: `max(480px, calc(100dvh - ${
                (frame?.top ?? 0) + stripHeight(timeline)
              }px))`,
            }}
          >
            {!narrow && (
              <NamespaceList
                graph={model.whole}
                clusters={infos}
                gateways={gateways}
                selected={choices.namespace}
                onSelect={namespace => set({ namespace })}
              />
            )}
            <div className={styles.main} data-view={choices.view}>
              <div className={styles.mainHead}>
                <MeshVerdictLine
                  graph={drawn}
                  grouping={choices.grouping}
                  workloads={workloads}
                />
                {!withDependencies && !panelOpen && (
                  <Button
                    size="small"
                    variant="tertiary"
                    iconStart={<RiLayoutRightLine />}
                    className={styles.reopen}
                    onPress={() => set({ panel: wide ? undefined : 'open' })}
                  >
                    {t('mesh.dependencies')}
                  </Button>
                )}
              </div>
              {part.nodes.size === 0 && (
                <NothingToShow
                  hidden={model.whole.nodes.size}
                  clusters={n.list(infos.map(({ name }) => name))}
                  onShowAll={() =>
                    set({
                      hide: undefined,
                      show: undefined,
                      namespace: undefined,
                      focus: undefined,
                    })
                  }
                />
              )}
              {part.nodes.size > 0 && choices.view === 'table' && (
                <div className={styles.table}>
                  <TopologyTable
                    graph={part}
                    showCluster={clustersOnScreen.size > 1}
                    found={model.lit}
                    when={periodPhrase(poll.data, cluster ?? '', page.time, t)}
                  />
                </div>
              )}
              {part.nodes.size > 0 && choices.view === 'graph' && (
                <div className={styles.canvas}>
                  <MeshGraphView
                    name={t('mesh.graphOf')}
                    scope={scope}
                    graph={drawn}
                    found={lit}
                    showCluster={clustersOnScreen.size > 1}
                    foldLegend={!wide}
                    onToggleGroup={toggleGroup}
                    onPlaced={layout => {
                      placed.current = layout;
                    }}
                    placeholder={
                      <LoadingFrame name={t('mesh.title')} clusters={[]} />
                    }
                  />
                </div>
              )}
            </div>
            {panelOpen && (
              <MapPanel
                page={page}
                measured={poll.data}
                model={model}
                choices={choices}
                takeFocus={byKeyboard}
                onShow={show}
                onToggleGroup={toggleGroup}
              />
            )}
            {withDependencies && (
              <DependencyPanel
                poll={dependencies}
                state={dependencyState}
                onState={(state: DependencyState) =>
                  set({
                    state: state === DEPENDENCY_STATES[0] ? undefined : state,
                    dependency: undefined,
                  })
                }
                selectedId={url.get('dependency')}
                onSelect={showDependency}
                onClose={() =>
                  set({
                    panel: wide ? 'none' : undefined,
                    dependency: undefined,
                  })
                }
              />
            )}
          </div>
          <div className={styles.top}>
            <TimeStrip travel={travel} timeline={timeline} />
          </div>
        </GraphActionsProvider>
      )}
    </MeshRoot>
  );
}

/** The two ends of a dependency that is open stand out, as what was found does. */
function useDependencyLit(
  dependencies: readonly Dependency[] | undefined,
  id: string | undefined,
  lit: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  return useMemo(() => {
    const dependency = id
      ? dependencies?.find(each => each.id === id)
      : undefined;
    const ids = dependency
      ? [...dependency.source.nodeIds, ...dependency.target.nodeIds]
      : [];
    return ids.length > 0 ? new Set(ids) : lit;
  }, [dependencies, id, lit]);
}

function NothingToShow(props: {
  hidden: number;
  clusters: string;
  onShowAll(): void;
}) {
  const { hidden, clusters, onShowAll } = props;
  const t = useTranslate();
  const n = useNumbers();
  if (hidden === 0) {
    return (
      <EmptyState
        icon={<RiLayoutRightLine size={18} />}
        title={t('mesh.empty.title')}
      >
        <p>{t('mesh.empty.text', { clusters })}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<RiLayoutRightLine size={18} />}
      title={t('mesh.empty.hidden')}
      actions={
        <Button size="small" variant="primary" onPress={onShowAll}>
          {t('mesh.empty.showAll')}
        </Button>
      }
    >
      <p>{t('mesh.empty.hiddenText', { amount: n.count(hidden) })}</p>
    </EmptyState>
  );
}
