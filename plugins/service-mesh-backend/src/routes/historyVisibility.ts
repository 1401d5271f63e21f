import {
  CallHistory,
  EntityHistory,
  PeerStats,
  WorkloadHistory,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { visiblePeers, VisibilityServices } from './visibility';

/** A call and its history, as the graph has it. */
type Row = PeerStats & { call: CallHistory };

/** Names the entities of the workloads, and takes away what the caller may not see: of a hidden peer, the numbers of the call are left. */
export async function filterVisibleHistory(
  services: VisibilityServices,
  credentials: BackstageCredentials,
  history: EntityHistory,
): Promise<EntityHistory> {
  const { workloads, ...measured } = history;
  const rows = workloads.map(workload => ({
    callers: workload.callers.map(call =>
      rowOf(call, { source: call.peer.id, target: workload.workload.id }),
    ),
    callees: workload.callees.map(call =>
      rowOf(call, { source: workload.workload.id, target: call.peer.id }),
    ),
  }));
  const visible = await visiblePeers(
    services,
    credentials,
    measured,
    workloads.map(({ workload }) => workload),
    rows.flatMap(({ callers, callees }) => [...callers, ...callees]),
  );
  const calls = (own: readonly Row[]): CallHistory[] =>
    own.flatMap(row =>
      visible.row(row).map(({ peer, call }) => ({ ...call, peer })),
    );
  return {
    ...measured,
    warnings: visible.warnings,
    workloads: workloads.flatMap((own, i): WorkloadHistory[] => {
      const workload = visible.node(own.workload.id);
      return workload?.id === own.workload.id
        ? [
            {
              ...own,
              workload,
              callers: calls(rows[i].callers),
              callees: calls(rows[i].callees),
              // Names of pods and versions are the workload's own business.
              changes: own.changes.filter(
                ({ nodeId }) =>
                  nodeId !== undefined && visible.node(nodeId)?.id === nodeId,
              ),
            },
          ]
        : [];
    }),
  };
}

function rowOf(
  call: CallHistory,
  ends: { source: string; target: string },
): Row {
  return {
    call,
    peer: call.peer,
    edge: {
      ...ends,
      id: `${ends.source}>${ends.target}`,
      protocol: 'http',
      stats: {},
      countedBy: 'source',
    },
  };
}
