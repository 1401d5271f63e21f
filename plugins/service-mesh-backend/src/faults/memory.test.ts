import { heapInUse } from './__testUtils__/heapInUse';
import { HOUR_STEPS, SimulatedDay } from './__testUtils__/SimulatedDay';

jest.setTimeout(120_000);

/** What the pods of a deleted version may still be asked for; everything has to level off behind it. */
const SETTLED_HOURS = 12;

/** A day is 2,880 rounds: a leak of one small object in each would be some hundred kilobytes. */
const MAX_GROWTH_MB = 1;

describe('memory', () => {
  it('is flat after a simulated day in which pods, peers and questions change all the time', async () => {
    const day = new SimulatedDay();
    try {
      await day.pass(SETTLED_HOURS);
      const settled = { counts: day.counts(), heap: await heapInUse() };
      await day.pass(24 - SETTLED_HOURS);
      const after = { counts: day.counts(), heap: await heapInUse() };
      expect(day.answered).toBeGreaterThan(24 * HOUR_STEPS);
      expect(after.counts).toEqual(settled.counts);
      expect(after.heap - settled.heap).toBeLessThan(MAX_GROWTH_MB);
    } finally {
      day.close();
    }
  });
});
