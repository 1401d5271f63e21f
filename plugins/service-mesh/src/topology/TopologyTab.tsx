import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import {
  RiCloseLine,
  RiListUnordered,
  RiNodeTree,
  RiTable2,
} from '@remixicon/react';
import { useMemo } from 'react';
import {
  ClusterSelect,
  DataAge,
  SegmentedControl,
  TabSwitch,
  Toolbar,
  ToolbarMenu,
  ToolbarSelect,
  WindowSelect,
} from '../components';
import { ExplainProvider } from '../explain';
import { GraphActionsProvider, useGraphChoices } from '../graph-view';
import {
  NUMBERS_INTERVAL,
  Page,
  useMeasuredRoot,
  usePage,
  usePoll,
  useTranslate,
} from '../hooks';
import { ShortcutHelp, findKey, pauseKey, useTabShortcuts } from '../keyboard';
import { nodeName } from '../names';
import {
  AnswerNotices,
  AnswerState,
  nodesIn,
  ofCluster,
  splitWarnings,
  warningText,
  isStale,
} from '../states';
import { MeshRoot } from '../theme';
import {
  ComparisonTab,
  PastControls,
  TimeStrip,
  TimeTravelPlace,
  readComparison,
  stripHeight,
  travelKeys,
  useTimeline,
  useTimeTravel,
} from '../timeTravel';
import { TopologyFind } from './TopologyFind';
import { TopologyView } from './TopologyView';
import { useRefocus } from './useRefocus';
import {
  FIRST_HOPS,
  HOPS,
  TopologyViewName,
  viewsFor,
} from './topologyAddress';
import styles from './TopologyTab.module.css';

/** Below this width the toolbar folds, and the legend too until a person opens it. */
const FOLD_WIDTH = 900;

/** Below this width the graph is opened by choice only: a list reads better. */
const GRAPH_WIDTH = 600;

/** The field that `/` goes to. */
const FIND_ID = 'service-mesh-find';

const VIEW_ICONS: Record<TopologyViewName, JSX.Element> = {
  list: <RiListUnordered size={15} />,
  graph: <RiNodeTree size={15} />,
  table: <RiTable2 size={15} />,
};

/** The topology of an entity's workloads: as it is now or was once, or at two moments. */
export function TopologyTab() {
  const page = usePage();
  const { api, entityRef, name, url, time, window } = page;
  const depth = Number(hopsOf(url));
  const scope = useMemo(() => ({ entityRef, depth }), [entityRef, depth]);
  const place = { api, scope, name, url, time, window };
  const compared = readComparison(url.get, time);
  return compared ? (
    <ComparisonTab name={name} place={place} compared={compared} isEntityTab />
  ) : (
    <OneMoment page={page} place={place} />
  );
}

function hopsOf(url: Page['url']): string {
  return HOPS.find(known => known === url.get('hops')) ?? FIRST_HOPS;
}

/** A graph, a table or a list, with the numbers of what is picked. */
function OneMoment(props: { page: Page; place: TimeTravelPlace }) {
  const { page, place } = props;
  const { api, entityRef, name, owner, url, window, end } = page;
  const { cluster, clusters } = page;
  const t = useTranslate();
  const { root, rootRef, size } = useMeasuredRoot();

  const hops = hopsOf(url);
  const poll = usePoll<Topology>(
    api,
    `topology ${entityRef} ${window} ${end ?? ''} ${hops}`,
    signal =>
      api.getTopology(entityRef, { window, end, depth: Number(hops), signal }),
    NUMBERS_INTERVAL,
  );
  const timeline = useTimeline(place, poll.data !== undefined);
  const travel = useTimeTravel(place, timeline);
  const { here, elsewhere } = splitWarnings(
    poll.data ?? { warnings: [] },
    nodesIn(poll.data),
    cluster,
  );
  const infos = clusters.data?.clusters ?? [];
  const narrow = size !== undefined && size.width < GRAPH_WIDTH;
  const folded = size !== undefined && size.width < FOLD_WIDTH;
  const views = viewsFor(narrow);
  const view = views.find(each => each === url.get('view')) ?? views[0];

  const { set } = url;
  const query = url.get('find') ?? '';
  const setQuery = (find: string) => set({ find: find || undefined });
  const { actions, byKeyboard, nodeAtHand } = useGraphChoices(url);
  const { focusId } = actions;
  const setView = (next: string) =>
    set({ view: next === views[0] ? undefined : next });
  const setHops = (next: string | undefined) =>
    next && set({ hops: next === FIRST_HOPS ? undefined : next });
  const refocus = useRefocus(root, poll.data, focusId);
  const stepHops = (by: number) => {
    refocus(nodeAtHand());
    setHops(HOPS[HOPS.indexOf(hops) + by]);
  };
  const shortcuts = useTabShortcuts(root, 'topology', {
    t: () => setView(view === 'table' ? 'graph' : 'table'),
    f() {
      const id = nodeAtHand() ?? focusId;
      if (id) {
        refocus(id);
        actions.toggleFocus(id);
      }
    },
    p() {
      const id = nodeAtHand();
      if (id) {
        actions.togglePin(id);
      }
    },
    ...travelKeys(travel),
    '[': () => stepHops(-1),
    ']': () => stepHops(1),
    ...pauseKey(poll),
    ...findKey(FIND_ID),
    Escape() {
      if (actions.selected) {
        actions.select(undefined);
      } else if (focusId) {
        set({ focus: undefined });
      }
    },
  });

  const focusNode = poll.data?.nodes.find(({ id }) => id === focusId);
  const choices = (
    <>
      <ToolbarSelect
        label={t('topology.hops')}
        value={hops}
        options={HOPS.map(value => ({ value, label: value }))}
        onChange={setHops}
      />
      <ClusterSelect page={page} />
      <WindowSelect page={page} />
      {timeline !== null && view !== 'graph' && (
        <PastControls travel={travel} isPending={!timeline} />
      )}
      <SegmentedControl
        label={t('topology.view')}
        iconsOnly
        segments={views.map(id => ({
          id,
          icon: VIEW_ICONS[id],
          label: t(`topology.views.${id}`),
        }))}
        value={view}
        onChange={setView}
      />
    </>
  );
  return (
    <MeshRoot ref={rootRef} className={styles.tab}>
      <Toolbar label={t('topology.title')}>
        <TabSwitch current="topology" />
        <TopologyFind
          id={FIND_ID}
          topology={poll.data}
          value={query}
          onChange={setQuery}
        />
        {folded ? (
          <ToolbarMenu label={t('topology.view')}>{choices}</ToolbarMenu>
        ) : (
          choices
        )}
        {focusNode && (
          <Button
            size="small"
            variant="secondary"
            iconEnd={<RiCloseLine />}
            aria-label={t('topology.focus.leaveOf', {
              name: nodeName(focusNode, t),
            })}
            onPress={() => set({ focus: undefined })}
          >
            {t('topology.focus.on', { name: nodeName(focusNode, t) })}
          </Button>
        )}
        <span className={styles.end}>
          <DataAge
            poll={poll}
            elsewhere={elsewhere.map(warning =>
              ofCluster(
                poll.data
                  ? warningText(warning, poll.data, infos, t)
                  : warning.message,
                warning.cluster,
                infos,
                t,
              ),
            )}
          />
          <ShortcutHelp
            shortcuts={shortcuts}
            lines={[
              { keys: ['←', '→', '↑', '↓'], text: t('keys.arrows') },
              { keys: ['Tab'], text: t('keys.node') },
              { keys: ['Enter'], text: t('keys.open') },
              { keys: ['E'], text: t('keys.nextCall') },
              { keys: ['F'], text: t('keys.focus') },
              { keys: ['[', ']'], text: t('keys.hops') },
              { keys: ['+', '-', '0'], text: t('keys.zoom') },
              { keys: ['T'], text: t('keys.table') },
              { keys: ['P'], text: t('keys.pin') },
              { keys: ['C'], text: t('timeTravel.keys.compare') },
              { keys: [',', '.'], text: t('timeTravel.keys.step') },
              { keys: ['Space'], text: t('keys.pause') },
              { keys: ['/'], text: t('keys.find') },
            ]}
          />
        </span>
      </Toolbar>
      <AnswerNotices poll={poll} warnings={here} clusters={infos} />
      {poll.data ? (
        <GraphActionsProvider value={actions}>
          <ExplainProvider page={page} window={window}>
            <TopologyView
              page={page}
              topology={poll.data}
              view={view}
              query={query}
              onClearQuery={() => setQuery('')}
              onShowGraph={() => setView('graph')}
              hops={hops}
              cluster={cluster}
              foldLegend={folded}
              takeFocus={byKeyboard}
              stale={isStale(poll)}
              below={stripHeight(timeline)}
              onRefresh={poll.refresh}
            />
          </ExplainProvider>
          {view === 'graph' && (
            <TimeStrip travel={travel} timeline={timeline} />
          )}
        </GraphActionsProvider>
      ) : (
        <AnswerState
          name={name}
          error={poll.error}
          owner={owner}
          clusters={infos.map(each => each.name)}
          permission="service-mesh.read"
          onRetry={poll.refresh}
        />
      )}
    </MeshRoot>
  );
}
