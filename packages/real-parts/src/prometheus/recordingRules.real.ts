import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EdgeTraffic,
  Mesh,
  MeshTraffic,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { peerName } from '../agreement/rows';
import { describeWith } from '../programs/describeWith';
import { findProgram } from '../programs/findProgram';
import { waitUntil } from '../programs/waitUntil';
import { MeasuredDemo } from './MeasuredDemo';
import { missingRuler } from './RealPrometheus';

const RULES = resolvePackagePath(
  '@backstage-mesh/plugin-service-mesh-backend',
  'recording-rules',
);
const FILE = path.join(RULES, 'linkerd.yaml');

/** Rates of a minute, and an evaluation of the slowest group. */
const FILLED_MS = 130_000;

const WINDOW = { windowSeconds: 60 };

const missing =
  missingRuler() ??
  (findProgram('promtool')
    ? undefined
    : 'It needs the program promtool on the PATH (Debian: apt-get install prometheus)');

describeWith(missing, 'the recording rules', () => {
  const promtool = (...args: string[]) =>
    execFileSync(findProgram('promtool')!, args, { encoding: 'utf8' });

  it('are rules to promtool', () => {
    expect(promtool('check', 'rules', FILE)).toMatch(/SUCCESS: 17 rules found/);
  });

  it('record what promtool is told to expect', () => {
    expect(
      promtool('test', 'rules', path.join(RULES, 'linkerd.test.yaml')),
    ).toMatch(/SUCCESS/);
  });

  describe('in a Prometheus that scrapes', () => {
    let measured: MeasuredDemo;
    let mesh: Mesh;
    let source: MetricsSource;

    beforeAll(async () => {
      measured = await MeasuredDemo.start({
        name: 'recording-rules',
        scrapeIntervalSeconds: 5,
        warmUpSeconds: 60,
        ruleFiles: [FILE],
      });
      const { cluster } = measured.open;
      await sleep(FILLED_MS);
      mesh = (await waitUntil('the mesh', async () => cluster.mesh(), {
        withinMs: 30_000,
        everyMs: 500,
      }))!;
      source = (await waitUntil(
        'the rules to be found',
        async () => {
          const { source: found } = await cluster.metrics();
          await found?.query([], WINDOW);
          return found?.detail?.() ? found : undefined;
        },
        { withinMs: 90_000, everyMs: 1_000 },
      ))!;
    }, 300_000);

    afterAll(() => measured?.stop());

    /** When a record was made last, in milliseconds since the epoch. */
    async function recordedAt(record: string): Promise<number> {
      const [series] = await measured.prometheus.query(
        `max(timestamp(${record}))`,
      );
      return Number(series.value![1]) * 1_000;
    }

    /** What is recorded, and what the proxies' own series say of the same minute. */
    async function bothWays(
      part: 'counts' | 'latency',
      record: string,
    ): Promise<{ recorded: MeshTraffic; raw: MeshTraffic }> {
      const snapshot = await measured.open.cluster.inventory.ready();
      const request = { metrics: source, snapshot, part, ...WINDOW };
      return waitUntil(
        'an answer before the next evaluation',
        async () => {
          const at = await recordedAt(record);
          const recorded = await mesh.traffic(request);
          if ((await recordedAt(record)) !== at) {
            return undefined;
          }
          // Of another moment, even of this one, the rules are not asked.
          return { recorded, raw: await mesh.traffic({ ...request, at }) };
        },
        { withinMs: 60_000, everyMs: 100 },
      );
    }

    /** Calls whose both ends are named by owners: others are asked of the pods, which the rules do not have. */
    function named({ edges }: MeshTraffic): Map<string, EdgeTraffic> {
      const isNamed = ({ source: from, target: to }: EdgeTraffic) =>
        [from, to].every(
          end =>
            end.type === 'workload' &&
            /^(Deployment|StatefulSet|DaemonSet)$/.test(end.workload.kind),
        );
      return new Map(
        edges
          .filter(edge => edge.countedBy === 'source' && isNamed(edge))
          // Denials are few and not recorded: they are those of now, and change what counts as success.
          .filter(({ http }) => !http?.denied)
          .map(edge => [
            `${peerName(edge.source)} → ${peerName(edge.target)}`,
            edge,
          ]),
      );
    }

    it('are found and told of', () => {
      expect(source.detail?.()).toBe(
        'uses its recording rules for counts, latency of workloads, latency of calls',
      );
    });

    it('give the counts that the series of the proxies give', async () => {
      const { recorded, raw } = await bothWays(
        'counts',
        'service_mesh:edge_request_total:rate1m',
      );
      const [left, right] = [named(recorded), named(raw)];
      expect([...left.keys()].sort()).toEqual([...right.keys()].sort());
      expect(left.size).toBeGreaterThan(30);
      let compared = 0;
      for (const [name, { http, tcp, mtls }] of left) {
        const other = right.get(name)!;
        const numbers = [
          ['requests', http?.requests, other.http?.requests],
          ['successes', http?.successes, other.http?.successes],
          ['failures', http?.failures, other.http?.failures],
          ['latency sum', http?.latencySumMs, other.http?.latencySumMs],
          ['connections', tcp?.openConnections, other.tcp?.openConnections],
          ['bytes read', tcp?.readBytes, other.tcp?.readBytes],
        ] as const;
        for (const [what, mine, theirs] of numbers) {
          expect([name, what, mine?.toPrecision(8)]).toEqual([
            name,
            what,
            theirs?.toPrecision(8),
          ]);
          compared += Number((mine ?? 0) > 0);
        }
        expect([name, mtls]).toEqual([name, other.mtls]);
      }
      expect(compared).toBeGreaterThan(100);
    }, 90_000);

    it('give the latency of calls, by half of the buckets', async () => {
      const { recorded, raw } = await bothWays(
        'latency',
        'service_mesh:edge_response_latency_ms_bucket:rate1m',
      );
      const right = named(raw);
      let compared = 0;
      for (const [name, { latency }] of named(recorded)) {
        const other = right.get(name)?.latency;
        expect([name, latency?.size]).toEqual([name, 14]);
        for (const [bound, count] of latency!) {
          expect([name, bound, count.toPrecision(8)]).toEqual([
            name,
            bound,
            other?.get(bound)?.toPrecision(8),
          ]);
          compared += Number(count > 0);
        }
      }
      expect(compared).toBeGreaterThan(100);
    }, 150_000);
  });
});
