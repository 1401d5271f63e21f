import {
  formatGroupId,
  SvcMeshWorkload,
} from '@backstage-mesh/plugin-service-mesh-common';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import {
  PLATFORM,
  READER,
  STRANGER,
  VIDEO,
  VOTING,
} from './__testUtils__/portal';

/** A name as EKS gives it: with a slash and colons. */
const NORTH = 'arn:aws:eks:eu-west-1:1234:cluster/north';

const WORKLOADS = '/clusters/east/namespaces/video/svcmeshworkloads';

jest.setTimeout(60_000);

describe('routes', () => {
  const { get } = useDemoPortal({
    aliases: { [NORTH]: 'east', off: 'east' },
    unreachable: ['down'],
    serviceMesh: { clusters: [{ name: 'off', enabled: false }] },
  });

  describe('who asks', () => {
    const routes = [
      '/clusters',
      '/clusters/east/topology',
      WORKLOADS,
      `${WORKLOADS}/dpm-videos-web`,
      `${WORKLOADS}/dpm-videos-web/svcmeshpods/x`,
      '/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web',
      '/entities/component/default/videos-web/workloads',
      '/entities/component/default/videos-web/topology',
      '/entities/component/default/videos-web/stats',
      '/entities/component/default/videos-web/tap',
      '/openapi.json',
    ];

    it.each(routes)('should be signed in: %s', async path => {
      const response = await get(path, PLATFORM).set(
        'Authorization',
        'Bearer mock-invalid-token',
      );
      expect(response.status).toBe(401);
      expect(violations('Error', response.body)).toEqual([]);
    });

    const ofTheOtherTeam: [string, string][] = [
      [VOTING, '/clusters/east/topology?namespace=ops'],
      [VOTING, '/clusters/east/namespaces/ops/svcmeshworkloads'],
      [VOTING, `${WORKLOADS}/dpm-videos-web`],
      [VOTING, `${WORKLOADS}/dpm-videos-web/svcmeshpods/x`],
      [
        VOTING,
        '/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web',
      ],
      [VOTING, '/entities/component/default/videos-web/workloads'],
      [VOTING, '/entities/component/default/videos-web/topology'],
      [VOTING, '/entities/component/default/videos-web/stats'],
      [VOTING, '/entities/component/default/videos-web/tap'],
      [READER, '/entities/component/default/videos-web/tap?cluster=east'],
      [
        READER,
        '/clusters/east/namespaces/video/tap?resource_type=deployment&resource_name=videos-web',
      ],
      [VIDEO, `${WORKLOADS}/dpm-quiet`],
    ];

    it.each(ofTheOtherTeam)(
      'should be allowed to: %s %s',
      async (user, path) => {
        const response = await get(path, user);
        expect(response.status).toBe(403);
        expect(violations('Error', response.body)).toEqual([]);
        expect(response.body.error.message).toMatch(/service-mesh\./);
      },
    );

    it('should not learn whether a workload exists that it may not see', async () => {
      const [existing, missing] = await Promise.all([
        get(`${WORKLOADS}/dpm-quiet`, VIDEO),
        get(`${WORKLOADS}/dpm-nowhere`, VIDEO),
      ]);
      expect(missing.status).toBe(403);
      expect(missing.body.error).toEqual(existing.body.error);
    });
  });

  describe('what is wrong', () => {
    const pod = `${WORKLOADS}/dpm-videos-web/svcmeshpods`;
    const tap = '/clusters/east/namespaces/video/tap';
    const target = 'resource_type=deployment&resource_name=videos-web';

    it.each<[number, string, RegExp]>([
      [400, '/clusters/east/topology?window=abc', /"window": "abc"/],
      [400, `${WORKLOADS}?window=2s`, /"window": "2s"/],
      [400, `${WORKLOADS}?windows=1m`, /windows/],
      [
        400,
        '/clusters/east/topology?namespace=video&namespace=Not_A_Name',
        /Not_A_Name/,
      ],
      [400, `${WORKLOADS}/xyz-web`, /"xyz-web".* dpm-/],
      [400, `${WORKLOADS}/dpm-`, /"dpm-"/],
      [400, '/clusters/east/namespaces/Video/svcmeshworkloads', /"Video"/],
      [400, tap, /resource_type/],
      [400, `${tap}?resource_type=deployment`, /resource_name/],
      [
        400,
        `${tap}?resource_type=cronjob&resource_name=report`,
        /"resource_type": "cronjob"/,
      ],
      [400, `${tap}?${target}&method=FETCH`, /"method": "FETCH"/],
      [400, `${tap}?${target}&path=watch`, /"path": "watch"/],
      [400, `${tap}?${target}&authority=a%0Ab`, /"authority"/],
      [400, `${tap}?${target}&scheme=ftp`, /"scheme": "ftp"/],
      [400, `${tap}?${target}&max_rps=0`, /"max_rps": "?0/],
      [400, `${tap}?${target}&max_rps=many`, /"max_rps": "many"/],
      [400, `${tap}?${target}&to_resource_type=pod`, /both or neither/],
      [400, `${tap}?${target}&to_resource_name=web`, /both or neither/],
      [400, `${tap}?${target}&to_namespace=ops`, /to_namespace/],
      [
        400,
        '/entities/component/default/videos-web/topology?depth=9',
        /"depth": "?9/,
      ],
      [
        400,
        '/entities/component/default/videos-web/topology?depth=1.5',
        /"depth": "?1.5/,
      ],
      [400, '/entities/component/default/videos-web/tap', /which one.*east/],
      [404, '/clusters/nowhere/topology', /cluster.*"nowhere"/],
      [404, '/clusters/nowhere/namespaces/a/svcmeshworkloads', /"nowhere"/],
      [
        404,
        '/clusters/east/namespaces/nowhere/svcmeshworkloads',
        /namespace "nowhere"/,
      ],
      [
        404,
        '/clusters/east/namespaces/nowhere/svcmeshworkloads/dpm-web',
        /namespace "nowhere"/,
      ],
      [404, '/clusters/east/topology?namespace=nowhere', /nowhere/],
      [404, `${WORKLOADS}/dpm-nowhere`, /workload "dpm-nowhere"/],
      [404, `${WORKLOADS}/sts-videos-web`, /workload "sts-videos-web"/],
      [404, `${pod}/nowhere`, /pod "nowhere".*"dpm-videos-web"/],
      [404, `${pod}/playlists-db-0`, /pod "playlists-db-0"/],
      [404, `${tap}?resource_type=pod&resource_name=nowhere`, /pod "nowhere"/],
      [
        404,
        '/clusters/east/namespaces/nowhere/tap?resource_type=pod&resource_name=a',
        /namespace "nowhere"/,
      ],
      [
        404,
        `${tap}?${target}&to_resource_type=pod&to_resource_name=nowhere`,
        /pod "nowhere"/,
      ],
      [404, '/entities/component/default/unknown/workloads', /unknown/],
      [404, '/entities/component/default/unknown/tap', /unknown/],
      [
        404,
        '/entities/component/default/videos-web/tap?resource_name=videos-api',
        /videos-web.*videos-api/,
      ],
      [404, '/entities/component/default/nothing/tap', /nothing/],
      [503, '/clusters/down/topology', /"down" can not be read/],
      [503, '/clusters/down/namespaces/a/svcmeshworkloads', /down/],
      [503, '/clusters/down/namespaces/a/svcmeshworkloads/dpm-a', /down/],
      [503, '/clusters/off/topology', /enabled is false/],
    ])('should be told with %i: %s', async (status, path, message) => {
      const response = await get(path, PLATFORM);
      expect([response.status, response.body.error?.message]).toEqual([
        status,
        expect.stringMatching(message),
      ]);
      expect(violations('Error', response.body)).toEqual([]);
    });

    it('should not hold a value that a name of a parameter only looks like', async () => {
      const { body } = await get(
        `/clusters/east/topology?window=${'x'.repeat(5000)}`,
        PLATFORM,
      );
      expect(body.error.message.length).toBeLessThan(6000);
    });
  });

  describe('clusters', () => {
    it('should be told with their state, also those that do not answer', async () => {
      await until(async () => {
        const { body } = await get('/clusters', PLATFORM);
        return body.clusters.every(
          (cluster: { state: string }) => cluster.state !== 'connecting',
        );
      });
      const { body } = await get('/clusters', PLATFORM);
      expect(violations('ClusterList', body)).toEqual([]);
      expect(body.clusters).toEqual([
        expect.objectContaining({
          name: 'east',
          state: 'ready',
          mesh: expect.objectContaining({ id: 'linkerd' }),
          tap: { enabled: true },
        }),
        expect.objectContaining({ name: NORTH, state: 'ready' }),
        expect.objectContaining({
          name: 'down',
          state: 'unreachable',
          reason: expect.stringContaining('refused'),
        }),
        expect.objectContaining({ name: 'off', state: 'disabled' }),
      ]);
    });

    it('should keep addresses and reasons from those who may not read clusters', async () => {
      const { body } = await get('/clusters', VIDEO);
      expect(violations('ClusterList', body)).toEqual([]);
      expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|refused|manifest/);
      expect(body.clusters).toHaveLength(4);
    });

    it('should show nothing to those who may read nothing', async () => {
      const { status, body } = await get('/clusters', STRANGER);
      expect(status).toBe(403);
      expect(body.error.message).toContain('service-mesh.read');
    });
  });

  describe('topology', () => {
    it('should show a namespace and its neighbours to those who may read clusters', async () => {
      const { status, body } = await get(
        `/clusters/${encodeURIComponent(NORTH)}/topology?namespace=video`,
        PLATFORM,
      );
      expect(status).toBe(200);
      expect(violations('Topology', body)).toEqual([]);
      const names = body.nodes.map((node: { name: string }) => node.name);
      expect(names).toEqual(expect.arrayContaining(['videos-web', 'quiet']));
      expect(
        body.nodes.find((node: { name: string }) => node.name === 'videos-api'),
      ).toMatchObject({
        cluster: NORTH,
        entityRefs: expect.arrayContaining(['component:default/videos-api']),
      });
    });

    it('should show a whole cluster', async () => {
      const { body } = await get('/clusters/east/topology', PLATFORM);
      expect(violations('Topology', body)).toEqual([]);
      const namespaces = new Set(
        body.nodes.map((node: { namespace: string }) => node.namespace),
      );
      expect([...namespaces]).toEqual(
        expect.arrayContaining(['video', 'ops', 'emojivoto']),
      );
    });

    it('should take the names from neighbours that the caller may not read', async () => {
      await until(async () => {
        const { body } = await get(
          '/entities/component/default/playlists-api/topology',
          VIDEO,
        );
        return body.nodes.some(
          (node: { type: string }) => node.type === 'hidden',
        );
      });
      const { body } = await get(
        '/entities/component/default/playlists-api/topology?depth=1',
        VIDEO,
      );
      expect(violations('Topology', body)).toEqual([]);
      const names = body.nodes.flatMap(
        (node: { name?: string }) => node.name ?? [],
      );
      expect(names).toEqual(
        expect.arrayContaining(['playlists-api', 'videos-web']),
      );
      expect(names).not.toContain('no-tap');
      expect(JSON.stringify(body.nodes)).not.toContain('legacy-client');
      expect(
        body.warnings.map((warning: { cluster?: string }) => warning.cluster),
      ).toContain('down');
    });

    it('should be empty, with a reason, for an entity that selects nothing', async () => {
      const { status, body } = await get(
        '/entities/component/default/nothing/topology',
        VIDEO,
      );
      expect([status, body.nodes]).toEqual([200, []]);
      expect(violations('Topology', body)).toEqual([]);
    });
  });

  describe('entities', () => {
    it('should say which workloads they select, and which of them may be tapped', async () => {
      const { body } = await get(
        '/entities/Component/Default/videos-web/workloads',
        VIDEO,
      );
      expect(violations('EntityWorkloads', body)).toEqual([]);
      expect(body.match.selector).toBe('backstage.io/kubernetes-id=videos-web');
      expect(body.workloads).toEqual([
        {
          cluster: 'east',
          namespace: 'video',
          kind: 'Deployment',
          name: 'videos-web',
          id: 'dpm-videos-web',
          meshed: { running: 2, total: 2 },
          tap: { allowed: true },
        },
        expect.objectContaining({ cluster: NORTH }),
      ]);
    });

    it('should say why a workload may not be tapped', async () => {
      const reasons = await Promise.all(
        [
          ['videos-web', READER],
          ['voting-spy', VOTING],
          // Neither do its pods name it, nor would it help if they did.
          ['thumbnails-spy', VOTING],
        ].map(async ([name, user]) => {
          const { body } = await get(
            `/entities/component/default/${name}/workloads`,
            user,
          );
          expect(violations('EntityWorkloads', body)).toEqual([]);
          return body.workloads[0].tap;
        }),
      );
      expect(reasons).toEqual([
        expect.objectContaining({ allowed: false, reason: 'no-permission' }),
        expect.objectContaining({ allowed: false, reason: 'no-consent' }),
        expect.objectContaining({ allowed: false, reason: 'not-meshed' }),
      ]);
    });

    it('should answer for one without annotations', async () => {
      const { status, body } = await get(
        '/entities/component/default/plain/workloads',
        VIDEO,
      );
      expect([status, body.workloads]).toEqual([200, []]);
      expect(violations('EntityWorkloads', body)).toEqual([]);
    });

    it('should have stats', async () => {
      const { status, body } = await get(
        '/entities/component/default/playlists-api/stats?window=5m',
        VIDEO,
      );
      expect(status).toBe(200);
      expect(violations('EntityStats', body)).toEqual([]);
      expect(body.window).toBe('5m');
      expect(body.workloads[0].workload.name).toBe('playlists-api');
      expect(body.workloads[0].pods).toHaveLength(2);
      const callers = body.workloads[0].inbound.flatMap(
        (row: { peer: { name?: string } }) => row.peer.name ?? [],
      );
      expect(callers).toContain('videos-web');
      expect(callers).not.toContain('no-tap');
    });
  });

  describe('svcmesh resources', () => {
    it('should list the workloads of a namespace in groups', async () => {
      const { status, body } = await get(WORKLOADS, PLATFORM);
      expect(status).toBe(200);
      expect(violations('SvcMeshWorkloadList', body)).toEqual([]);
      const list: SvcMeshWorkload[] = body.data;
      const ids = list.map(({ id }) => id);
      expect(ids).toEqual(
        expect.arrayContaining([
          'dpm-videos-web',
          'sts-playlists-db',
          'cjb-report',
          'rps-encoder',
          'pod-debug-shell',
        ]),
      );
      const groupIds = [...new Set(list.map(({ groupId }) => groupId))];
      const groups = groupIds.map(groupId =>
        list.filter(workload => workload.groupId === groupId).map(w => w.id),
      );
      expect(groups.map(group => formatGroupId(group))).toEqual(groupIds);
      expect(groups.flat()).toEqual(ids);
      expect(groups.map(group => group.length)).toEqual(
        groups.map(group => group.length).sort((a, b) => b - a),
      );
      expect(groups[0]).toEqual(
        expect.arrayContaining(['dpm-videos-web', 'dpm-playlists-api']),
      );
      const web = list.find(({ id }) => id === 'dpm-videos-web');
      expect(web?.destinations).toContain('dpm-playlists-api');
      expect(web?.stat).toMatchObject({
        id: 'dpm-videos-web',
        link: `${WORKLOADS}/dpm-videos-web`,
        resource: {
          namespace: 'video',
          type: 'deployment',
          name: 'videos-web',
        },
        meshedPodCount: 2,
        runningPodCount: 2,
        failedPodCount: 0,
      });
    });

    it('should list what a team may see', async () => {
      const { body } = await get(WORKLOADS, VIDEO);
      expect(violations('SvcMeshWorkloadList', body)).toEqual([]);
      expect(body.data.map(({ id }: SvcMeshWorkload) => id).sort()).toEqual([
        'dpm-playlists-api',
        'dpm-videos-api',
        'dpm-videos-web',
        'sts-playlists-db',
      ]);
    });

    it('should show a workload with its peers and pods', async () => {
      const { status, body } = await get(
        `${WORKLOADS}/dpm-playlists-api`,
        VIDEO,
      );
      expect(status).toBe(200);
      expect(violations('SvcMeshWorkloadAnswer', body)).toEqual([]);
      expect(body.id).toBe('dpm-playlists-api');
      expect(body.pods).toHaveLength(2);
      expect(body.pods[0]).toEqual({
        id: body.pods[0].stat.id,
        stat: expect.objectContaining({
          status: 'Running',
          link: `${WORKLOADS}/dpm-playlists-api/svcmeshpods/${body.pods[0].id}`,
          resource: {
            namespace: 'video',
            type: 'pod',
            name: body.pods[0].id,
          },
        }),
      });
      const inbound = body.inbound.map(({ id }: { id: string }) => id);
      expect(inbound).toEqual(
        expect.arrayContaining(['dpm-videos-web', 'hidden']),
      );
      const outbound = body.outbound.map(({ id }: { id: string }) => id);
      expect(outbound).toContain('sts-playlists-db');
    });

    it('should show how calls are split between Services', async () => {
      const splitsOf = async () => {
        const { body } = await get(`${WORKLOADS}/dpm-videos-web`, PLATFORM);
        expect(violations('SvcMeshWorkloadAnswer', body)).toEqual([]);
        return body.outbound.flatMap(
          (row: { trafficSplitStat?: object }) => row.trafficSplitStat ?? [],
        );
      };
      await until(async () => (await splitsOf()).length > 1);
      const weight = expect.stringMatching(/^\d+(\.\d)?%$/);
      expect(await splitsOf()).toEqual([
        { apex: 'search', leaf: 'search-canary', weight },
        { apex: 'search', leaf: 'search-stable', weight },
      ]);
    });

    it.each(['cjb-report', 'rps-encoder', 'pod-debug-shell', 'job-migrate'])(
      'should show workloads of any kind: %s',
      async id => {
        const { status, body } = await get(`${WORKLOADS}/${id}`, PLATFORM);
        expect(status).toBe(200);
        expect(violations('SvcMeshWorkloadAnswer', body)).toEqual([]);
        expect(body).toMatchObject({ id, stat: { id } });
      },
    );

    it('should show a pod with its peers', async () => {
      const path = `${WORKLOADS}/sts-playlists-db/svcmeshpods/playlists-db-0`;
      const { status, body } = await get(path, VIDEO);
      expect(status).toBe(200);
      expect(violations('SvcMeshPodAnswer', body)).toEqual([]);
      expect(body).toMatchObject({
        id: 'playlists-db-0',
        stat: { id: 'playlists-db-0', link: path, status: 'Running' },
      });
      expect(body.inbound).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ workloadId: 'dpm-playlists-api' }),
        ]),
      );
    });
  });

  it('should serve the document', async () => {
    const { status, body } = await get('/openapi.json', PLATFORM);
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(body.servers).toEqual([{ url: '/api/service-mesh' }]);
    expect(Object.keys(body.paths)).toContain('/clusters');
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error('It did not happen in time');
    }
    await new Promise(resolve => {
      setTimeout(resolve, 200);
    });
  }
}
