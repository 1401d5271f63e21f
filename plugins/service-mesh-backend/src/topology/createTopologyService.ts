import { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  Topology,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Clusters } from '../clusters';
import { TrafficService, TrafficView } from '../mesh/TrafficService';
import {
  ClusterView,
  eachCluster,
  eachNamedCluster,
  knowCluster,
  measurementOf,
  viewCluster,
  viewClusters,
  withCounts,
} from './ClusterView';
import { borderLatency } from './borderLatency';
import { joinParts } from './joinParts';
import { latencyAround } from './latencyAround';
import { measuredAnswer } from './measuredAnswer';
import { nodesElsewhere } from './nodesElsewhere';
import { workloadNodeId } from './nodeIds';
import { Part, PartMemory } from './PartMemory';
import { partAround, partOfView, shownWorkloads, workloadsOf } from './parts';
import { TopologyOptions, TopologyService } from './TopologyService';

/** Graphs of at most so many workloads bring quantiles: more cost more than they show. */
const MAX_QUANTILE_WORKLOADS = 120;

/** How long a page about all clusters waits for one that nobody has asked about before. */
const MESH_WAIT_MS = 10_000;

/** @internal */
export interface TopologyServiceOptions {
  clusters: Clusters;
  traffic: TrafficService;
  logger: LoggerService;
}

/**
 * @internal
 */
export function createTopologyService(
  options: TopologyServiceOptions,
): TopologyService {
  const memory = new PartMemory();
  return {
    async clusterTopology(name, question) {
      const part = await partOfCluster(options, memory, name, question);
      if (!part) {
        throw noNamespace(`Cluster ${name} has`, question.namespaces);
      }
      return answer(options, [part], question, []);
    },

    async meshTopology(names, question) {
      const timeout = AbortSignal.timeout(MESH_WAIT_MS);
      const signal = question.signal
        ? AbortSignal.any([question.signal, timeout])
        : timeout;
      const { views, warnings } = await eachNamedCluster(names, name =>
        partOfCluster(options, memory, name, { ...question, signal }),
      );
      const parts = views.flatMap(part => part ?? []);
      if (parts.length === 0 && question.namespaces) {
        throw noNamespace('There is', question.namespaces);
      }
      return answer(options, parts, question, warnings);
    },

    async groupLatency(workloads, question) {
      const { views, warnings } = await eachCluster(
        workloads,
        async (name, focus) => {
          const view = await viewCluster(options, name, { ...question, focus });
          const latency = await latencyAround(options, view, {
            ...question,
            focus,
          });
          return { view, latency };
        },
      );
      const inbound = borderLatency(
        workloads,
        views.map(({ view, latency }) => ({
          counts: view.counts.traffic?.edges ?? [],
          latency: latency.traffic?.edges ?? [],
          hidden: view.hidden,
        })),
      );
      return {
        ...measuredAnswer(
          question.windowSeconds,
          views.map(({ view, latency }) => measurementOf(view, [latency])),
          [
            ...warnings,
            ...views.flatMap(({ view, latency }) => [
              ...view.warnings,
              ...latency.warnings,
            ]),
          ],
        ),
        ...(inbound && { inbound }),
      };
    },

    async entityTopology(workloads, question) {
      const { views, warnings } = await viewClusters(
        options,
        workloads,
        question,
      );
      const parts = views.map(view => {
        const focus = workloads.filter(
          ({ cluster }) => cluster === view.cluster.name,
        );
        return partAround(view, focus, question.depth);
      });
      return {
        ...(await answer(options, parts, question, warnings)),
        focus: workloads
          .filter(workload =>
            parts.some(part => part.nodes.has(workloadNodeId(workload))),
          )
          .map(workloadNodeId),
      };
    },
  };
}

async function answer(
  options: TopologyServiceOptions,
  parts: readonly Part[],
  question: TopologyOptions & { namespaces?: readonly string[] },
  warnings: Topology['warnings'],
): Promise<Topology> {
  const latencies = await Promise.all(
    parts.map(part =>
      latencyOf(
        options,
        part.view,
        inFocus(workloadsOf(part), question.namespaces),
        question,
      ),
    ),
  );
  const { nodes, edges } = joinParts(parts, latencies);
  const shown = new Set(parts.map(({ view }) => view.cluster.name));
  const others = await nodesElsewhere(options, nodes.values(), shown, question);
  others.forEach(node => nodes.set(node.id, node));
  return {
    ...measuredAnswer(
      question.windowSeconds,
      parts.map(({ view }, i) =>
        measurementOf(view, [latencies[i] ?? []].flat()),
      ),
      [
        ...warnings,
        ...parts.flatMap(({ view }) => view.warnings),
        ...latencies.flatMap(latency => latency?.warnings ?? []),
      ],
    ),
    nodes: [...nodes.values()],
    edges: [...edges.values()],
  };
}

/** Where namespaces have many neighbours, the calls from and to the namespaces are enough: they are all that is shown. */
function inFocus(
  workloads: readonly WorkloadRef[],
  namespaces: readonly string[] | undefined,
): readonly WorkloadRef[] {
  return workloads.length > MAX_QUANTILE_WORKLOADS && namespaces
    ? workloads.filter(({ namespace }) => namespaces.includes(namespace))
    : workloads;
}

/** Undefined where there is nothing to ask for, or too much. */
async function latencyOf(
  options: TopologyServiceOptions,
  view: ClusterView,
  focus: readonly WorkloadRef[],
  { windowSeconds, at }: TopologyOptions,
): Promise<TrafficView | undefined> {
  return view.counts.traffic && bringsQuantiles(focus)
    ? latencyAround(options, view, { windowSeconds, at, focus })
    : undefined;
}

function bringsQuantiles(focus: readonly WorkloadRef[]): boolean {
  return focus.length > 0 && focus.length <= MAX_QUANTILE_WORKLOADS;
}

/** Undefined where the cluster has none of the namespaces. */
async function partOfCluster(
  options: TopologyServiceOptions,
  memory: PartMemory,
  name: string,
  question: TopologyOptions & { namespaces?: readonly string[] },
): Promise<Part | undefined> {
  const known = await knowCluster(options, name, question.signal);
  const { windowSeconds, at, namespaces } = question;
  if (namespaces && !namespaces.some(each => known.snapshot.namespace(each))) {
    return undefined;
  }
  const all = namespaces ? [] : shownWorkloads(known);
  if (bringsQuantiles(all)) {
    // Everything will be shown: its latency does not wait until the calls are known.
    const asked = { windowSeconds, at, focus: all };
    void options.traffic.latency(known.cluster, known.snapshot, asked);
  }
  const view = await withCounts(options, known, question);
  const key = JSON.stringify([name, windowSeconds, at, namespaces]);
  return memory.part(key, view, () => partOfView(view, namespaces));
}

function noNamespace(subject: string, names: readonly string[] = []): Error {
  return new NotFoundError(
    `${subject} no namespace ${names.join(
      ' or ',
    )}, or the configuration leaves it out`,
  );
}
