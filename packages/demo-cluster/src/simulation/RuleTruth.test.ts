import { startDemoCluster, type DemoCluster } from '../index';
import { TestClient } from '../__testUtils__/client';
import {
  readSamples,
  total,
  type TestSample,
} from '../__testUtils__/exposition';
import type { Pod } from '../objects/KubernetesObject';
import type { GeneratedRouteTruth, RouteTruth } from './RuleTruth';

jest.setTimeout(60_000);

const SECONDS = 600;

/** Services that fail with a version of videos-api: what is configured are the versions of now alone. */
const FOLLOW_ROLLOUTS = new Set(['videos-web', 'playlists-api', 'videos-api']);

function tolerance(expected: number): number {
  return 5 * Math.sqrt(Math.max(1, expected));
}

describe('the truth of routes, splits and policies in the east', () => {
  let cluster: DemoCluster;
  const samples = new Map<string, TestSample[]>();

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: Date.parse('2026-11-21T00:00:00Z'),
    });
    cluster.clock.advance(SECONDS * 1000);
    const client = new TestClient(cluster);
    for (const namespace of ['booksapp', 'shop', 'video', 'ops', 'emojivoto']) {
      for (const { metadata, status } of cluster.store.list<Pod>(
        'pods',
        namespace,
      )) {
        const isGhost = metadata.name.startsWith('ghost-');
        if (status.phase === 'Running' && !isGhost) {
          const app = `${namespace}/${metadata.labels?.app}/${metadata.labels?.track}`;
          samples.set(app, [
            ...(samples.get(app) ?? []),
            ...readSamples(await client.metrics(namespace, metadata.name)),
          ]);
        }
      }
    }
  });

  afterAll(() => cluster.close());

  /** All that the proxies of a workload count, its pods together. */
  const of = (app: string, track?: string) =>
    samples.get(`${app}/${track}`) ?? [];

  function route(source: string, service: string, name?: string): RouteTruth {
    const found = cluster
      .truth()
      .routes.find(
        item =>
          item.source.name === source &&
          item.service.name === service &&
          (name === undefined || item.route.name === name),
      );
    if (!found) {
      throw new Error(`no route ${source} → ${service} ${name}`);
    }
    return found;
  }

  it('holds every call once', () => {
    for (const { generated } of cluster.truth().routes) {
      const { requests, attempts, retries, unroutable } = generated;
      expect(
        generated.successes +
          generated.failures +
          generated.abandoned +
          unroutable,
      ).toBe(requests);
      // What has not ended yet has made its first attempt.
      expect(attempts - retries).toBeGreaterThanOrEqual(requests - unroutable);
      expect(attempts - retries).toBeLessThan(requests - unroutable + 20);
    }
  });

  it('is what the model says', () => {
    let checked = 0;
    for (const { source, service, configured, generated } of cluster.truth()
      .routes) {
      const where = `${source.name} → ${service.name}`;
      if (source.name === 'report' || FOLLOW_ROLLOUTS.has(service.name)) {
        continue;
      }
      checked += 1;
      const calls = configured.requestsPerSecond * SECONDS;
      expect({
        where,
        // Callers try again, and with them what they call.
        ok:
          generated.requests > calls - tolerance(calls) &&
          generated.requests < calls * 1.2 + tolerance(calls),
      }).toEqual({ where, ok: true });
      const { abandoned, unroutable, requests } = generated;
      if (abandoned > 0) {
        continue;
      }
      const failing = (1 - (configured.successRate ?? 1)) * requests;
      expect({
        where,
        ok:
          Math.abs(generated.failures + unroutable - failing) <=
          tolerance(failing) + 3,
      }).toEqual({ where, ok: true });
    }
    expect(checked).toBeGreaterThan(25);
  });

  const STATUSES = 'outbound_http_route_request_statuses_total';

  it('is what the proxies count by an HTTPRoute: timeouts that no callee knows of', () => {
    const {
      generated,
      configured,
      route: ref,
    } = route('storefront', 'pricing');
    expect(ref).toEqual({ kind: 'HTTPRoute', name: 'pricing' });
    expect(configured.timeoutMs).toBe(300);
    const storefront = of('shop/storefront');
    const by = { parent_name: 'pricing', route_name: 'pricing' };
    expect(total(storefront, STATUSES, by)).toBe(generated.requests);
    expect(
      total(storefront, STATUSES, { ...by, error: 'REQUEST_TIMEOUT' }),
    ).toBe(generated.timeouts);
    expect(generated.timeouts).toBeGreaterThan(20);
    expect(generated.failures).toBe(generated.timeouts);
    expect(
      total(
        storefront,
        'outbound_http_route_request_duration_seconds_count',
        by,
      ),
    ).toBe(generated.requests);
    expect(
      total(of('shop/pricing'), 'response_total', {
        direction: 'inbound',
        srv_port: '8080',
        classification: 'failure',
      }),
    ).toBe(0);
  });

  it('is what the proxies count by an HTTPRoute: retries that hide failures', () => {
    const { generated, configured } = route('storefront', 'stock');
    expect(configured.retryLimit).toBe(3);
    const storefront = of('shop/storefront');
    const by = { parent_name: 'stock' };
    const count = (name: string) =>
      total(storefront, `outbound_http_route_${name}_total`, by);
    expect(count('retry_requests')).toBe(generated.retries);
    expect(count('retry_successes')).toBe(generated.retrySuccesses);
    expect(count('retry_limit_exceeded')).toBe(generated.retryLimitExceeded);
    expect(count('backend_requests')).toBe(generated.attempts);
    const attempts = cluster
      .truth()
      .edges.find(({ target }) => target.name === 'stock')!.generated;
    expect(attempts.failures / attempts.requests).toBeGreaterThan(0.05);
    expect(generated.failures / generated.requests).toBeLessThan(0.02);
  });

  it.each(['GET /books.json', 'GET /books/{id}.json', 'POST /books.json'])(
    'is what the proxies count by a ServiceProfile: %s',
    name => {
      const { generated } = route('webapp', 'books', name);
      const webapp = of('booksapp/webapp');
      const by = {
        direction: 'outbound',
        dst: 'books.booksapp.svc.cluster.local:7002',
        rt_route: name,
      };
      const count = (metric: string, classification?: string) =>
        total(webapp, metric, {
          ...by,
          ...(classification ? { classification } : {}),
        });
      expect(count('route_request_total')).toBe(generated.requests);
      expect(count('route_response_total', 'success')).toBe(
        generated.successes,
      );
      expect(count('route_response_total', 'failure')).toBe(generated.failures);
      expect(count('route_actual_request_total')).toBe(generated.attempts);
      // What a profile gave up has no end of its own.
      expect(count('route_actual_response_total')).toBeLessThanOrEqual(
        generated.attempts - generated.timeouts,
      );
      expect(generated.timeouts > 0).toBe(name === 'GET /books/{id}.json');
    },
  );

  it('has no route metrics of the Gateway API where a ServiceProfile is in charge', () => {
    expect(
      total(of('booksapp/webapp'), STATUSES, { parent_name: 'books' }),
    ).toBe(0);
    expect(
      total(of('booksapp/webapp'), STATUSES, { parent_name: 'authors' }),
    ).toBeGreaterThan(0);
  });

  it('is what the proxies count of a split by an HTTPRoute', () => {
    const split = cluster
      .truth()
      .splits.find(
        ({ source, apex }) =>
          source.name === 'webapp' && apex.name === 'authors',
      );
    expect(split?.route).toEqual({ kind: 'HTTPRoute', name: 'authors-split' });
    const attempts = split!.leaves.reduce(
      (sum, { generated }) => sum + generated.requests,
      0,
    );
    for (const { service, configuredShare, generated } of split!.leaves) {
      expect(
        total(
          of('booksapp/webapp'),
          'outbound_http_route_backend_requests_total',
          { parent_name: 'authors', backend_name: service.name },
        ),
      ).toBe(generated.requests);
      expect(configuredShare).toBe(0.5);
      expect(Math.abs(generated.requests - attempts / 2)).toBeLessThan(
        tolerance(attempts / 2),
      );
      const isInjector = service.name === 'error-injector';
      expect(generated[isInjector ? 'successes' : 'failures']).toBe(0);
    }
  });

  it('is what the proxies count of a split by dstOverrides: by the authority of each leaf', () => {
    const split = cluster
      .truth()
      .splits.find(({ apex }) => apex.name === 'books');
    expect(split?.route).toEqual({ kind: 'ServiceProfile' });
    expect(split?.leaves.map(({ weight }) => weight)).toEqual([80, 20]);
    for (const { service, generated } of split!.leaves) {
      const by = {
        direction: 'outbound',
        dst_service: service.name,
        authority: `${service.name}.booksapp.svc.cluster.local:7002`,
      };
      const webapp = of('booksapp/webapp');
      expect(total(webapp, 'request_total', by)).toBe(generated.requests);
      expect(
        total(webapp, 'response_total', { ...by, classification: 'failure' }),
      ).toBe(generated.failures);
      expect(generated.requests).toBeGreaterThan(0);
    }
  });

  it.each([
    ['ledger', 'checkout', 'ledger-write', 'allowed'],
    ['ledger', 'reporting', 'ledger-read', 'denied'],
    ['ledger', 'auditors', 'ledger-read', 'allowed'],
  ] as const)(
    'is what the proxies of %s count of %s by %s: %s',
    (app, client, name, verdict) => {
      const truth = cluster
        .truth()
        .policies.find(
          item =>
            item.server === `${app}-http` &&
            item.client?.name === client &&
            item.route === name,
        );
      expect(truth?.configured).toBe(verdict);
      const by = {
        client_id: `${client}.shop.serviceaccount.identity.linkerd.cluster.local`,
        route_name: name,
        srv_name: `${app}-http`,
      };
      const ledger = of(`shop/${app}`);
      const { allowed, denied } = truth!.generated;
      expect(total(ledger, 'inbound_http_authz_allow_total', by)).toBe(allowed);
      expect(total(ledger, 'inbound_http_authz_deny_total', by)).toBe(denied);
      expect(allowed > 0).toBe(verdict === 'allowed');
      expect(denied > 0).toBe(verdict === 'denied');
    },
  );

  it('says of requests without a route who sent them', () => {
    const found = cluster
      .truth()
      .policies.filter(({ configured }) => configured === 'no-route');
    expect(found.map(({ client }) => client?.name)).toEqual(['intruder']);
    expect(
      total(of('video/payments'), 'inbound_http_route_not_found_total'),
    ).toBe(found[0].generated.noRoute);
  });

  it('knows the calls that lead nowhere', () => {
    const { generated } = route('checkout', 'gift-wrap');
    const by = { parent_name: 'gift-wrap', http_status: '' };
    expect(generated.requests).toBe(generated.unroutable);
    expect(total(of('shop/checkout'), STATUSES, by)).toBe(generated.unroutable);
    expect(generated.unroutable).toBeGreaterThan(20);
  });

  it('adds up over the routes of a Service to what its edges say', () => {
    const { routes, edges } = cluster.truth();
    const attempts = (items: { generated: GeneratedRouteTruth }[]) =>
      items.reduce((sum, { generated }) => sum + generated.attempts, 0);
    expect(
      attempts(
        routes.filter(
          ({ source, service }) =>
            source.name === 'videos-web' && service.name === 'playlists-api',
        ),
      ),
    ).toBe(
      edges.find(
        ({ source, target }) =>
          source.name === 'videos-web' && target.name === 'playlists-api',
      )?.generated.requests,
    );
  });
});
