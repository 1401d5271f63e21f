import {
  CallEvidence,
  failingSince,
  findBlame,
  HistorySeries,
  WorkloadHistory,
} from '@backstage-mesh/plugin-service-mesh-common';
import { startDemoCluster } from 'demo-cluster';
import { TruthHistory } from './__testUtils__/TruthHistory';

jest.setTimeout(60_000);

const STEP_SECONDS = 15;
const STEPS = 64;
const times = Array.from(
  { length: STEPS },
  (_, step) => (step + 1) * STEP_SECONDS * 1000,
);

/** A new version of videos-api comes after so long, and goes again after as long. */
const ROLLOUT_SECONDS = 240;

/** Every trouble of this world has a cause that is known, because somebody wrote it. */
describe('blame in a demo cluster', () => {
  const truth = new TruthHistory();

  beforeAll(async () => {
    const cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: Date.parse('2026-11-21T00:00:00Z'),
    });
    truth.note(cluster.truth());
    for (let step = 0; step < STEPS; step++) {
      cluster.clock.advance(STEP_SECONDS * 1000);
      truth.note(cluster.truth());
    }
    await cluster.close();
  });

  const evidenceOf = (history: WorkloadHistory, peer: string) =>
    findBlame(history).evidence.find(({ peerId }) => peerId === peer);

  it.each<[string, string, string, CallEvidence['kind'], number]>([
    ['errors', 'playlists-api', 'videos-api', 'errors', 0.5],
    ['a split', 'webapp', 'error-injector', 'errors', 0.9],
    ['a slow callee', 'storefront', 'pricing', 'timeouts', 0.9],
    ['a Service without pods', 'checkout', 'gift-wrap', 'no-endpoints', 0.9],
    ['a denial', 'reporting', 'ledger', 'denied', 0.9],
  ])('falls for %s of %s on %s', (_, workload, callee, kind, share) => {
    const { origin, ownFailures } = findBlame(truth.of(workload));
    expect(ownFailures).toBeGreaterThan(40);
    expect(origin).toMatchObject({ peerId: callee, kind });
    expect(origin!.explainedShare).toBeGreaterThan(share);
  });

  it('spares a callee whose failures the retries hide', () => {
    const storefront = truth.of('storefront');
    const attempts = storefront.callees.find(({ peer }) => peer.id === 'stock');
    expect(sum(attempts!.series.failures)).toBeGreaterThan(40);
    expect(evidenceOf(storefront, 'stock')?.failures ?? 0).toBeLessThan(10);
  });

  it('spares a bystander that fails more often than anybody, and has nothing to do with it', () => {
    const storefront = truth.of('storefront');
    const { origin, ownFailures } = findBlame(storefront);
    const reviews = evidenceOf(storefront, 'reviews')!;
    expect(reviews.failures).toBeGreaterThan(ownFailures);
    expect(Math.abs(reviews.together!)).toBeLessThan(0.4);
    expect(origin?.peerId).not.toBe('reviews');
  });

  it('falls on nobody where the workload fails by itself, and names the store that the mesh can not see into', () => {
    const blame = findBlame(truth.of('stock'));
    expect(blame.ownFailures).toBeGreaterThan(40);
    expect(blame.origin).toBeUndefined();
    expect(blame.hasBlindCalls).toBe(true);
  });

  it('falls on nobody for a pure client, of which only the calls that it makes can fail', () => {
    const shoppers = truth.of('shoppers');
    expect(shoppers.inbound).toEqual({});
    expect(sum(shoppers.outbound.failures)).toBeGreaterThan(40);
    const { ownFailures, origin, certain, evidence } = findBlame(shoppers);
    expect({ ownFailures, origin, certain }).toEqual({
      ownFailures: 0,
      origin: undefined,
      certain: false,
    });
    expect(evidence.map(({ peerId }) => peerId).sort()).toEqual([
      'checkout',
      'storefront',
    ]);
  });

  it('falls on a new version while it runs, and is over with the rollback', () => {
    const { inbound } = truth.of('videos-api');
    const stepsOf = (seconds: number) => Math.round(seconds / STEP_SECONDS);
    const broken = stepsOf(ROLLOUT_SECONDS);
    const back = stepsOf(2 * ROLLOUT_SECONDS);
    // Pods are replaced one after the other.
    const settled = stepsOf(60);
    const since = (until: number) =>
      failingSince(upTo(inbound, until), times.slice(0, until), {
        healthy: 90,
      });
    expect(since(broken)).toBeUndefined();
    const began = since(back)!;
    expect(began).toBeGreaterThan(times[broken - 1]);
    expect(began).toBeLessThanOrEqual(times[broken + settled]);
    expect(since(back + settled)).toBeUndefined();

    const caller = truth.of('playlists-api');
    const failed = caller.inbound.failures!;
    const during = sum(failed.slice(broken + settled, back));
    const after = sum(failed.slice(back + settled, 3 * broken));
    expect(during).toBeGreaterThan(5 * after);
    expect(
      findBlame(caller, Math.max(0, broken - settled)).origin?.peerId,
    ).toBe('videos-api');
  });
});

function upTo(series: HistorySeries, steps: number): HistorySeries {
  return Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name,
      values.slice(0, steps),
    ]),
  );
}

function sum(values: readonly (number | null)[] = []): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
