import http from 'node:http';
import { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { scriptedConnection } from '../__testUtils__/recordedMesh';
import { ServiceTransport, UrlTransport } from './transports';

describe('UrlTransport', () => {
  const files = createMockDirectory();
  let server: http.Server;
  let requests: {
    method?: string;
    url?: string;
    headers: http.IncomingHttpHeaders;
    body: string;
  }[];
  let respond: (response: http.ServerResponse) => void;
  let url: string;

  beforeEach(async () => {
    requests = [];
    respond = response => response.end('{}');
    server = http.createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        const { method, headers } = request;
        requests.push({ method, url: request.url, headers, body });
        respond(response);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = (transport: UrlTransport, timeoutMs = 5_000) =>
    transport.send({
      path: '/api/v1/query',
      params: { query: 'up{a="ä b+&"}' },
      timeoutMs,
    });

  it('reads the files of its credentials each time, and says which one can not be read', async () => {
    const transport = new UrlTransport(url, {
      tokenFile: files.resolve('token'),
      caFile: files.resolve('ca.crt'),
    });
    files.setContent({ token: 'first', 'ca.crt': 'of last year' });
    await expect(send(transport)).rejects.toMatchObject({
      problem: 'unavailable',
      message: `its caFile ${files.resolve(
        'ca.crt',
      )} holds no certificate in PEM`,
    });
    files.addContent({ 'ca.crt': '-----BEGIN CERTIFICATE-----' });
    await send(transport);
    files.addContent({ token: 'second' });
    await send(transport);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    files.clear();
    await expect(send(transport)).rejects.toMatchObject({
      problem: 'unavailable',
      message: `its token file ${files.resolve(
        'token',
      )} can not be read (ENOENT)`,
    });
  });

  it('stops at the limit of bytes, also of what gzip unfolds to, and lets the connection go', async () => {
    const closed = new Promise<void>(resolve => {
      respond = response => {
        response.once('close', resolve);
        response.writeHead(200, { 'content-encoding': 'gzip' });
        // The end never comes.
        response.write(gzipSync(Buffer.alloc(20_000_000)));
      };
    });
    const transport = new UrlTransport(url, { maxBytes: 1_000_000 });
    await expect(send(transport)).rejects.toMatchObject({
      problem: 'too-large',
      message: 'The answer is larger than 1000000 bytes',
    });
    await closed;
    transport.close();
  });

  it.each([
    ['what is no gzip', 'gzip', Buffer.from('{"status":"success"}')],
    [
      'a gzip that is cut',
      'gzip',
      gzipSync('{}'.repeat(9_000)).subarray(0, 40),
    ],
  ])('is unavailable where it answers %s', async (_, encoding, body) => {
    respond = response => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(body);
    };
    const transport = new UrlTransport(url);
    await expect(send(transport)).rejects.toMatchObject({
      name: 'PrometheusError',
      problem: 'unavailable',
    });
    transport.close();
  });

  it('POSTs a form behind the base path, with credentials and headers', async () => {
    const transport = new UrlTransport(`${url}/prom/`, {
      token: 'secret',
      headers: { 'x-scope-orgid': 'team' },
    });
    await send(transport);
    transport.close();
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/prom/api/v1/query',
      headers: {
        authorization: 'Bearer secret',
        'x-scope-orgid': 'team',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(new URLSearchParams(requests[0].body).get('query')).toBe(
      'up{a="ä b+&"}',
    );
  });

  it('signs in with basic auth, from the configuration or the URL, and shows neither', async () => {
    const configured = new UrlTransport(url, {
      basicAuth: { username: 'u', password: 'p:w' },
    });
    const inUrl = new UrlTransport(url.replace('//', '//u:p%3Aw@'));
    await send(configured);
    await send(inUrl);
    configured.close();
    inUrl.close();
    const expected = `Basic ${Buffer.from('u:p:w').toString('base64')}`;
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      expected,
      expected,
    ]);
    expect(inUrl.description).toBe(`Prometheus at ${url}`);
  });

  it('reads gzip', async () => {
    respond = response => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('{"a":1}'));
    };
    const transport = new UrlTransport(url);
    expect(await send(transport)).toEqual({ status: 200, body: '{"a":1}' });
    transport.close();
  });

  it('gives up in time, also in the middle of an answer', async () => {
    respond = response => {
      response.write('{');
    };
    const transport = new UrlTransport(url);
    await expect(send(transport, 50)).rejects.toMatchObject({
      problem: 'timeout',
    });
    transport.close();
  });

  it('tells who goes away from a server that is slow', async () => {
    const closed = new Promise<void>(resolve => {
      respond = response => {
        response.once('close', resolve);
        response.write('{');
      };
    });
    const transport = new UrlTransport(url);
    const leaving = new AbortController();
    const asked = transport.send({
      path: '/api/v1/query',
      params: { query: 'up' },
      timeoutMs: 5_000,
      signal: leaving.signal,
    });
    setTimeout(() => leaving.abort(new Error('gone')), 50);
    await expect(asked).rejects.toThrow('gone');
    await closed;
    transport.close();
  });

  it('says why nothing answers', async () => {
    const transport = new UrlTransport('http://127.0.0.1:9');
    await expect(send(transport)).rejects.toMatchObject({
      problem: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    transport.close();
  });

  it.each(['ftp://x', 'file:///etc/passwd'])('refuses %s', bad => {
    expect(() => new UrlTransport(bad)).toThrow(TypeError);
  });
});

describe('ServiceTransport', () => {
  const target = {
    type: 'service',
    namespace: 'linkerd-viz',
    name: 'prometheus',
    port: '9090',
    scheme: 'http',
    path: '/prom',
  } as const;

  it('GETs through the API server', async () => {
    const connection = scriptedConnection(() => ({ status: 200, body: '{}' }));
    await new ServiceTransport(connection, target).send({
      path: '/api/v1/query',
      params: { query: 'up' },
      timeoutMs: 1_000,
    });
    expect(connection.asked[0]).toMatchObject({
      path: '/api/v1/namespaces/linkerd-viz/services/prometheus%3A9090/proxy/prom/api/v1/query',
      query: { query: 'up' },
    });
    expect(connection.asked[0].method ?? 'GET').toBe('GET');
  });
});
