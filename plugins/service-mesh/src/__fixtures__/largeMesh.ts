import type {
  Topology,
  TopologyEdge,
} from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, measured, workload } from './videoCatalog';

const LAYERS = [4, 12, 24, 28, 20, 12];

/** A hundred workloads in layers, a few of which fail; the same in every run. */
export function largeTopology(window: string): Topology {
  let seed = 11;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const layers = LAYERS.map((size, layer) =>
    Array.from({ length: size }, (_, index) =>
      workload(`service-${layer}-${index}`, {
        namespace: `team-${(layer + index) % 5}`,
        meshed: { running: 2, total: 2 },
        stats: http(
          1 + random() * 400,
          random() < 0.06 ? 60 + random() * 38 : 99.9 + random() * 0.1,
          20 + Math.round(random() * 400),
        ),
      }),
    ),
  );
  const edges = new Map<string, TopologyEdge>();
  layers.slice(1).forEach((layer, index) => {
    for (const target of layer) {
      const callers = 1 + Math.floor(random() * 2);
      for (let count = 0; count < callers; count += 1) {
        const above = layers[index];
        const source = above[Math.floor(random() * above.length)];
        const edge = call(source, target, 'http', 'mesh', {
          ...target.stats,
          requestsPerSecond:
            (target.stats.requestsPerSecond ?? 0) / callers,
        });
        edges.set(edge.id, edge);
      }
    }
  });
  return {
    ...measured(window),
    nodes: layers.flat(),
    edges: [...edges.values()],
    focus: [layers[2][3].id],
  };
}
