import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import {
  clusterConfigOf,
  readServiceMeshConfig,
} from './readServiceMeshConfig';

const read = (serviceMesh?: JsonObject, rest: JsonObject = {}) =>
  readServiceMeshConfig(
    new ConfigReader({ ...rest, ...(serviceMesh && { serviceMesh }) }),
  );

const east = (settings: JsonObject) =>
  read({ clusters: [{ name: 'east', ...settings }] }).clusters[0];

const prometheus = (settings: JsonObject) =>
  east({ metrics: { prometheus: settings } }).metrics.prometheus;

describe('readServiceMeshConfig', () => {
  it('should have defaults for everything', () => {
    const config = read();
    expect(config).toMatchObject({
      clusters: [],
      health: { healthy: 99, degraded: 95, minRequests: 10 },
      tap: {
        webSocket: true,
        allowedHeaders: [],
        consent: { selectorMatches: false, namespaceOwners: [] },
      },
    });
    expect(clusterConfigOf(config, 'anything')).toEqual({
      name: 'anything',
      enabled: true,
      mesh: 'auto',
      meshClusterName: undefined,
      tokenFile: undefined,
      namespaces: { include: [], exclude: ['kube-system'] },
      linkerd: {
        namespace: 'linkerd',
        vizNamespace: 'linkerd-viz',
        clusterDomain: 'cluster.local',
        trustDomain: 'cluster.local',
      },
      metrics: { source: 'auto', prometheus: undefined },
      history: { enabled: false, intervalMs: 60_000 },
      tap: { identity: { type: 'service-account' } },
    });
  });

  it('should read a cluster, whatever its name', () => {
    const name = 'arn:aws:eks:eu-central-1:1234:cluster/prod.a';
    const config = read(
      {
        clusters: [
          {
            name,
            meshClusterName: 'prod',
            namespaces: { exclude: [] },
            metrics: {
              source: 'prometheus',
              prometheus: {
                url: 'https://prometheus.example/base/',
                matchers: { cluster: 'prod', shard: 1 },
                params: { dedup: 'true' },
                headers: { 'X-Scope-OrgID': 'mesh' },
                labels: { pod: 'k8s_pod' },
                timeout: '2s',
                basicAuth: { username: 'u', password: 'p' },
              },
            },
          },
        ],
      },
      { permission: { enabled: true } },
    );
    expect(clusterConfigOf(config, name)).toMatchObject({
      meshClusterName: 'prod',
      namespaces: { include: [], exclude: [] },
      metrics: {
        source: 'prometheus',
        prometheus: {
          target: { type: 'url', url: 'https://prometheus.example/base' },
          matchers: { cluster: 'prod', shard: '1' },
          params: { dedup: 'true' },
          headers: { 'X-Scope-OrgID': 'mesh' },
          labels: { namespace: 'namespace', pod: 'k8s_pod' },
          timeoutMs: 2000,
          maxConcurrent: 4,
          basicAuth: { username: 'u', password: 'p' },
        },
      },
    });
  });

  it('should read a Prometheus behind the API server', () => {
    expect(
      prometheus({ service: { namespace: 'mon', name: 'prom', port: 9090 } }),
    ).toMatchObject({
      target: {
        type: 'service',
        namespace: 'mon',
        name: 'prom',
        port: '9090',
        scheme: 'http',
        path: '',
      },
    });
  });

  it('should read who owns a namespace', () => {
    expect(
      read({
        tap: {
          consent: {
            namespaceOwners: [{ namespace: 'video', owner: 'Team-Video' }],
          },
        },
      }).tap.consent.namespaceOwners,
    ).toEqual([
      {
        cluster: undefined,
        namespace: 'video',
        owner: 'group:default/team-video',
      },
    ]);
  });

  it.each<[JsonObject, string]>([
    [{ clusters: [{}] }, 'serviceMesh.clusters[0].name is missing'],
    [
      { clusters: [{ name: 'a' }, { name: 'a' }] },
      'serviceMesh.clusters names "a" twice',
    ],
    [
      { clusters: [{ name: 'a', metrics: { source: 'influx' } }] },
      'serviceMesh.clusters[0].metrics.source is "influx", but must be one of auto, prometheus, proxies, none',
    ],
    [
      { clusters: [{ name: 'a', metrics: { source: 'prometheus' } }] },
      'needs a url or a service',
    ],
    [
      { clusters: [{ name: 'a', namespaces: { exclude: ['a_b'] } }] },
      'serviceMesh.clusters[0].namespaces.exclude holds "a_b"',
    ],
    [
      { clusters: [{ name: 'a', namespaces: { include: 'video' } }] },
      'serviceMesh.clusters[0].namespaces.include is "video", but must be a list of texts',
    ],
    [
      { clusters: [{ name: 'a', linkerd: { namespace: '../x' } }] },
      'serviceMesh.clusters[0].linkerd.namespace is "../x"',
    ],
    [
      { clusters: [{ name: 'a', tokenFile: 'token' }] },
      'serviceMesh.clusters[0].tokenFile is "token", but must be an absolute path',
    ],
    [
      { health: { healthy: 101 } },
      'serviceMesh.health.healthy is 101, but must be a number from 0 to 100',
    ],
    [
      { health: { healthy: 90, degraded: 95 } },
      'serviceMesh.health.degraded is 95, but must not be above serviceMesh.health.healthy, which is 90',
    ],
    [
      { health: { minRequests: 1.5 } },
      'serviceMesh.health.minRequests is 1.5, but must be a whole number',
    ],
    [
      { tap: { maxLifetime: 'soon' } },
      'serviceMesh.tap.maxLifetime is "soon", but must be a duration such as 10s',
    ],
    [
      { tap: { maxLifetime: '1s' } },
      'serviceMesh.tap.maxLifetime is "1s", but must be a duration from 10s',
    ],
    [
      { tap: { consent: { namespaceOwners: [{ namespace: 'x' }] } } },
      'serviceMesh.tap.consent.namespaceOwners[0].owner is missing',
    ],
    [
      {
        tap: {
          consent: { namespaceOwners: [{ namespace: 'x', owner: 'a:b:c/' }] },
        },
      },
      'serviceMesh.tap.consent.namespaceOwners[0].owner is "a:b:c/"',
    ],
  ])('should refuse %j', (serviceMesh, message) => {
    expect(() => read(serviceMesh)).toThrow(message);
  });

  it.each<[JsonObject, string]>([
    [{}, 'needs either url or service, and has neither'],
    [
      { url: 'http://a', service: { namespace: 'a', name: 'b', port: 1 } },
      'needs either url or service, not both',
    ],
    [{ url: 'prometheus:9090' }, 'prometheus.url is "prometheus:9090"'],
    [{ url: 'http://a?x=1' }, 'without a query'],
    [{ url: 'http://a', matchers: { 'a-b': 'c' } }, 'names the label "a-b"'],
    [{ url: 'http://a', labels: { pod: 'a"b' } }, 'names the label "a\\"b"'],
    [{ url: 'http://a', basicAuth: { username: 'u' } }, 'password is missing'],
    [{ url: 'http://a', maxConcurrent: 0 }, 'maxConcurrent is 0'],
    [
      { service: { namespace: 'a', name: 'b', port: 'a b' } },
      'service.port is "a b"',
    ],
    [
      { service: { namespace: 'a', name: 'b', port: 1, path: '/../x' } },
      'service.path is "/../x"',
    ],
    ...Object.entries({
      token: 'secret',
      tokenFile: '/token',
      basicAuth: { username: 'u', password: 'p' },
      caData: 'pem',
      caFile: '/ca',
      skipTLSVerify: true,
      headers: { Authorization: 'secret' },
    }).map(([key, value]): [JsonObject, string] => [
      { service: { namespace: 'a', name: 'b', port: 1 }, [key]: value },
      `prometheus.${
        key === 'headers' ? 'headers.Authorization' : key
      } is of no use with a service`,
    ]),
  ])('should refuse the Prometheus %j', (settings, message) => {
    expect(() => prometheus(settings)).toThrow(message);
  });

  it('should not repeat secrets in what it says', () => {
    for (const [settings, complaint] of [
      [{ basicAuth: { username: 'u', password: 4711 } }, 'basicAuth.password'],
      [{ token: 4711 }, 'prometheus.token'],
      [{ token: ' ' }, 'prometheus.token'],
      [{ url: 'http://me:4711@a:port' }, 'prometheus.url'],
    ] as [JsonObject, string][]) {
      expect(() => prometheus({ url: 'http://a', ...settings })).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(
            new RegExp(`${complaint} must be (?!.*4711)`),
          ),
        }),
      );
    }
    expect(() => prometheus({ url: 'http://me:hunter2@a' })).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('hunter2'),
      }),
    );
    expect(() =>
      prometheus({ url: 'http://a', headers: { 'X-Key': 'hunter2\n' } }),
    ).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('hunter2'),
      }),
    );
  });
});
