import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startDemoCluster, type DemoCluster } from '../index';
import { TestClient } from '../__testUtils__/client';

describe('a Service that leads to a real server', () => {
  let upstream: http.Server;
  let cluster: DemoCluster;
  const seen: { method?: string; url?: string; authorization?: string }[] = [];

  beforeAll(async () => {
    upstream = http.createServer((request, response) => {
      seen.push({
        method: request.method,
        url: request.url,
        authorization: request.headers.authorization,
      });
      response.statusCode = 418;
      response.setHeader('X-Upstream', 'yes');
      response.end('short and stout');
    });
    await new Promise<void>(resolve => {
      upstream.listen(0, '127.0.0.1', resolve);
    });
    const { port } = upstream.address() as AddressInfo;
    cluster = await startDemoCluster({
      world: 'west',
      speed: 0,
      forwards: [
        {
          namespace: 'monitoring',
          name: 'prometheus',
          port: 9090,
          url: `http://127.0.0.1:${port}`,
        },
      ],
    });
  });

  afterAll(async () => {
    await cluster.close();
    await new Promise(resolve => upstream.close(resolve));
  });

  it('is there for the API, and its requests go on without the token', async () => {
    const path =
      '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query?query=up%7B%7D';
    const answer = await new TestClient(cluster).get(path);
    expect(answer.status).toBe(418);
    expect(answer.headers.get('x-upstream')).toBe('yes');
    expect(answer.body).toBe('short and stout');
    expect(seen).toEqual([
      {
        method: 'GET',
        url: '/api/v1/query?query=up%7B%7D',
        authorization: undefined,
      },
    ]);
    const service = await new TestClient(cluster).get(
      '/api/v1/namespaces/monitoring/services/prometheus',
    );
    expect(service.status).toBe(200);
  });

  it('asks for the right to reach it', async () => {
    const reader = new TestClient(cluster, cluster.tokens.readOnly);
    const answer = await reader.get(
      '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/',
    );
    expect(answer.status).toBe(403);
  });
});
