import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { SearchField, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { RiNodeTree, RiTable2 } from '@remixicon/react';
import { KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  ClusterSelect,
  DataAge,
  TabSwitch,
  Toolbar,
  ToolbarSelect,
  WindowSelect,
  useTabPaths,
} from '../components';
import {
  NUMBERS_INTERVAL,
  useElementSize,
  usePage,
  usePoll,
  useTranslate,
} from '../hooks';
import { AnswerNotices, AnswerState, isStale } from '../states';
import { MeshRoot } from '../theme';
import { GraphActionsProvider, Selection } from './GraphActions';
import { TopologyView } from './TopologyView';
import styles from './TopologyTab.module.css';

const HOPS = ['1', '2', '3'];
const FIRST_HOPS = '1';

/** Below this width the legend is folded until a person opens it. */
const LEGEND_WIDTH = 900;

/** Below this width the graph is opened by choice only: a list reads better. */
const GRAPH_WIDTH = 600;

/** The topology of an entity's workloads: a graph or a table, with the numbers of what is picked. */
export function TopologyTab() {
  const page = usePage();
  const { api, entityRef, name, owner, url, window, cluster, clusters } = page;
  const t = useTranslate();
  const tabPaths = useTabPaths();
  const navigate = useNavigate();
  const [rootRef, size] = useElementSize();
  const [query, setQuery] = useState('');
  const [byKeyboard, setByKeyboard] = useState(false);

  const hops = HOPS.find(known => known === url.get('hops')) ?? FIRST_HOPS;
  const poll = usePoll<Topology>(
    api,
    `topology ${entityRef} ${window} ${hops}`,
    signal =>
      api.getTopology(entityRef, { window, depth: Number(hops), signal }),
    NUMBERS_INTERVAL,
  );
  const narrow = size !== undefined && size.width < GRAPH_WIDTH;
  const view = url.get('view') ?? (narrow ? 'table' : 'graph');
  const selected = selectionFrom(url.get('selected'));

  const { set } = url;
  const select = useCallback(
    (selection: Selection | undefined, keyboard = false) => {
      setByKeyboard(keyboard);
      set({ selected: selection && `${selection.type}:${selection.id}` });
    },
    [set],
  );
  const selectedText = url.get('selected');
  const actions = useMemo(
    () => ({ selected: selectionFrom(selectedText), select }),
    [selectedText, select],
  );

  const setView = (next: string) =>
    set({ view: next === (narrow ? 'table' : 'graph') ? undefined : next });
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const paths = [tabPaths.topology, tabPaths.stats, tabPaths.tap];
    if (event.key === 't' || event.key === 'T') {
      setView(view === 'table' ? 'graph' : 'table');
    } else if (['1', '2', '3'].includes(event.key)) {
      const path = paths[Number(event.key) - 1];
      if (path && event.key !== '1') {
        navigate(path);
      }
    } else if (event.key === 'Escape' && selected) {
      select(undefined);
    } else if (event.key === '/') {
      event.preventDefault();
      document.getElementById('service-mesh-find')?.focus();
    }
  };

  return (
    <MeshRoot ref={rootRef} className={styles.tab} onKeyDown={onKeyDown}>
      <Toolbar label={t('topology.title')}>
        <TabSwitch current="topology" />
        <SearchField
          id="service-mesh-find"
          className={styles.find}
          size="small"
          aria-label={t('topology.find')}
          placeholder={t('topology.find')}
          value={query}
          onChange={setQuery}
        />
        <ToolbarSelect
          label={t('topology.hops')}
          value={hops}
          options={HOPS.map(value => ({ value, label: value }))}
          onChange={value =>
            set({ hops: value === FIRST_HOPS ? undefined : value })
          }
        />
        <ClusterSelect page={page} />
        <WindowSelect page={page} />
        <ToggleButtonGroup
          aria-label={t('topology.view')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={keys => setView(String([...keys][0]))}
          className={styles.views}
        >
          <ToggleButton
            id="graph"
            size="small"
            iconStart={<RiNodeTree size={15} />}
            aria-label={t('topology.viewGraph')}
          />
          <ToggleButton
            id="table"
            size="small"
            iconStart={<RiTable2 size={15} />}
            aria-label={t('topology.viewTable')}
          />
        </ToggleButtonGroup>
        <DataAge poll={poll} />
      </Toolbar>
      <AnswerNotices poll={poll} clusters={clusters.data?.clusters ?? []} />
      {poll.data ? (
        <GraphActionsProvider value={actions}>
          <TopologyView
            page={page}
            topology={poll.data}
            view={view}
            query={query}
            onClearQuery={() => setQuery('')}
            hops={hops}
            cluster={cluster}
            foldLegend={size !== undefined && size.width < LEGEND_WIDTH}
            takeFocus={byKeyboard}
            stale={isStale(poll)}
            onRefresh={poll.refresh}
          />
        </GraphActionsProvider>
      ) : (
        <AnswerState
          name={name}
          error={poll.error}
          owner={owner}
          clusters={(clusters.data?.clusters ?? []).map(each => each.name)}
          permission="service-mesh.read"
          onRetry={poll.refresh}
        />
      )}
    </MeshRoot>
  );
}

function selectionFrom(text: string | undefined): Selection | undefined {
  const match = /^(node|edge):(.+)$/s.exec(text ?? '');
  return match
    ? { type: match[1] as Selection['type'], id: match[2] }
    : undefined;
}

function isTyping(event: KeyboardEvent): boolean {
  const { tagName, isContentEditable } = event.target as HTMLElement;
  return isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(tagName);
}
