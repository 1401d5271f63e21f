import { ClusterDetails } from '@backstage-mesh/plugin-service-mesh-node';
import { gzipSync } from 'zlib';
import {
  ReplayAnswer,
  ReplayRequest,
  ReplayServer,
  answer,
  recorded,
} from './__testUtils__/ReplayServer';
import { HttpClusterConnection } from './HttpClusterConnection';

describe('HttpClusterConnection', () => {
  let server: ReplayServer | undefined;
  let connection: HttpClusterConnection | undefined;

  async function connect(
    answers: (request: ReplayRequest) => ReplayAnswer,
    details?: Partial<ClusterDetails>,
  ) {
    server = await ReplayServer.start(answers);
    connection = HttpClusterConnection.create({
      name: 'east',
      url: server.url,
      ...details,
    });
    return { server, connection };
  }

  afterEach(async () => {
    connection?.close();
    await server?.close();
  });

  it.each(['list-pods.http.gz', 'list-pods-gzip.http.gz'])(
    'should read the recorded %s',
    async file => {
      const { connection: east } = await connect(() => ({
        bytes: recorded(file),
      }));
      const list = await east.json<{ items: { metadata: { name: string } }[] }>(
        { path: '/api/v1/pods' },
      );
      expect(list.items.length).toBeGreaterThan(30);
      expect(list.items.map(pod => pod.metadata.name)).toContain('debug-shell');
    },
  );

  it('should use one connection again and again', async () => {
    const { connection: east, server: api } = await connect(() => ({
      bytes: recorded('version.http'),
    }));
    for (let round = 0; round < 3; round++) {
      await east.json({ path: '/version' });
    }
    expect(api.requests).toHaveLength(3);
    expect(api.accepted).toBe(1);
  });

  it('should send the token that is valid now, and ask for gzip', async () => {
    const tokens = ['old', 'new'];
    const { connection: east, server: api } = await connect(
      () => ({ bytes: recorded('version.http') }),
      { token: async () => tokens.shift() },
    );
    await east.json({ path: '/version' });
    await east.json({ path: '/version' });
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
    expect(api.requests[0].headers['accept-encoding']).toBe('gzip');
  });

  it.each<[string, Partial<ClusterDetails>, string]>([
    [
      'token',
      { token: () => new Promise<string>(() => {}) },
      'its token did not come within 10 s',
    ],
    [
      'certificates',
      { ca: () => new Promise<string>(() => {}) },
      'its certificates did not come within 10 s',
    ],
  ])(
    'should not wait for ever for its %s, nor for whoever went away',
    async (_, details, problem) => {
      const { connection: east, server: api } = await connect(
        () => ({ bytes: recorded('version.http') }),
        details,
      );
      const leaving = new AbortController();
      const left = east.json({ path: '/version', signal: leaving.signal });
      leaving.abort(new Error('gone'));
      await expect(left).rejects.toThrow('gone');
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
      try {
        const waiting = east
          .json({ path: '/version' })
          .catch((error: Error) => error.message);
        await jest.advanceTimersByTimeAsync(10_000);
        expect(await waiting).toBe(
          `The cluster east can not be reached: ${problem}`,
        );
      } finally {
        jest.useRealTimers();
      }
      expect(api.requests).toHaveLength(0);
    },
  );

  it('should ask for no compression in a watch, and hand each event over when it comes', async () => {
    const { connection: east, server: api } = await connect(() => ({
      bytes: recorded('watch-pods-bookmarks.http.gz').subarray(0, 20_000),
      then: 'hang',
    }));
    const response = await east.request({
      path: '/api/v1/pods',
      query: { watch: '1', resourceVersion: '5888' },
    });
    for await (const chunk of response.body) {
      expect(Buffer.from(chunk).toString()).toContain('{"type":"ADDED"');
      break;
    }
    expect(api.requests[0].headers['accept-encoding']).toBe('identity');
    expect(api.requests[0].query.get('resourceVersion')).toBe('5888');
  });

  it.each([
    ['401-bad-token.http', 401, 'Unauthorized', 'Unauthorized'],
    [
      '403-list-all-pods.http',
      403,
      'Forbidden',
      'pods is forbidden: User "bob" cannot list resource "pods" in API group "" at the cluster scope',
    ],
    ['403-impersonate.http', 403, 'Forbidden', 'impersonate'],
    ['404-no-crd.http', 404, undefined, '404 page not found'],
    ['list-continue-expired-410.http', 410, 'Expired', 'too old'],
    ['list-future-rv.http', 504, 'Timeout', 'Too large resource version'],
  ])('should turn %s into an error', async (file, status, reason, message) => {
    const { connection: east } = await connect(() => ({
      bytes: recorded(file),
    }));
    await expect(east.json({ path: '/api/v1/pods' })).rejects.toMatchObject({
      name: 'KubernetesStatusError',
      status,
      reason,
      message: expect.stringContaining(message),
    });
  });

  it('should tell how long a server asks to wait', async () => {
    const { connection: east } = await connect(() => ({
      bytes: recorded('list-future-rv.http'),
    }));
    await expect(east.json({ path: '/api/v1/pods' })).rejects.toMatchObject({
      retryAfterSeconds: 1,
    });
  });

  it('should post JSON', async () => {
    const { connection: east, server: api } = await connect(() => ({
      bytes: answer(201, { status: { allowed: true } }),
    }));
    await expect(
      east.json({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: '{"ä":1}',
      }),
    ).resolves.toEqual({ status: { allowed: true } });
    expect(api.requests[0]).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '8' },
    });
  });

  it('should impersonate', async () => {
    const { connection: east, server: api } = await connect(() => ({
      bytes: recorded('version.http'),
    }));
    await east.json({
      path: '/version',
      identity: {
        type: 'impersonate',
        user: 'jane@example.com',
        groups: ['a'],
      },
    });
    expect(api.requests[0].headers).toMatchObject({
      'impersonate-user': 'jane@example.com',
      'impersonate-group': 'a',
    });
  });

  it.each(['', ' jane', 'system:admin', 'jane\r\nx: y', 'jané'])(
    'should not impersonate %j',
    async user => {
      const { connection: east, server: api } = await connect(() => ({
        bytes: recorded('version.http'),
      }));
      await expect(
        east.json({
          path: '/version',
          identity: { type: 'impersonate', user, groups: [] },
        }),
      ).rejects.toThrow('may not be asked as');
      expect(api.requests).toHaveLength(0);
    },
  );

  it.each([
    ['api/v1/pods'],
    ['/api/../secrets'],
    ['/api/%2e%2E/secrets'],
    ['/api/v1/pods/x%2f..%2fy'],
    ['/api/v1/pods/x%00'],
    ['/api/v1/pods/%zz'],
    ['/api/v1/pods?watch=1'],
    ['/api/v1/pods#x'],
    ['/api/v1/namespaces/a b/pods'],
    ['/api/v1/\r\nHost: x'],
  ])('should refuse the path %j', async path => {
    const { connection: east, server: api } = await connect(() => ({
      bytes: recorded('version.http'),
    }));
    await expect(east.json({ path })).rejects.toThrow('Invalid path');
    expect(api.requests).toHaveLength(0);
  });

  it('should refuse headers that would change who asks', async () => {
    const { connection: east } = await connect(() => ({
      bytes: recorded('version.http'),
    }));
    await expect(
      east.json({ path: '/version', headers: { Authorization: 'Bearer x' } }),
    ).rejects.toThrow('"Authorization" may not be sent');
    await expect(
      east.json({ path: '/version', headers: { 'Impersonate-User': 'x' } }),
    ).rejects.toThrow('may not be sent');
  });

  it('should keep the path of a base URL', async () => {
    server = await ReplayServer.start(() => ({
      bytes: recorded('version.http'),
    }));
    connection = HttpClusterConnection.create({
      name: 'behind-a-gateway',
      url: `${server.url}/k8s/clusters/c-1/`,
    });
    await connection.json({ path: '/version' });
    expect(server.requests[0].path).toBe('/k8s/clusters/c-1/version');
  });

  it('should say that nothing listens, without an address', async () => {
    const { connection: east, server: api } = await connect(() => ({
      bytes: '',
    }));
    await api.close();
    const problem = await east
      .json({ path: '/version' })
      .catch((error: Error) => error);
    expect(problem).toMatchObject({ name: 'ServiceUnavailableError' });
    expect(`${problem}`).toContain('nothing listens at its address');
    expect(`${problem}`).not.toContain('127.0.0.1');
  });

  it('should not wait longer for an answer than it was told', async () => {
    const { connection: east } = await connect(() => ({
      bytes: '',
      then: 'hang',
    }));
    await expect(
      east.request({ path: '/version', headTimeoutMs: 50 }),
    ).rejects.toThrow('no answer within 0.05 s');
  });

  it('should leave room for questions, however many watches are open', async () => {
    const { connection: east } = await connect(({ query }) =>
      query.has('watch')
        ? { bytes: 'HTTP/1.1 200 OK\r\n\r\n', then: 'hang' }
        : { bytes: recorded('version.http') },
    );
    const watches = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        east.request({
          path: `/api/v1/namespaces/team-${index}/pods`,
          query: { watch: '1' },
          headTimeoutMs: 5_000,
        }),
      ),
    );
    await expect(
      east.json({ path: '/version', headTimeoutMs: 5_000 }),
    ).resolves.toHaveProperty('gitVersion');
    watches.forEach(({ cancel }) => cancel());
  });

  it('should end the connection when it is told to stop', async () => {
    const { connection: east, server: api } = await connect(() => ({
      bytes: recorded('watch-pods-bookmarks.http.gz'),
      then: 'hang',
    }));
    const stop = new AbortController();
    const response = await east.request({
      path: '/api/v1/pods',
      query: { watch: '1' },
      signal: stop.signal,
    });
    expect(response.status).toBe(200);
    stop.abort();
    await waitFor(() => api.connections === 0);
    await expect(readAll(response.body)).rejects.toThrow('broke off');
  });

  it('should throw where a body is cut', async () => {
    const { connection: east } = await connect(() => ({
      bytes: recorded('list-pods.http.gz').subarray(0, 10_000),
      then: 'cut',
    }));
    await expect(east.json({ path: '/api/v1/pods' })).rejects.toThrow(
      'The connection to the cluster east broke off',
    );
  });

  it('should ask once more where a kept connection was closed meanwhile', async () => {
    let count = 0;
    const { connection: east, server: api } = await connect(() => {
      count++;
      return count === 2
        ? { bytes: '', then: 'cut' }
        : { bytes: recorded('version.http') };
    });
    await east.json({ path: '/version' });
    await expect(east.json({ path: '/version' })).resolves.toMatchObject({
      gitVersion: 'v1.34.4',
    });
    expect(api.requests).toHaveLength(3);
  });

  it('should stop at the limit of bytes, also of what gzip unfolds to', async () => {
    const bomb = gzipSync(`"${'a'.repeat(1_000_000)}"`);
    const { connection: east } = await connect(() => ({
      bytes: Buffer.concat([
        Buffer.from(
          `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`,
        ),
        bomb,
      ]),
    }));
    await expect(
      east.json({ path: '/api/v1/pods', maxBytes: 10_000 }),
    ).rejects.toThrow('more than 10000 bytes');
    await expect(
      east.json({ path: '/api/v1/pods', maxBytes: 2_000_000 }),
    ).resolves.toHaveLength(1_000_000);
  });

  it('should say so where an answer is no JSON', async () => {
    const { connection: east } = await connect(() => ({
      bytes: answer(200, '<html>'),
    }));
    await expect(east.json({ path: '/version' })).rejects.toThrow(
      'something that is no JSON',
    );
  });
});

async function readAll(body: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
  }
  return size;
}

async function waitFor(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error('The condition did not come true within 5 s');
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
