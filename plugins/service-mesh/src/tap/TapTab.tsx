import type { EntityWorkloads } from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import { workloadParameter } from '../address';
import { TabSwitch } from '../components';
import { usePage, usePoll } from '../hooks';
import { AnswerState, NoWorkload } from '../states';
import { MeshRoot } from '../theme';
import { LiveTap } from './LiveTap';
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
  const workloads = useMemo(
    () =>
      (poll.data?.workloads ?? []).filter(
        each => !cluster || each.cluster === cluster,
      ),
    [poll.data, cluster],
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
            frame="list"
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
            warnings={poll.data.warnings}
            onRetry={poll.refresh}
          />
        </>
      )}
      {target && (
        <LiveTap
          page={page}
          target={target}
          workloads={workloads}
          selector={poll.data?.match.selector}
        />
      )}
    </MeshRoot>
  );
}
