import { startDemoCluster } from '../index';
import type { RouteTruth } from '../simulation/RuleTruth';
import type { EdgeTruth } from '../simulation/Truth';

jest.setTimeout(60_000);

const STEP_SECONDS = 15;
const STEPS = 64;

/** Counts of one step, by what they are of. */
type Step = Map<string, number>;

/** What grew in each step. */
function differences(totals: Step[]): Step[] {
  return totals
    .slice(1)
    .map(
      (step, i) =>
        new Map(
          [...step].map(([key, value]) => [
            key,
            value - (totals[i].get(key) ?? 0),
          ]),
        ),
    );
}

/** Failures of each workload, as its callers see them, and of each workload's calls to what it calls. */
function failuresOf(edges: EdgeTruth[], routes: RouteTruth[]): Step {
  const step: Step = new Map();
  const add = (key: string, count: number) =>
    step.set(key, (step.get(key) ?? 0) + count);
  for (const { source, target, generated } of edges) {
    add(`${target.name} fails`, generated.failures);
    add(`${source.name} → ${target.name} fails`, generated.failures);
  }
  for (const { source, service, generated } of routes) {
    add(
      `${source.name} ⇢ ${service.name} fails`,
      generated.failures + generated.unroutable,
    );
  }
  return step;
}

describe('the troubles of the east', () => {
  let steps: Step[];

  beforeAll(async () => {
    const cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: Date.parse('2026-11-21T00:00:00Z'),
    });
    const totals: Step[] = [];
    for (let i = 0; i <= STEPS; i++) {
      const { edges, routes } = cluster.truth();
      totals.push(failuresOf(edges, routes));
      cluster.clock.advance(STEP_SECONDS * 1000);
    }
    steps = differences(totals);
    await cluster.close();
  });

  const series = (key: string) => steps.map(step => step.get(key) ?? 0);
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

  it('have failures that retries hide', () => {
    expect(sum(series('storefront → stock fails'))).toBeGreaterThan(40);
    expect(sum(series('storefront ⇢ stock fails'))).toBeLessThan(10);
  });

  it('have a bystander that fails more often than the one who calls it', () => {
    expect(sum(series('storefront → reviews fails'))).toBeGreaterThan(
      sum(series('storefront fails')),
    );
  });

  it.each([
    'storefront fails',
    'checkout fails',
    'reporting fails',
    'playlists-api fails',
  ])('come and go: %s', own => {
    const values = series(own);
    const most = Math.max(...values);
    expect(values.filter(value => value <= most / 5).length).toBeGreaterThan(8);
    expect(values.filter(value => value >= most / 2).length).toBeGreaterThan(5);
  });
});
