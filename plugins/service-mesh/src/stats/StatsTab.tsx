import type { EntityStats } from '@backstage-mesh/plugin-service-mesh-common';
import { RiInformationLine } from '@remixicon/react';
import { workloadParameter } from '../address';
import {
  ClusterSelect,
  DataAge,
  Notice,
  TabSwitch,
  Toolbar,
  ToolbarMenu,
  ToolbarSelect,
} from '../components';
import { ExplainProvider } from '../explain';
import { formatTime, formatWindowLabel } from '../format';
import { useMeasuredRoot, usePage, useTranslate } from '../hooks';
import { ShortcutHelp, pauseKey, useTabShortcuts } from '../keyboard';
import {
  AnswerNotices,
  AnswerState,
  nodesIn,
  ofCluster,
  splitWarnings,
  NothingRuns,
  isStale,
  warningText,
} from '../states';
import { MeshRoot } from '../theme';
import { PodView } from './PodView';
import { TimeControls } from './TimeControls';
import { WorkloadView } from './WorkloadView';
import { useStatsAnswers } from './useStatsAnswers';
import styles from './StatsTab.module.css';

/** Below this width the toolbar folds. */
const FOLD_WIDTH = 900;

/** The numbers of an entity's workloads: golden metrics, neighbours, and the tables behind them. */
export function StatsTab() {
  const page = usePage();
  const { name, owner, url, cluster, clusters } = page;
  const t = useTranslate();
  const infos = clusters.data?.clusters ?? [];
  const answers = useStatsAnswers(page);
  const { stats: poll, history, rules, window } = answers;
  const workloads = (poll.data?.workloads ?? []).filter(
    ({ workload }) => !cluster || workload.cluster === cluster,
  );
  const { here, elsewhere } = splitWarnings(
    poll.data ?? { warnings: [] },
    nodesIn(poll.data),
    cluster,
  );
  const chosen = url.get('workload');
  const shown = workloads.some(
    ({ workload }) => workloadParameter(workload) === chosen,
  )
    ? workloads.filter(({ workload }) => workloadParameter(workload) === chosen)
    : workloads;
  const pod = url.get('pod');
  const podWorkload = shown.find(({ pods }) =>
    pods.some(each => each.name === pod),
  );

  const { root, rootRef, size } = useMeasuredRoot();
  const folded = size !== undefined && size.width < FOLD_WIDTH;
  const shortcuts = useTabShortcuts(root, 'stats', {
    ...pauseKey(poll),
    Escape() {
      if (pod) {
        url.set({ pod: undefined });
      }
    },
  });

  const choices = (
    <>
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
      <TimeControls page={page} />
    </>
  );
  return (
    <MeshRoot ref={rootRef} className={styles.tab}>
      <Toolbar label={t('stats.title')}>
        <TabSwitch current="stats" />
        {folded ? (
          <ToolbarMenu label={t('topology.view')}>{choices}</ToolbarMenu>
        ) : (
          choices
        )}
        <span className={styles.end}>
          <DataAge
            poll={poll}
            showSource
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
            lines={[{ keys: ['Space'], text: t('keys.pause') }]}
          />
        </span>
      </Toolbar>
      <AnswerNotices poll={poll} warnings={here} clusters={infos} />
      {answers.deployYoung !== undefined && (
        <Notice tone="quiet" icon={<RiInformationLine size={16} />}>
          {t('stats.time.deployYoung', {
            time: formatTime(answers.deployYoung),
            window: formatWindowLabel(window, t),
          })}
        </Notice>
      )}
      {(answers.deployCut || answers.deployUnknown) && (
        <Notice tone="quiet" icon={<RiInformationLine size={16} />}>
          {t(
            answers.deployCut
              ? 'stats.time.deployCut'
              : 'stats.time.deployUnknown',
          )}
        </Notice>
      )}
      {!poll.data && (
        <AnswerState
          name={name}
          error={poll.error}
          owner={owner}
          clusters={infos.map(each => each.name)}
          permission="service-mesh.read"
          frame="numbers"
          onRetry={poll.refresh}
        />
      )}
      {poll.data && shown.length === 0 && (
        <NothingRuns page={page} onRetry={poll.refresh} />
      )}
      <ExplainProvider page={page} window={window}>
        {pod && poll.data && shown.length > 0 ? (
          <PodView
            page={page}
            window={window}
            name={pod}
            stats={podWorkload ?? shown[0]}
            gone={!podWorkload}
          />
        ) : (
          shown.map(each => (
            <WorkloadView
              key={each.workload.id}
              page={page}
              answer={poll.data as EntityStats}
              stats={each}
              history={history}
              rules={rules?.workloads.find(
                ({ workload }) => workload.id === each.workload.id,
              )}
              titled={shown.length > 1}
              stale={isStale(poll)}
              compared={answers.deployYoung === undefined}
              onRefresh={poll.refresh}
            />
          ))
        )}
      </ExplainProvider>
    </MeshRoot>
  );
}
