import type {
  Topology,
  TopologyEdge,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { Entity } from '@backstage/catalog-model';
import { call, http, measured, videoTopology, workload } from './videoCatalog';

/** A system of the mesh: where it runs, how many workloads it has, how much it is called, how well it answers, and what it calls. */
interface SystemPlan {
  name: string;
  cluster: string;
  size: number;
  rps: number;
  success: number;
  calls: readonly string[];
  /** Workloads that nobody calls. */
  idle?: number;
}

const SYSTEMS: readonly SystemPlan[] = [
  plan('edge-gateway', 'east', 12, 4100, 99.99, ['checkout', 'identity']),
  plan('web-frontends', 'east', 38, 2200, 99.1, ['identity', 'video'], 2),
  plan('mobile-bff', 'east', 44, 1600, 99.97, ['identity'], 2),
  plan('partner-api', 'east', 27, 212, 99.9, ['search']),
  plan('batch', 'east', 31, 14, 99.8, ['search'], 18),
  plan('notifications', 'east', 39, 88, 100, ['emojivoto'], 3),
  plan('checkout', 'west', 58, 640, 99.98, ['payments'], 1),
  plan('identity', 'east', 47, 2900, 99.99, ['products']),
  plan('search', 'east', 63, 720, 99.6, ['booksapp', 'recommend'], 2),
  plan('emojivoto', 'east', 4, 9.9, 96.1, ['recommend']),
  plan('payments', 'east', 71, 410, 98.7, ['ledger'], 2),
  plan('products', 'east', 96, 3400, 99.96, ['data-platform'], 4),
  plan('booksapp', 'east', 6, 21.8, 74.2, ['observability']),
  plan('recommend', 'east', 88, 980, 99.9, ['platform'], 6),
  plan('ledger', 'east', 52, 390, 99.99, []),
  plan('data-platform', 'west', 124, 5200, 99.98, [], 10),
  plan('storage', 'west', 66, 6000, 99.99, []),
  plan('observability', 'west', 41, 310, 100, [], 2),
  plan('platform', 'east', 87, 1100, 99.97, ['storage'], 9),
];

function plan(
  name: string,
  cluster: string,
  size: number,
  rps: number,
  success: number,
  calls: readonly string[],
  idle = 0,
): SystemPlan {
  return { name, cluster, size, rps, success, calls, idle };
}

/** A thousand workloads in twenty systems and two clusters, of which two systems fail; the same in every run. */
export function wholeMesh(window: string): Topology {
  const random = randomFrom(23);
  const nodes = new Map<string, TopologyNode[]>();
  const edges: TopologyEdge[] = [];
  for (const system of SYSTEMS) {
    const idle = system.idle ?? 0;
    const members = Array.from({ length: system.size }, (_, index) => {
      const first = index === 0;
      const success = first ? system.success : 99.95 + random() * 0.05;
      return workload(`${system.name}-${index}`, {
        namespace: system.name,
        cluster: system.cluster,
        meshed: { running: 3, total: 3 },
        stats:
          index >= system.size - idle
            ? { requestsPerSecond: 0, counts: { successes: 0, failures: 0 } }
            : http(
                first ? system.rps : 1 + random() * 60,
                success,
                20 + Math.round(random() * 400),
              ),
      });
    });
    nodes.set(system.name, members);
    for (let index = 1; index < members.length - idle; index += 1) {
      const caller = members[Math.floor(random() * Math.min(index, 6))];
      edges.push(
        call(caller, members[index], 'http', 'mesh', members[index].stats),
      );
    }
  }
  const video = videoTopology(window);
  nodes.set('video', video.nodes);
  edges.push(...video.edges);
  const entry = (name: string) =>
    name === 'video'
      ? (video.nodes.find(each => each.name === 'videos-web') as TopologyNode)
      : (nodes.get(name) as TopologyNode[])[0];
  for (const { name, calls } of SYSTEMS) {
    const [, , third, fourth] = nodes.get(name) as TopologyNode[];
    for (const callee of calls) {
      const target = entry(callee);
      const callers = SYSTEMS.filter(each => each.calls.includes(callee));
      edges.push(
        call(third ?? fourth, target, 'http', 'mesh', {
          ...target.stats,
          requestsPerSecond:
            (target.stats.requestsPerSecond ?? 0) / callers.length,
        }),
      );
    }
  }
  return {
    ...measured(window),
    nodes: [...nodes.values()].flat(),
    edges,
  };
}

/** The catalog that this mesh runs from. */
export function wholeMeshEntities(): Entity[] {
  const entities: Entity[] = [
    entity('Domain', 'commerce', {}),
    entity('Group', 'team-video', {}, 'Video team'),
    entity('Group', 'team-commerce', {}, 'Commerce team'),
    entity(
      'System',
      'video-catalog',
      { ownedBy: 'group:default/team-video' },
      'Video catalog',
    ),
  ];
  for (const { name, size } of SYSTEMS) {
    entities.push(
      entity('System', name, {
        partOf: 'domain:default/commerce',
        ownedBy: 'group:default/team-commerce',
      }),
    );
    for (let index = 0; index < size; index += 1) {
      entities.push(
        entity('Component', `${name}-${index}`, {
          partOf: `system:default/${name}`,
          ownedBy: 'group:default/team-commerce',
        }),
      );
    }
  }
  return entities;
}

function entity(
  kind: string,
  name: string,
  relations: Record<string, string>,
  title?: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      uid: `${kind}-${name}`,
      ...(title && { title }),
    },
    spec: { type: 'service', lifecycle: 'production' },
    relations: Object.entries(relations).map(([type, targetRef]) => ({
      type,
      targetRef,
    })),
  };
}

function randomFrom(start: number): () => number {
  let seed = start;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
}
