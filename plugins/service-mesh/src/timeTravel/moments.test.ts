import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import {
  aroundChange,
  lastDeploy,
  moveRange,
  nextChange,
  present,
  snapRange,
  stepTime,
  withWindowBefore,
} from './moments';

const MINUTE = 60_000;
const at = (minute: number, seconds = 0) => minute * MINUTE + seconds * 1000;
const range = (from: number, to: number) => ({ from: at(from), to: at(to) });

describe('aroundChange', () => {
  it('ends before the change and begins at it', () => {
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(60))).toEqual({
      a: range(15, 20),
      b: range(21, 26),
    });
  });

  it('is as long as there is time since, and never overlaps', () => {
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(23, 30))).toEqual({
      a: range(18, 20),
      b: range(21, 23),
    });
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(21, 40))).toEqual({
      a: { from: at(19, 10), to: at(20, 10) },
      b: { from: at(20, 20), to: at(21, 20) },
    });
  });

  it('is nothing within the first minute', () => {
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(21, 30))).toBeUndefined();
  });

  it('ends where the same workload changed again, if there is a minute between', () => {
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(60), at(23, 30))?.b).toEqual(
      range(21, 23),
    );
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(60), at(20, 50))?.b).toEqual(
      range(21, 26),
    );
  });
});

describe('nextChange', () => {
  it('is the next one of the same workload', () => {
    const rollout = (time: number, name: string): MeshChange => ({
      kind: 'rollout',
      at: time,
      name,
      nodeId: `east/${name}`,
    });
    const changes = [rollout(9, 'a'), rollout(5, 'a'), rollout(3, 'b')];
    expect(nextChange(changes, rollout(1, 'a'))?.at).toBe(5);
    expect(nextChange(changes, rollout(9, 'a'))).toBeUndefined();
  });
});

describe('withWindowBefore', () => {
  it('is the window that ends where the other one begins', () => {
    expect(withWindowBefore(range(10, 15))).toEqual({
      a: range(5, 10),
      b: range(10, 15),
    });
  });
});

describe('lastDeploy', () => {
  const change = (kind: MeshChange['kind'], time: number): MeshChange => ({
    kind,
    at: time,
    name: kind,
  });

  it.each([
    [[change('rollout', 1), change('rollout', 3), change('rollout', 2)], 3],
    [[change('rollout', 1), change('split', 5)], 1],
    [[change('split', 5), change('restart', 9)], 5],
    [[change('restart', 9)], undefined],
  ])('of %j', (changes, time) => {
    expect(lastDeploy(changes)?.at).toBe(time);
  });
});

describe('stepTime', () => {
  it.each([
    [range(10, 15), -1, range(5, 10)],
    [range(10, 15), 1, range(15, 20)],
    [range(50, 55), 1, undefined],
  ] as const)('from %j by %s', (from, by, to) => {
    expect(stepTime(from, by, at(60, 10))).toEqual(to);
  });
});

describe('present', () => {
  it('ends at the newest minute that is counted', () => {
    expect(present(5 * MINUTE, at(60, 10))).toEqual(range(54, 59));
    expect(present(5 * MINUTE, at(60, 20))).toEqual(range(55, 60));
  });
});

describe('snapRange', () => {
  const strip = { from: at(0, 30), to: at(60, 30) };

  it.each([
    ['forwards', at(10, 10), at(14, 50), range(10, 15)],
    ['backwards', at(14, 50), at(10, 10), range(10, 15)],
    ['over the border', at(-5), at(10), range(1, 10)],
    ['too little', at(10, 10), at(10, 20), range(9, 10)],
  ])('%s', (_, one, other, expected) => {
    expect(snapRange(one, other, strip)).toEqual(expected);
  });
});

describe('moveRange', () => {
  it.each([
    [at(2, 10), range(12, 17)],
    [at(-30), range(0, 5)],
    [at(90), range(55, 60)],
  ])('by %s', (by, expected) => {
    expect(moveRange(range(10, 15), by, range(0, 60))).toEqual(expected);
  });
});
