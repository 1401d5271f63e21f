import { HttpClusterConnection } from '../clusters';
import {
  ReplayAnswer,
  ReplayRequest,
  ReplayServer,
  answer,
  recorded,
} from '../clusters/__testUtils__/ReplayServer';
import { KubernetesObject } from './kubernetesObjects';
import { Reflector } from './Reflector';

/** What a target was told, and what is there now. */
class Target {
  readonly living = new Set<string>();
  replaced = 0;
  read(object: KubernetesObject) {
    return object.metadata?.name;
  }
  replace(names: readonly string[]) {
    this.replaced++;
    this.living.clear();
    names.forEach(name => this.living.add(name));
  }
  set(name: string) {
    this.living.add(name);
  }
  remove(name: string) {
    this.living.delete(name);
  }
}

const list = (resourceVersion: string, ...names: string[]): ReplayAnswer => ({
  bytes: answer(200, {
    metadata: { resourceVersion },
    items: names.map(name => ({ metadata: { name } })),
  }),
});

/** A watch that sends events and then stays open. */
const watch = (
  ...events: { type: string; object: object }[]
): ReplayAnswer => ({
  bytes: `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${events
    .map(event => `${JSON.stringify(event)}\n`)
    .join('')}`,
  then: 'hang',
});

const event = (type: string, name: string, resourceVersion: string) => ({
  type,
  object: { metadata: { name, resourceVersion } },
});

describe('Reflector', () => {
  const stop: (() => unknown)[] = [];

  async function reflect(answers: (request: ReplayRequest) => ReplayAnswer) {
    const server = await ReplayServer.start(answers);
    const connection = HttpClusterConnection.create({
      name: 'east',
      url: server.url,
    });
    const target = new Target();
    const reflector = new Reflector<string>({
      kind: 'pods',
      connection,
      path: '/api/v1/pods',
      target,
      random: () => 0,
    });
    const controller = new AbortController();
    const ended = reflector.run(controller.signal);
    stop.push(async () => {
      controller.abort();
      await ended;
      connection.close();
      await server.close();
    });
    return { server, target, reflector };
  }

  afterEach(async () => {
    for (const end of stop.splice(0)) {
      await end();
    }
  });

  it('should read a recorded list in pages, and watch from its version', async () => {
    const pages = [1, 2, 3].map(page => ({
      bytes: recorded(`list-pods-limit-7-page${page}.http.gz`),
    }));
    const { server, target } = await reflect(({ query }) =>
      query.has('watch') ? watch() : pages.shift() ?? list('5888', 'last'),
    );
    await until(() => server.requests.length === 5);
    expect(target.replaced).toBe(1);
    expect(target.living.size).toBe(7 * 3 + 1);
    const [first, second, , , watched] = server.requests;
    expect(first.query.get('limit')).toBe('500');
    expect(first.query.has('continue')).toBe(false);
    expect(second.query.get('continue')).toMatch(/^eyJ2/);
    expect(Object.fromEntries(watched.query)).toEqual({
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: '5888',
      timeoutSeconds: '240',
    });
  });

  it('should begin a list anew that expires between two pages, at last in one piece', async () => {
    const { server, target } = await reflect(({ query }) => {
      if (query.has('watch')) {
        return watch();
      }
      if (query.has('continue')) {
        return { bytes: recorded('list-continue-expired-410.http') };
      }
      return query.has('limit')
        ? { bytes: recorded('list-pods-limit-7-page1.http.gz') }
        : list('7000', 'a', 'b');
    });
    await until(() => target.replaced === 1);
    expect([...target.living]).toEqual(['a', 'b']);
    expect(
      server.requests.filter(({ query }) => query.has('continue')),
    ).toHaveLength(2);
  });

  it('should apply events, and go on where a watch ended', async () => {
    const watches = [
      {
        ...watch(
          event('ADDED', 'b', '11'),
          event('MODIFIED', 'a', '12'),
          event('DELETED', 'a', '13'),
          { type: 'BOOKMARK', object: { metadata: { resourceVersion: '20' } } },
        ),
        then: 'cut' as const,
      },
      watch(event('ADDED', 'c', '21')),
    ];
    const { server, target } = await reflect(({ query }) =>
      query.has('watch') ? watches.shift() ?? watch() : list('10', 'a'),
    );
    await until(() => target.living.has('c'));
    expect([...target.living]).toEqual(['b', 'c']);
    expect(target.replaced).toBe(1);
    expect(
      server.requests.map(({ query }) => query.get('resourceVersion')),
    ).toEqual([null, '10', '20']);
  });

  it('should list again where the server no longer knows the version of a watch', async () => {
    const lists = [list('1', 'a', 'gone-meanwhile'), list('6000', 'a', 'b')];
    const { server, target } = await reflect(({ query }) => {
      if (!query.has('watch')) {
        return lists.shift() ?? list('6000', 'a', 'b');
      }
      return query.get('resourceVersion') === '1'
        ? { bytes: recorded('watch-too-old-rv.http') }
        : watch();
    });
    await until(() => server.requests.length === 4);
    expect([...target.living]).toEqual(['a', 'b']);
  });

  it.each([
    [
      'an ERROR event of another kind',
      { bytes: recorded('watch-list-sendInitialEvents.http') },
    ],
    ['a watch that is refused', { bytes: answer(400, { message: 'no' }) }],
    ['a watch that ends at once', { bytes: recorded('watch-timeout-3s.http') }],
    [
      'a line that is no event',
      { bytes: 'HTTP/1.1 200 OK\r\n\r\n{"x":1}\n', then: 'cut' as const },
    ],
  ])('should survive %s', async (_, broken) => {
    const watches: ReplayAnswer[] = [broken];
    const { target } = await reflect(({ query }) =>
      query.has('watch')
        ? watches.shift() ?? watch(event('ADDED', 'late', '30'))
        : list('10', 'a'),
    );
    await until(() => target.living.has('late'));
    expect([...target.living]).toEqual(['a', 'late']);
  });

  it.each<[string, ReplayAnswer, number]>([
    [
      'lists again and again where each watch is told that its version is gone',
      { bytes: recorded('watch-too-old-rv.http') },
      4,
    ],
    [
      'watches again and again where each watch ends after its first event',
      { ...watch(event('ADDED', 'b', '11')), then: 'cut' },
      4,
    ],
  ])('should wait longer each time it %s', async (_, broken, most) => {
    const { server, target } = await reflect(({ query }) =>
      query.has('watch') ? broken : list('10', 'a'),
    );
    await until(() => target.living.has('a'));
    await new Promise(resolve => setTimeout(resolve, 2_000));
    // At 0, 0.25, 0.75 and 1.75 s.
    const watches = server.requests.filter(({ query }) => query.has('watch'));
    expect(watches.length).toBeGreaterThan(1);
    expect(watches.length).toBeLessThanOrEqual(most);
  });

  it('should not count half a line as an event', async () => {
    const watches: ReplayAnswer[] = [
      {
        bytes: `HTTP/1.1 200 OK\r\n\r\n${JSON.stringify(
          event('ADDED', 'whole', '11'),
        )}\n${JSON.stringify(event('ADDED', 'half', '12')).slice(0, -2)}`,
        then: 'cut',
      },
    ];
    const { server, target } = await reflect(({ query }) =>
      query.has('watch') ? watches.shift() ?? watch() : list('10'),
    );
    await until(() => server.requests.length === 3);
    expect([...target.living]).toEqual(['whole']);
    expect(server.requests[2].query.get('resourceVersion')).toBe('11');
  });

  it('should read an event that arrives in pieces', async () => {
    const text = `${JSON.stringify(event('ADDED', 'ünïcode', '11'))}\n`;
    const bytes = Buffer.from(text);
    const chunks = [
      bytes.subarray(0, 40),
      bytes.subarray(40, 41),
      bytes.subarray(41),
    ];
    const chunked = Buffer.concat(
      chunks.flatMap(chunk => [
        Buffer.from(`${chunk.length.toString(16)}\r\n`),
        chunk,
        Buffer.from('\r\n'),
      ]),
    );
    const { target } = await reflect(({ query }) =>
      query.has('watch')
        ? {
            bytes: Buffer.concat([
              Buffer.from(
                'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
              ),
              chunked,
            ]),
            then: 'hang',
          }
        : list('10'),
    );
    await until(() => target.living.size > 0);
    expect([...target.living]).toEqual(['ünïcode']);
  });

  it('should wait as long as the server asks', async () => {
    const answers = [
      { bytes: answer(429, { message: 'too many' }, { 'Retry-After': '1' }) },
    ];
    const { server, reflector } = await reflect(({ query }) =>
      query.has('watch') ? watch() : answers.shift() ?? list('10'),
    );
    const startedAt = Date.now();
    await until(() => reflector.state.state === 'failing');
    expect(reflector.state).toMatchObject({
      reason: 'too many',
      synced: false,
    });
    await until(() => server.requests.length >= 2);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(950);
  });

  it('should leave a kind alone that it may not read', async () => {
    const { server, reflector } = await reflect(() => ({
      bytes: recorded('403-list-all-pods.http'),
    }));
    await until(() => reflector.state.state === 'denied');
    expect(reflector.state.reason).toContain('cannot list resource "pods"');
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(server.requests).toHaveLength(1);
  });

  it('should soon ask again where an API server that starts refuses everybody, and go on where it was', async () => {
    let starting = false;
    let end = () => {};
    const first: ReplayAnswer = {
      ...watch(event('ADDED', 'b', '11')),
      then: 'cut',
      when: new Promise(resolve => {
        end = resolve;
      }),
    };
    const watches = [first];
    const { server, target, reflector } = await reflect(({ query }) => {
      if (starting) {
        return { bytes: recorded('403-list-all-pods.http') };
      }
      return query.has('watch')
        ? watches.shift() ?? watch(event('ADDED', 'c', '12'))
        : list('10', 'a');
    });
    await until(() => target.living.has('a'));
    await until(() => server.requests.length === 2);
    starting = true;
    end();
    await until(() => reflector.state.state === 'denied');
    expect(reflector.state).toMatchObject({ synced: true });
    expect([...target.living]).toEqual(['a', 'b']);
    starting = false;
    await until(() => target.living.has('c'));
    expect(reflector.state.state).toBe('watching');
    // It was listed once.
    expect(target.replaced).toBe(1);
    expect(server.requests.at(-1)?.query.get('resourceVersion')).toBe('11');
  });

  it('should keep what it knows while the server is away', async () => {
    const { server, target, reflector } = await reflect(({ query }) =>
      query.has('watch') ? watch(event('ADDED', 'b', '11')) : list('10', 'a'),
    );
    await until(() => target.living.has('b'));
    await server.close();
    await until(() => reflector.state.state === 'failing');
    expect(reflector.state).toMatchObject({
      synced: true,
      reason: expect.stringContaining('nothing listens'),
    });
    expect([...target.living]).toEqual(['a', 'b']);
  });

  it('should pass over objects that can not be read', async () => {
    const { target } = await reflect(({ query }) =>
      query.has('watch')
        ? watch({ type: 'ADDED', object: {} }, event('ADDED', 'c', '12'))
        : {
            bytes: answer(200, {
              metadata: { resourceVersion: '10' },
              items: [{}, { metadata: { name: 'a' } }],
            }),
          },
    );
    await until(() => target.living.has('c'));
    expect([...target.living]).toEqual(['a', 'c']);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error('The condition did not come true within 5 s');
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
