import type { EntityStats } from '@backstage-mesh/plugin-service-mesh-common';
import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { KeyboardEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  ClusterSelect,
  DataAge,
  TabSwitch,
  Toolbar,
  ToolbarSelect,
  useTabPaths,
} from '../components';
import { formatWindowLabel } from '../format';
import {
  NUMBERS_INTERVAL,
  Page,
  WINDOWS,
  usePage,
  usePoll,
  useTranslate,
} from '../hooks';
import { AnswerNotices, AnswerState, NoWorkload, isStale } from '../states';
import { MeshRoot } from '../theme';
import { workloadParameter } from '../address';
import { WorkloadView } from './WorkloadView';
import styles from './StatsTab.module.css';

/** The numbers of an entity's workloads: golden metrics, neighbours, and the tables behind them. */
export function StatsTab() {
  const page = usePage();
  const { api, entityRef, name, owner, url, window, cluster, clusters } = page;
  const t = useTranslate();
  const tabPaths = useTabPaths();
  const navigate = useNavigate();
  const poll = usePoll<EntityStats>(
    api,
    `stats ${entityRef} ${window}`,
    signal => api.getStats(entityRef, { window, signal }),
    NUMBERS_INTERVAL,
  );
  const workloads = (poll.data?.workloads ?? []).filter(
    ({ workload }) => !cluster || workload.cluster === cluster,
  );
  const chosen = url.get('workload');
  const shown = workloads.some(
    ({ workload }) => workloadParameter(workload) === chosen,
  )
    ? workloads.filter(({ workload }) => workloadParameter(workload) === chosen)
    : workloads;

  const onKeyDown = (event: KeyboardEvent) => {
    const { tagName } = event.target as HTMLElement;
    if (tagName === 'INPUT' || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const path = { 1: tabPaths.topology, 3: tabPaths.tap }[event.key];
    if (path) {
      navigate(path);
    }
  };

  return (
    <MeshRoot className={styles.tab} onKeyDown={onKeyDown}>
      <Toolbar label={t('stats.title')}>
        <TabSwitch current="stats" />
        {workloads.length > 1 && (
          <ToolbarSelect
            label={t('controls.workload')}
            value={shown.length === 1 ? chosen ?? '' : ''}
            options={[
              { value: '', label: t('stats.all') },
              ...workloads.map(({ workload }) => ({
                value: workloadParameter(workload),
                label: `${workload.kind} ${workload.name}`,
              })),
            ]}
            onChange={value => url.set({ workload: value || undefined })}
          />
        )}
        <ClusterSelect page={page} />
        <WindowSwitch page={page} />
        <DataAge poll={poll} showSource />
      </Toolbar>
      <AnswerNotices poll={poll} clusters={clusters.data?.clusters ?? []} />
      {!poll.data && (
        <AnswerState
          name={name}
          error={poll.error}
          owner={owner}
          clusters={(clusters.data?.clusters ?? []).map(each => each.name)}
          permission="service-mesh.read"
          onRetry={poll.refresh}
        />
      )}
      {poll.data && shown.length === 0 && (
        <NothingSelected page={page} onRetry={poll.refresh} />
      )}
      {shown.map(each => (
        <WorkloadView
          key={each.workload.id}
          page={page}
          stats={each}
          titled={shown.length > 1}
          stale={isStale(poll)}
          onRefresh={poll.refresh}
        />
      ))}
    </MeshRoot>
  );
}

function WindowSwitch({ page }: { page: Page }) {
  const t = useTranslate();
  return (
    <ToggleButtonGroup
      className={styles.windows}
      aria-label={t('controls.window')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[page.window]}
      onSelectionChange={keys => page.url.set({ window: String([...keys][0]) })}
    >
      {WINDOWS.map(window => (
        <ToggleButton key={window} id={window} size="small">
          {formatWindowLabel(window)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function NothingSelected(props: { page: Page; onRetry(): void }) {
  const { page, onRetry } = props;
  const { api, entityRef, name } = page;
  const { data } = usePoll(
    api,
    `workloads ${entityRef}`,
    signal => api.getWorkloads(entityRef, { signal }),
    30_000,
  );
  return <NoWorkload name={name} match={data?.match} onRetry={onRetry} />;
}
