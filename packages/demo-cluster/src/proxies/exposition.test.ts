import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startDemoCluster, type DemoCluster } from '../index';
import { TestClient } from '../__testUtils__/client';
import { readSamples } from '../__testUtils__/exposition';
import { recordedMetrics } from '../__testUtils__/recordings';
import type { Pod } from '../objects/KubernetesObject';

const START = Date.parse('2026-11-21T00:00:00Z');

/** Labels whose values tell kinds of series apart. */
const KINDS = [
  'direction',
  'peer',
  'tls',
  'no_tls_reason',
  'srv_kind',
  'route_kind',
  'authz_kind',
];

/** What can happen, and happened to nobody while it was recorded: a ServiceProfile's timeout, and an end of a connection without TLS to an opaque port. */
const NOT_RECORDED = [
  'route_response_latency_ms_bucket{direction,dst,rt_route,le} direction=outbound',
  'route_response_latency_ms_count{direction,dst,rt_route} direction=outbound',
  'route_response_latency_ms_sum{direction,dst,rt_route} direction=outbound',
  'route_response_total{direction,dst,rt_route,classification,grpc_status,error} direction=outbound',
  'tcp_close_total{direction,peer,target_addr,target_ip,target_port,tls,no_tls_reason,srv_group,srv_kind,srv_name,srv_port,errno} direction=inbound peer=src tls=no_identity no_tls_reason=port_skipped srv_kind=default',
];

/** Name, labels in their order, and the values that make it a kind of its own. */
function kindsOf(texts: string[]): Set<string> {
  return new Set(
    texts.flatMap(readSamples).map(({ name, labels }) => {
      const values = KINDS.filter(key => key in labels).map(
        key => `${key}=${labels[key]}`,
      );
      return `${name}{${Object.keys(labels).join(',')}} ${values.join(' ')}`;
    }),
  );
}

function descriptionsOf(texts: string[]): Set<string> {
  return new Set(
    texts.flatMap(text =>
      text.split('\n').filter(line => line.startsWith('# ')),
    ),
  );
}

function orderOf(text: string): string[] {
  return text
    .split('\n')
    .filter(line => line.startsWith('# HELP '))
    .map(line => line.split(' ')[2]);
}

/** What route metrics say of how calls went: whether a status came and of which kind, and the error beside it. */
function outcomesOf(texts: string[]): string[] {
  const found = new Set<string>();
  for (const { name, labels } of texts.flatMap(readSamples)) {
    const status = labels.http_status ?? labels.grpc_status;
    if (name.startsWith('outbound_') && status !== undefined) {
      const kind = /^[2-4]\d\d$/.test(status) ? 'below 500' : status;
      found.add(
        `${name} ${/^5\d\d$/.test(kind) ? 'from 500' : kind} ${labels.error}`,
      );
    }
  }
  return [...found].sort();
}

function boundsOf(texts: string[]): Record<string, string[]> {
  const bounds: Record<string, Set<string>> = {};
  for (const { name, labels } of texts.flatMap(readSamples)) {
    if (labels.le !== undefined) {
      (bounds[name] ??= new Set()).add(labels.le);
    }
  }
  return Object.fromEntries(
    Object.entries(bounds).map(([name, values]) => [name, [...values].sort()]),
  );
}

jest.setTimeout(60_000);

describe('the exposition of a simulated proxy', () => {
  const recorded = readdirSync(
    path.join(__dirname, '..', '__fixtures__', 'linkerd', 'metrics'),
  ).map(recordedMetrics);
  let cluster: DemoCluster;
  let simulated: string[];

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: START,
    });
    // Long enough for a rollout, so that pods have come and gone.
    cluster.clock.advance(330_000);
    const client = new TestClient(cluster);
    const pods = cluster.store.list<Pod>('pods').filter(
      ({ metadata, status }) =>
        metadata.labels?.['linkerd.io/control-plane-ns'] !== undefined &&
        !metadata.namespace?.startsWith('linkerd') &&
        !metadata.name.startsWith('ghost-') &&
        // Calls to another cluster were not recorded: what they look like is known from Linkerd's code alone.
        metadata.namespace !== 'podinfo' &&
        status.phase === 'Running',
    );
    simulated = await Promise.all(
      pods.map(({ metadata }) =>
        client.metrics(metadata.namespace ?? '', metadata.name),
      ),
    );
  });

  afterAll(() => cluster.close());

  it('has every kind of series that was recorded, and no other', () => {
    const real = kindsOf(recorded);
    const ours = kindsOf(simulated);
    expect([...real].filter(kind => !ours.has(kind))).toEqual([]);
    // Some of the known ones come with chance alone.
    expect(
      [...ours].filter(kind => !real.has(kind) && !NOT_RECORDED.includes(kind)),
    ).toEqual([]);
  });

  it('describes its families in the recorded words', () => {
    const real = descriptionsOf(recorded);
    const ours = descriptionsOf(simulated);
    expect([...real].filter(line => !ours.has(line))).toEqual([]);
    expect([...ours].filter(line => !real.has(line))).toEqual([]);
  });

  it('writes its families in the recorded order', () => {
    const before = new Set(
      recorded.flatMap(text => {
        const order = orderOf(text);
        return order.flatMap((name, i) =>
          order.slice(i + 1).map(later => `${name} < ${later}`),
        );
      }),
    );
    for (const text of simulated) {
      const order = orderOf(text);
      const wrong = order.flatMap((name, i) =>
        order
          .slice(i + 1)
          .filter(later => before.has(`${later} < ${name}`))
          .map(later => `${name} before ${later}`),
      );
      // Where two recordings contradict each other, either order will do.
      expect(
        wrong.filter(pair => {
          const [first, second] = pair.split(' before ');
          return !before.has(`${first} < ${second}`);
        }),
      ).toEqual([]);
    }
  });

  it('tells the ends of calls by route in the recorded words, and knows them all but those that no gRPC service here has', () => {
    const real = outcomesOf(recorded);
    const ours = outcomesOf(simulated);
    expect(ours.filter(item => !real.includes(item))).toEqual([]);
    expect(
      real.filter(item => !ours.includes(item) && !item.includes('_grpc_')),
    ).toEqual([]);
  });

  it('has the recorded buckets', () => {
    expect(boundsOf(simulated)).toEqual(boundsOf(recorded));
  });

  it('counts an event in every bucket above it, and in the total', () => {
    for (const text of simulated) {
      const samples = readSamples(text);
      const counts = new Map(
        samples
          .filter(({ name }) => name.endsWith('_count'))
          .map(({ name, labels, value }) => [
            `${name.replace(/_count$/, '')} ${JSON.stringify(labels)}`,
            value,
          ]),
      );
      const last = new Map<string, number>();
      for (const { name, labels, value } of samples) {
        if (!name.endsWith('_bucket')) {
          continue;
        }
        const { le, ...rest } = labels;
        const key = `${name.replace(/_bucket$/, '')} ${JSON.stringify(rest)}`;
        expect(value).toBeGreaterThanOrEqual(last.get(key) ?? 0);
        last.set(key, value);
        const whole = counts.get(key) ?? -1;
        expect(le === '+Inf' ? value : whole).toBe(whole);
      }
    }
  });
});
