import {
  ClusterConnection,
  ClusterRequest,
  ClusterResponse,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { JsonObject } from '@backstage/types';
import { PrometheusTransport } from '../metrics/prometheus';
import { changingConfig } from './__testUtils__/changingConfig';
import { ClusterGuard } from './ClusterGuard';
import { GuardedConnection } from './GuardedConnection';
import { guardSource, guardTransport } from './guardSource';
import { Switches } from './Switches';

const PODS = { path: '/api/v1/pods' };
const PROXY = {
  path: '/api/v1/namespaces/video/pods/web-1%3A4191/proxy/metrics',
};

describe('what is asked of a cluster', () => {
  let now = 0;
  let change: (serviceMesh: JsonObject) => void;
  let guard: ClusterGuard;
  /** What came to the cluster. */
  let sent: ClusterRequest[];
  let status = 200;
  let headers: Record<string, string> = {};
  let connection: GuardedConnection;
  let waiting: GuardedConnection;

  beforeEach(() => {
    now = 0;
    sent = [];
    status = 200;
    headers = {};
    const live = changingConfig({});
    change = serviceMesh => live.change({ serviceMesh });
    guard = new ClusterGuard({
      cluster: 'east',
      switches: Switches.create({ rootConfig: live.config }),
      now: () => now,
    });
    const inner: ClusterConnection = {
      name: 'east',
      request: async request => {
        sent.push(request);
        return answer(request);
      },
      json: async <T>(request: ClusterRequest) => {
        sent.push(request);
        await aborted(request);
        return {} as T;
      },
    };
    connection = new GuardedConnection(inner, guard);
    waiting = new GuardedConnection(inner, guard, { waits: true });
  });

  /** An answer that never ends by itself. */
  function answer(request: ClusterRequest): ClusterResponse {
    const body = (async function* pieces() {
      yield Buffer.from('first');
      await aborted(request);
    })();
    return { status, headers, body, cancel: () => {} };
  }

  function aborted({ signal }: ClusterRequest): Promise<void> {
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }

  const settle = () => new Promise(resolve => setTimeout(resolve, 5));

  describe('while it is paused', () => {
    it('should be nothing', async () => {
      change({ paused: true });
      await expect(connection.request(PODS)).rejects.toThrow(/paused/);
      await expect(connection.json(PODS)).rejects.toThrow(/paused/);
      expect(sent).toEqual([]);
    });

    it('should end what is under way: streams, and questions', async () => {
      const { body } = await connection.request(PODS);
      const stream = (async () => {
        for await (const _ of body);
      })();
      const question = connection.json(PODS);
      await settle();
      change({ clusters: [{ name: 'east', paused: true }] });
      await expect(stream).rejects.toThrow(/east is paused/);
      await expect(question).rejects.toThrow(/east is paused/);
    });

    it('should wait with what goes on when it may', async () => {
      change({ paused: true });
      const watch = waiting.request(PODS);
      await settle();
      expect(sent).toEqual([]);
      change({});
      expect((await watch).status).toBe(200);
    });

    it('should not wait for ever', async () => {
      change({ paused: true });
      const controller = new AbortController();
      const watch = waiting.request({ ...PODS, signal: controller.signal });
      controller.abort();
      await expect(watch).rejects.toThrow(/paused/);
      const last = waiting.request(PODS);
      guard.close();
      await expect(last).rejects.toThrow(/paused/);
      expect(sent).toEqual([]);
    });

    it('should not be asked of Prometheus either', async () => {
      const transport = guardTransport(
        {
          description: '',
          maxLength: 1,
          send: request => aborted(request as never) as never,
          close: () => {},
        } satisfies PrometheusTransport,
        guard,
      );
      const question = { path: '/', params: {}, timeoutMs: 1_000 };
      const asked = transport.send(question);
      change({ paused: true });
      await expect(asked).rejects.toThrow(/paused/);
      await expect(transport.send(question)).rejects.toThrow(/paused/);
    });
  });

  it('should pass on an abort by whoever asks', async () => {
    const controller = new AbortController();
    const question = connection.json({ ...PODS, signal: controller.signal });
    await settle();
    controller.abort(new Error('gone'));
    await expect(question).rejects.toThrow('gone');
  });

  describe('towards proxies', () => {
    it.each<[string, JsonObject]>([
      ['a cluster', { proxies: { enabled: false } }],
      ['a namespace', { proxies: { excludedNamespaces: ['video'] } }],
    ])('should be nothing where it is off for %s', async (_, metrics) => {
      change({ clusters: [{ name: 'east', metrics }] });
      await expect(connection.request(PROXY)).rejects.toThrow(/switched off/);
      expect(sent).toEqual([]);
      expect((await connection.request(PODS)).status).toBe(200);
    });

    it('should be no more than the budget, and more when time has passed', async () => {
      change({
        clusters: [
          { name: 'east', metrics: { budget: { scrapesPerMinute: 3 } } },
        ],
      });
      for (let i = 0; i < 3; i++) {
        await connection.request(PROXY);
      }
      await expect(connection.request(PROXY)).rejects.toThrow(
        /budget of 3 scrapes per minute/,
      );
      now += 20_000;
      await connection.request(PROXY);
      await expect(connection.request(PROXY)).rejects.toThrow(/budget/);
      expect(sent).toHaveLength(4);
    });

    it('should not be spent by a clock that is set back', async () => {
      now = 3_600_000;
      change({
        clusters: [
          { name: 'east', metrics: { budget: { scrapesPerMinute: 3 } } },
        ],
      });
      await connection.request(PROXY);
      now = 0;
      await connection.request(PROXY);
      expect(sent).toHaveLength(2);
    });

    it('should be left alone for as long as an API server with too much to do asks', async () => {
      status = 429;
      headers = { 'retry-after': '30' };
      await connection.request(PROXY);
      const rests =
        'the API server asked for a pause (HTTP status 429); the proxies are read again at 00:00:30 UTC';
      await expect(connection.request(PROXY)).rejects.toThrow(rests);
      expect((await connection.request(PODS)).status).toBe(429);
      now = 29_999;
      await expect(connection.request(PROXY)).rejects.toThrow(rests);
      // Of a clock that is set back it is no longer than any may be.
      now = -600_000;
      status = 200;
      expect((await connection.request(PROXY)).status).toBe(200);
      now = 30_000;
      expect((await connection.request(PROXY)).status).toBe(200);
      expect(sent.filter(({ path }) => path === PROXY.path)).toHaveLength(3);
    });

    it('should not be left alone for longer than five minutes, nor for nonsense', async () => {
      status = 429;
      headers = { 'retry-after': '86400' };
      await connection.request(PROXY);
      now = 5 * 60_000;
      headers = { 'retry-after': 'tomorrow' };
      await connection.request(PROXY);
      await connection.request(PROXY);
      expect(sent).toHaveLength(3);
    });

    it('should be left alone when many in a row do not answer', async () => {
      status = 503;
      for (let i = 0; i < 25; i++) {
        await connection.request(PROXY);
      }
      await expect(connection.request(PROXY)).rejects.toThrow(/left alone/);
      expect(sent).toHaveLength(25);
      now += 15_000;
      status = 200;
      await connection.request(PROXY);
      await connection.request(PROXY);
      expect(sent).toHaveLength(27);
    });
  });

  describe('towards Prometheus', () => {
    let fails: Error | undefined;
    let asked = 0;
    let source: MetricsSource;
    const ask = (signal?: AbortSignal) =>
      source.query([], { windowSeconds: 60, signal });

    beforeEach(() => {
      fails = undefined;
      asked = 0;
      const query = async () => {
        asked += 1;
        guard.spendQuery();
        if (fails) {
          throw fails;
        }
        return { results: [], windowSeconds: 60, measuredAt: 0, warnings: [] };
      };
      const inner = {
        kind: 'prometheus',
        description: 'a Prometheus',
        query,
        queryRange: query,
      } as unknown as MetricsSource;
      source = guardSource(
        inner,
        guard,
        error => (error as Error).message === 'no memory',
      );
    });

    it('should be no more rounds than the budget allows', async () => {
      change({
        clusters: [
          { name: 'east', metrics: { budget: { queriesPerMinute: 2 } } },
        ],
      });
      await ask();
      await ask();
      await expect(ask()).rejects.toThrow(/budget of 2 queries per minute/);
      now += 30_000;
      await ask();
      expect(asked).toBe(3);
    });

    it('should be left alone when it fails again and again, and tried once then', async () => {
      fails = new Error('down');
      for (let i = 0; i < 5; i++) {
        await expect(ask()).rejects.toThrow('down');
      }
      await expect(ask()).rejects.toThrow(/left alone.*at 00:00:15 UTC/);
      now += 15_000;
      await expect(ask()).rejects.toThrow('down');
      await expect(ask()).rejects.toThrow(/left alone/);
      now += 30_000;
      fails = undefined;
      await ask();
      await ask();
      expect(asked).toBe(8);
    });

    it('should take for a failure neither what it can not know nor who went away', async () => {
      fails = new Error('no memory');
      for (let i = 0; i < 6; i++) {
        await expect(ask()).rejects.toThrow('no memory');
      }
      fails = new Error('aborted');
      for (let i = 0; i < 6; i++) {
        await expect(ask(AbortSignal.abort())).rejects.toThrow('aborted');
      }
      expect(asked).toBe(12);
    });
  });
});
