import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { compareEdges } from './compare';
import { gatherAtFrames } from './gather';
import { groupGraph } from './group';
import { MeshGraph, modelTopology } from './model';
import { renderGraph } from './render';
import { bundleEdges } from './simplify';

const AMOUNT = 13;

const members = Array.from({ length: AMOUNT }, (_, index) =>
  workload(`in-${index}`, { namespace: 'shop', stats: http(1, 100, 10) }),
);
const callers = ['web', 'app'].map(name =>
  workload(name, { namespace: name, stats: http(9, 100, 10) }),
);

/** Two closed groups that call members of an open one; the first member fails, and calls the second. */
function meshOf(called: number): MeshGraph {
  const graph = modelTopology(
    {
      nodes: [...members, ...callers],
      edges: [
        ...members
          .slice(0, called)
          .map((to, index) =>
            call(
              callers[index % 2],
              to,
              'http',
              'mesh',
              http(1, index === 0 ? 50 : 100, 10),
            ),
          ),
        call(members[0], members[1], 'http', 'mesh', http(1, 100, 10)),
      ],
    },
    DEFAULT_HEALTH_THRESHOLDS,
  );
  return groupGraph(
    graph,
    ({ namespace = '' }) => ({ key: namespace, title: namespace }),
    new Set(['shop']),
  );
}

const linesOf = (graph: MeshGraph, apart?: string) =>
  bundleEdges(graph, compareEdges, gatherAtFrames(graph, apart)).map(
    ({ source, target, edges }) => ({ source, target, calls: edges.length }),
  );

describe('gatherAtFrames', () => {
  it('leads few lines to the members themselves', () => {
    expect(gatherAtFrames(meshOf(12), undefined)).toBeUndefined();
    expect(linesOf(meshOf(12))).toHaveLength(13);
  });

  it('ends many lines that are well at the frame, and leads one that fails to its member', () => {
    const lines = linesOf(meshOf(13));
    expect(lines).toHaveLength(4);
    expect(lines).toEqual(
      expect.arrayContaining([
        { source: 'group:web', target: members[0].id, calls: 1 },
        { source: 'group:web', target: 'group:shop', calls: 6 },
        { source: 'group:app', target: 'group:shop', calls: 6 },
        { source: members[0].id, target: members[1].id, calls: 1 },
      ]),
    );
  });

  it('leads the lines of the node that is picked to it', () => {
    expect(linesOf(meshOf(13), members[2].id)).toEqual(
      expect.arrayContaining([
        { source: 'group:web', target: members[2].id, calls: 1 },
        { source: 'group:web', target: 'group:shop', calls: 5 },
      ]),
    );
  });

  it('is drawn to the border of the frame, behind what crosses it', () => {
    const graph = meshOf(13);
    const frame = { x: 500, y: 0, width: 400, height: 900 };
    const positions = Object.fromEntries([
      ...members.map(({ id }, index) => [id, { x: 520, y: 50 + 60 * index }]),
      ['group:web', { x: 0, y: 0 }],
      ['group:app', { x: 0, y: 200 }],
    ]);
    const { edges } = renderGraph(graph, {
      positions,
      waypoints: {},
      frames: { 'group:shop': frame },
    });
    const atFrame = edges.filter(({ target }) => target === 'group:shop');
    expect(atFrame).toHaveLength(2);
    for (const { geometry, passing } of atFrame) {
      expect(geometry.arrow).toMatch(/^499,/);
      expect(passing).toBe(true);
    }
    expect(edges.find(({ target }) => target === members[0].id)?.passing).toBe(
      false,
    );
  });
});
