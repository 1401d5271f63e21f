import {
  EntityStats,
  PodTraffic,
} from '@backstage-mesh/plugin-service-mesh-common';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { PLATFORM, VIDEO, VOTING } from './__testUtils__/portal';

const ENTITY = '/entities/component/default/videos-web';

jest.setTimeout(60_000);

describe('the pods of an entity', () => {
  const { get } = useDemoPortal();
  let pods: string[];

  beforeAll(async () => {
    const { body } = await get(`${ENTITY}/stats`, VIDEO);
    const { workloads }: EntityStats = body;
    pods = workloads[0].pods.map(({ name }) => name);
  });

  it('should be shown with the calls of that pod alone', async () => {
    const [pod] = pods;
    const { status, body } = await get(`${ENTITY}/pods/${pod}`, PLATFORM);
    expect(status).toBe(200);
    expect(violations('PodTraffic', body)).toEqual([]);
    expect(body).toMatchObject({
      workload: { cluster: 'east', namespace: 'video', name: 'videos-web' },
      pod: { name: pod, meshed: true },
    });
    expect(body.outbound.length).toBeGreaterThan(0);
    const strangers = (body as PodTraffic).outbound.filter(
      ({ peer, pod: name }) =>
        peer.type === 'workload' && !name?.startsWith(`${peer.name}-`),
    );
    expect(strangers).toEqual([]);
    const all = await Promise.all(
      pods.map(name => get(`${ENTITY}/pods/${name}`, PLATFORM)),
    );
    const rates = all.map(
      ({
        body: {
          pod: { stats },
        },
      }) => stats.requestsPerSecond,
    );
    expect(new Set(rates).size).toBe(2);
  });

  it('should leave of hidden peers neither name nor pod', async () => {
    const { body } = await get(`${ENTITY}/pods/${pods[0]}`, VIDEO);
    const hidden = body.outbound.filter(
      ({ peer }: { peer: { type: string } }) => peer.type === 'hidden',
    );
    expect(hidden.length).toBeGreaterThan(0);
    for (const row of hidden) {
      expect(row).not.toHaveProperty('pod');
      expect(row.peer).not.toHaveProperty('name');
    }
  });

  it.each([
    ['which another team owns', VOTING, () => pods[0], 403],
    ['of another workload', VIDEO, () => 'playlists-db-0', 404],
    ['that is not there', VIDEO, () => 'nothing', 404],
    ['whose name can be none', VIDEO, () => '..%2f..%2fsecrets', 400],
    ['of another namespace', VIDEO, () => `${pods[0]}?namespace=voting`, 404],
  ])('should not be shown: one %s', async (_, user, pod, expected) => {
    const { status, body } = await get(`${ENTITY}/pods/${pod()}`, user);
    expect(status).toBe(expected);
    expect(violations('Error', body)).toEqual([]);
  });
});
