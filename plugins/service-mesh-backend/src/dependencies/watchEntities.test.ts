import { Mesh } from '@backstage-mesh/plugin-service-mesh-node';
import { EntityWorkloads } from '../entities';
import { TestCluster } from '../entities/__testUtils__/TestCluster';
import { ClusterView } from '../topology/ClusterView';
import { watchEntities } from './watchEntities';

const PROXY = { proxy: 'yes' };

const ref = (name: string) => `component:default/${name}`;

/** Each workload is selected by the component with its name. */
const entityWorkloads: Pick<EntityWorkloads, 'entitiesOfAll'> = {
  entitiesOfAll: async workloads =>
    workloads.map(({ name }) => [{ entityRef: ref(name), consent: 'label' }]),
};

function view(
  cluster: TestCluster,
  options: { measured?: boolean; hidden?: string[] } = {},
): ClusterView {
  const mesh: Pick<Mesh, 'isMeshed'> = {
    isMeshed: pod => pod.labels.proxy === 'yes',
  };
  return {
    cluster,
    snapshot: cluster.snapshot(),
    mesh,
    hidden: new Set(options.hidden),
    counts: options.measured === false ? {} : { traffic: {} },
  } as unknown as ClusterView;
}

describe('watchEntities', () => {
  const east = () =>
    new TestCluster('east')
      .deploy('shop', 'web', PROXY)
      .deploy('shop', 'db', {})
      .deploy('ops', 'agent', PROXY);

  it('should know a call by the proxy of its caller, and of the callee only who it is', async () => {
    const { callsSince } = await watchEntities(
      entityWorkloads,
      [view(east())],
      new Map([['east', 1_000]]),
    );
    expect(callsSince(ref('web'), ref('db'))).toBe(1_000);
    expect(callsSince(ref('db'), ref('web'))).toBeUndefined();
    expect(callsSince(ref('web'), ref('elsewhere'))).toBeUndefined();
  });

  it('should count from when the last of the clusters was added', async () => {
    const west = new TestCluster('west')
      .deploy('shop', 'web', PROXY)
      .deploy('shop', 'search', PROXY);
    const { callsSince } = await watchEntities(
      entityWorkloads,
      [view(east()), view(west)],
      new Map([
        ['east', 1_000],
        ['west', 5_000],
      ]),
    );
    expect(callsSince(ref('web'), ref('db'))).toBe(5_000);
    expect(callsSince(ref('agent'), ref('db'))).toBe(1_000);
    expect(callsSince(ref('agent'), ref('search'))).toBe(5_000);
  });

  it.each<[string, ClusterView, Map<string, number>]>([
    [
      'without numbers',
      view(east(), { measured: false }),
      new Map([['east', 1]]),
    ],
    ['of which nothing is remembered', view(east()), new Map()],
    [
      'in whose namespaces nobody looks',
      view(east(), { hidden: ['shop'] }),
      new Map([['east', 1]]),
    ],
  ])('should tell nothing of clusters %s', async (_, one, begins) => {
    const { callsSince } = await watchEntities(entityWorkloads, [one], begins);
    expect(callsSince(ref('web'), ref('db'))).toBeUndefined();
  });
});
