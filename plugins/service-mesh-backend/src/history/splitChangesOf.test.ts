import { SplitChange } from '@backstage-mesh/plugin-service-mesh-node';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import { workloadNodeId } from '../topology/nodeIds';
import { splitChangesOf } from './splitChangesOf';

const workload = (name: string, namespace = 'a') => ({
  cluster: 'c',
  namespace,
  kind: 'Deployment',
  name,
});
const leaf = (name: string, weight: number) => ({
  leaf: { namespace: 'a', name },
  weight,
});
const pods = ['v1', 'v2'].map(name =>
  meshedPod('a', name, 1, { labels: { app: name } }),
);
const snapshot = {
  ...podSnapshot(pods),
  service: (namespace: string, name: string) => ({
    namespace,
    name,
    selector: { app: name },
    ports: [],
  }),
  select: (selector: { matches(labels: Record<string, string>): boolean }) =>
    pods.filter(({ labels }) => selector.matches({ ...labels })),
};

const SHIFT: SplitChange = {
  at: 1_000,
  apex: { namespace: 'a', name: 'api' },
  route: { kind: 'HTTPRoute', namespace: 'a', name: 'api-split' },
  from: [leaf('v1', 0.8), leaf('v2', 0.2)],
  to: [leaf('v1', 0.5), leaf('v2', 0.5)],
};

function changes(
  name: string,
  callees: string[] = [],
  change: Partial<SplitChange> = {},
  namespace?: string,
) {
  return splitChangesOf([{ ...SHIFT, ...change }], snapshot as never, {
    workload: workload(name, namespace),
    callees: callees.map(callee => workload(callee)),
    time: { from: 0, to: 2_000 },
  });
}

describe('splitChangesOf', () => {
  it('tells a leaf of its own share, and of nothing else', () => {
    expect(changes('v2')).toEqual([
      {
        kind: 'split',
        at: 1_000,
        nodeId: workloadNodeId(workload('v2')),
        name: 'v2',
        detail: '20 % → 50 %',
      },
    ]);
  });

  it('does not know what a leaf got before calls were divided', () => {
    expect(changes('v1', [], { from: [] })).toMatchObject([
      { detail: '– → 50 %' },
    ]);
  });

  it('tells who calls a leaf, for those who may know of that leaf', () => {
    expect(changes('web', ['v1'])).toMatchObject([
      {
        nodeId: workloadNodeId(workload('v1')),
        name: 'api-split',
        detail: '80/20 → 50/50',
      },
    ]);
    expect(changes('web', ['other'])).toEqual([]);
    expect(changes('web')).toEqual([]);
  });

  it('leaves out a route that holds for callers of another namespace', () => {
    const route = { ...SHIFT.route, namespace: 'b' };
    expect(changes('web', ['v1'], { route })).toEqual([]);
    expect(changes('web', ['v1'], { route }, 'b')).toHaveLength(1);
    expect(changes('v1', [], { route })).toHaveLength(1);
  });

  it.each<[string, Partial<SplitChange>]>([
    ['– → 80/20', { from: [], to: SHIFT.from }],
    ['80/20 → –', { to: [] }],
    [
      '0/100 → 10/90',
      { from: [leaf('v1', 1)], to: [leaf('v2', 0.1), leaf('v1', 0.9)] },
    ],
  ])('writes %s', (detail, change) => {
    expect(changes('web', ['v1'], change)).toMatchObject([{ detail }]);
  });

  it('leaves out what was before or after', () => {
    expect(changes('v1', [], { at: 0 })).toEqual([]);
    expect(changes('v1', [], { at: 2_001 })).toEqual([]);
  });
});
