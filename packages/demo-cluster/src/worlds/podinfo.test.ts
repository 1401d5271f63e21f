import type { DemoCluster } from '../DemoCluster';
import { startDemoCluster } from '../startDemoCluster';

describe('podinfo in two clusters', () => {
  let east: DemoCluster;
  let west: DemoCluster;

  beforeAll(async () => {
    [east, west] = await Promise.all(
      (['east', 'west'] as const).map(world =>
        startDemoCluster({ world, speed: 0, seed: 1, warmUpSeconds: 120 }),
      ),
    );
  });
  afterAll(() => Promise.all([east.close(), west.close()]));

  async function read(cluster: DemoCluster, path: string): Promise<string> {
    const response = await fetch(`${cluster.url}${path}`, {
      headers: { authorization: `Bearer ${cluster.tokens.portal}` },
    });
    expect(response.status).toBe(200);
    return response.text();
  }

  async function pod(
    cluster: DemoCluster,
    namespace: string,
    name: string,
  ): Promise<string> {
    const list = JSON.parse(
      await read(cluster, `/api/v1/namespaces/${namespace}/pods`),
    ) as { items: { metadata: { name: string } }[] };
    return list.items
      .map(({ metadata }) => metadata.name)
      .find(item => item.startsWith(name))!;
  }

  const metrics = async (
    cluster: DemoCluster,
    namespace: string,
    name: string,
    port = 4191,
  ) =>
    (
      await read(
        cluster,
        `/api/v1/namespaces/${namespace}/pods/${await pod(
          cluster,
          namespace,
          name,
        )}:${port}/proxy/metrics`,
      )
    ).split('\n');

  it('has a mirror in the east that leads to the gateway of the west', async () => {
    const services = JSON.parse(
      await read(
        east,
        '/api/v1/services?labelSelector=mirror.linkerd.io/mirrored-service%3Dtrue',
      ),
    );
    expect(services.items).toMatchObject([
      {
        metadata: {
          name: 'podinfo-west',
          labels: { 'mirror.linkerd.io/cluster-name': 'west' },
          annotations: {
            'mirror.linkerd.io/remote-svc-fq-name':
              'podinfo.podinfo.svc.cluster.local',
          },
        },
      },
    ]);
    expect(services.items[0].spec.selector).toBeUndefined();
    const endpoints = JSON.parse(
      await read(east, '/api/v1/namespaces/podinfo/endpoints/podinfo-west'),
    );
    const links = JSON.parse(
      await read(east, '/apis/multicluster.linkerd.io/v1alpha3/links'),
    );
    expect(endpoints.subsets).toEqual([
      {
        addresses: [{ ip: links.items[0].spec.gatewayAddress }],
        ports: [{ name: 'http', port: 4143, protocol: 'TCP' }],
      },
    ]);
    expect(links.items[0].spec.targetClusterName).toBe('west');
  });

  it('counts the calls of the east by the Service that they are meant for', async () => {
    const [series] = (await metrics(east, 'podinfo', 'loadtester')).filter(
      line =>
        line.startsWith('request_total{') &&
        line.includes('dst_target_cluster="west"'),
    );
    expect(series).toContain('dst_target_service="podinfo"');
    expect(series).toContain('dst_target_service_namespace="podinfo"');
    expect(series).toContain('dst_service="podinfo-west"');
    expect(series).toContain('target_port="4143"');
    expect(series).toContain(
      'server_id="linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.cluster.local"',
    );
    expect(series).not.toContain('dst_pod');
  });

  it('counts them in the west as calls from and to the gateway', async () => {
    const lines = (
      await metrics(west, 'linkerd-multicluster', 'linkerd-gateway')
    ).filter(line => line.startsWith('request_total{'));
    const client = lines.filter(line =>
      line.includes(
        'client_id="frontend.podinfo.serviceaccount.identity.linkerd.cluster.local"',
      ),
    );
    const forwarded = lines.filter(line =>
      line.includes('dst_deployment="podinfo"'),
    );
    expect(client.length).toBe(1);
    expect(client[0]).toContain('direction="inbound"');
    expect(forwarded.length).toBeGreaterThan(0);
  });

  it('tells the truth of both sides at the same rates', () => {
    const sent = east
      .truth()
      .edges.filter(({ target }) => target.cluster === 'west');
    const passedOn = west
      .truth()
      .edges.filter(({ source }) => source.name === 'linkerd-gateway');
    expect(sent.map(({ source, target }) => [source.name, target])).toEqual([
      [
        'frontend',
        {
          cluster: 'west',
          kind: 'Service',
          namespace: 'podinfo',
          name: 'podinfo',
          meshed: true,
        },
      ],
      ['loadtester', expect.objectContaining({ cluster: 'west' })],
    ]);
    const rate = (edges: typeof sent) =>
      edges.reduce(
        (sum, { configured }) => sum + configured.requestsPerSecond,
        0,
      );
    expect(rate(sent)).toBeCloseTo(4);
    expect(rate(passedOn)).toBeCloseTo(4);
    const requests = sent.reduce(
      (sum, { generated }) => sum + generated.requests,
      0,
    );
    expect(requests).toBeGreaterThan(4 * 120 * 0.8);
    expect(requests).toBeLessThan(4 * 120 * 1.2);
  });

  it('probes the gateway', async () => {
    const lines = await metrics(
      east,
      'linkerd-multicluster',
      'linkerd-service-mirror-west',
      9999,
    );
    expect(lines).toContain('gateway_alive{target_cluster_name="west"} 1');
    const count = lines.find(line =>
      line.startsWith('gateway_probe_latency_ms_count'),
    );
    expect(Number(count?.split(' ').pop())).toBeGreaterThan(30);
  });
});
