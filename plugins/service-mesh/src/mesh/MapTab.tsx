import { Button } from '@backstage/ui';
import { RiLayoutRightLine } from '@remixicon/react';
import { useCallback, useRef } from 'react';
import {
  DependencyPanel,
  readDependencyChoices,
  useDependencyList,
  useUndeclared,
} from '../dependencies';
import type { PlacedGraph } from '../graph';
import { ExplainProvider } from '../explain';
import {
  ChangeNotice,
  GraphActionsProvider,
  useGraphChoices,
} from '../graph-view';
import {
  MeshPage,
  useElementSize,
  useMeasuredRoot,
  useTranslate,
} from '../hooks';
import { findKey, pauseKey, useTabShortcuts } from '../keyboard';
import { AnswerNotices, AnswerState, isStale } from '../states';
import { MeshRoot } from '../theme';
import {
  TimeStrip,
  TimeTravelPlace,
  stripHeight,
  travelKeys,
  useTimeline,
  useTimeTravel,
} from '../timeTravel';
import { useRefocus } from '../topology';
import { mapKeys } from './mapKeys';
import { MapContent } from './MapContent';
import { MapPanel } from './MapPanel';
import { FIND_ID, MapToolbar } from './MapToolbar';
import { MOST_HOPS, pathParameter, readMapChoices } from './meshAddress';
import { MeshVerdictLine } from './MeshVerdictLine';
import { NamespaceList } from './NamespaceList';
import { useFoundSteps } from './useFoundSteps';
import { useGateways } from './useGateways';
import { useMapGroups } from './useMapGroups';
import { useMapModel } from './useMapModel';
import { useMeshTopology } from './useMeshTopology';
import { useShownDependency } from './useShownDependency';
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
  const { root, rootRef, size } = useMeasuredRoot();
  const [frameRef, frame] = useElementSize();
  const placed = useRef<PlacedGraph>();
  const keepPlaced = useCallback((layout: PlacedGraph) => {
    placed.current = layout;
  }, []);
  const poll = useMeshTopology(page);
  const timeline = useTimeline(place, poll.data !== undefined);
  const travel = useTimeTravel(place, timeline);
  const gateways = useGateways(page);
  const undeclared = useUndeclared(api);
  const choices = readMapChoices(url.get);
  const { focusId, path } = choices;
  const picking = path !== undefined && (!path.from || !path.to);
  // while the ends of a path are picked, a click picks one
  const { actions, byKeyboard, nodeAtHand } = useGraphChoices(
    url,
    ({ type, id }) => {
      if (!picking || type !== 'node') {
        return false;
      }
      const ends = path.from ? { from: path.from, to: id } : { from: id };
      set({ path: pathParameter(ends) });
      return true;
    },
  );
  const model = useMapModel(poll.data, choices, {
    dependencies: undeclared,
    // the strip's hour is not the one that is looked back at
    origins: page.end === undefined ? timeline?.origins : undefined,
    // the past does not change
    look:
      page.end === undefined
        ? {
            scope: `mesh ${cluster ?? ''} ${page.window}`,
            selectedId: actions.selected?.id,
          }
        : undefined,
    pinned: actions.pinned,
  });
  const { part, drawn } = model;
  const infos = clusters.data?.clusters ?? [];
  const wide = size === undefined || size.width >= WIDE;
  const narrow = size !== undefined && size.width < NARROW;

  const { toggle, show } = useMapGroups(model, set);
  const { current, centred, step } = useFoundSteps(
    model.found,
    actions.selected,
    show,
  );
  const setHops = (hops: number) =>
    set({
      hops: hops <= 1 ? undefined : String(Math.min(hops, MOST_HOPS)),
    });
  const refocus = useRefocus(root, poll.data, focusId);
  const shortcuts = useTabShortcuts(root, undefined, {
    ...mapKeys({ set, choices, model, actions, nodeAtHand, setHops, refocus }),
    ...travelKeys(travel),
    ...pauseKey(poll),
    ...findKey(FIND_ID),
  });

  const panelOpen =
    actions.selected !== undefined ||
    path !== undefined ||
    choices.blastId !== undefined;
  const withDependencies =
    !panelOpen && (wide ? choices.dependencies : url.get('panel') === 'open');
  const dependencies = useDependencyList(
    api,
    readDependencyChoices(url.get),
    withDependencies,
  );
  const shown = useShownDependency(url, model, dependencies.data?.dependencies);
  const workloads = [...part.nodes.values()].filter(
    ({ node }) => node.type === 'workload',
  ).length;

  const namespaces = (
    <NamespaceList
      graph={model.whole}
      clusters={infos}
      gateways={gateways}
      selected={choices.namespace}
      onSelect={namespace => set({ namespace })}
    />
  );

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
          namespaces={narrow ? namespaces : undefined}
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
          <ExplainProvider page={page} window={page.window}>
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
              {!narrow && namespaces}
              <div className={styles.main} data-view={choices.view}>
                <div className={styles.mainHead}>
                  <MeshVerdictLine graph={drawn} workloads={workloads} />
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
                {model.changed && (
                  <div className={styles.changed}>
                    <ChangeNotice found={model.changed} />
                  </div>
                )}
                <MapContent
                  page={page}
                  measured={poll.data}
                  model={model}
                  choices={choices}
                  lit={shown.lit}
                  centred={centred}
                  foldLegend={!wide}
                  onToggleGroup={toggle}
                  onPlaced={keepPlaced}
                />
              </div>
              {panelOpen && (
                <MapPanel
                  page={page}
                  measured={poll.data}
                  model={model}
                  choices={choices}
                  takeFocus={byKeyboard}
                  onShow={show}
                  onToggleGroup={toggle}
                />
              )}
              {withDependencies && (
                <DependencyPanel
                  api={api}
                  poll={dependencies}
                  told={poll.data.warnings}
                  choices={shown.choices}
                  onChoose={shown.choose}
                  selectedId={shown.id}
                  onSelect={shown.show}
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
          </ExplainProvider>
        </GraphActionsProvider>
      )}
    </MeshRoot>
  );
}
