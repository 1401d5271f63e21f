import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { extend, refreshOf } from './rememberedSteps';

const STEP = { workloads: [], edges: [], windowSeconds: 60 };
const known = STEP as unknown as MeshTraffic;

describe('steps that are remembered', () => {
  const times = [60_000, 120_000, 180_000];
  const answer =
    (...steps: (MeshTraffic | undefined)[]) =>
    async () => ({
      steps,
      warnings: [],
    });

  it('are asked once, also those of which nothing is known', async () => {
    const first = await extend(
      undefined,
      times,
      answer(undefined, known, known),
    );
    const ask = jest.fn(answer());
    const second = await extend(first, times, ask);
    expect(ask).not.toHaveBeenCalled();
    expect([...second.steps.values()]).toEqual([undefined, known, known]);
    expect(refreshOf(second, times)).toBe(600_000);
  });

  it('are asked again soon where the newest is not there yet', async () => {
    const first = await extend(
      undefined,
      times,
      answer(known, known, undefined),
    );
    expect(refreshOf(first, times)).toBe(15_000);
    const asked: (readonly number[])[] = [];
    const second = await extend(first, times, async missing => {
      asked.push(missing);
      return answer(known)();
    });
    expect(asked).toEqual([[180_000]]);
    expect(second.steps.get(180_000)).toBe(known);
    expect(refreshOf(second, times)).toBe(600_000);
  });
});
