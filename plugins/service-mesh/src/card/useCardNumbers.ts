import type { EntityStats } from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import { GraphNode, MeshGraph, peerGraph } from '../graph';
import { useThresholds } from '../health';
import { findInHistory } from '../history';
import {
  Page,
  PollControls,
  useHistory,
  usePoll,
  useTranslate,
} from '../hooks';
import { periodPhrase } from '../names';
import { Verdict, judgeVerdict } from '../verdict';

/** How often the overview page asks, in milliseconds: the mesh is one subject among many there. */
const INTERVAL = 30_000;

/** One workload with what is to be said about it. */
export interface JudgedWorkload {
  self: GraphNode;
  graph: MeshGraph;
  verdict: Verdict;
  /** When it was measured, as a part of a sentence. */
  when: string;
}

/** The numbers of an entity for its overview page, asked for once by all that show them. */
export function useCardNumbers(page: Page): {
  poll: PollControls<EntityStats>;
  judged: JudgedWorkload[];
} {
  const { api, entityRef, window, end, time } = page;
  const t = useTranslate();
  const thresholds = useThresholds();
  const poll = usePoll<EntityStats>(
    api,
    `card ${entityRef} ${window} ${end}`,
    signal => api.getStats(entityRef, { window, end, signal }),
    INTERVAL,
  );
  const history = useHistory(page, window);
  const { data } = poll;
  const judged = useMemo(
    () =>
      (data?.workloads ?? []).map(stats => {
        const { workload } = stats;
        const finding =
          data && findInHistory(history, workload, data, thresholds);
        const graph = peerGraph(stats, thresholds, finding);
        const self = graph.nodes.get(workload.id) as GraphNode;
        return {
          self,
          graph,
          verdict: judgeVerdict(graph, self, finding),
          when: periodPhrase(data, workload.cluster, time, t),
        };
      }),
    [data, history, thresholds, time, t],
  );
  return { poll, judged };
}
