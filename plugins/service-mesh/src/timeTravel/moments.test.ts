import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import {
  aroundChange,
  lastDeploy,
  moveRange,
  present,
  snapRange,
  stepTime,
  withWindowBefore,
} from './moments';

const MINUTE = 60_000;
const at = (minute: number, seconds = 0) => minute * MINUTE + seconds * 1000;
const range = (from: number, to: number) => ({ from: at(from), to: at(to) });

describe('aroundChange', () => {
  it('leaves the minute out in which a version takes over', () => {
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(60))).toEqual({
      a: range(15, 20),
      b: range(22, 27),
    });
  });

  it('ends now where the change was a moment ago', () => {
    expect(aroundChange(at(20, 12), 5 * MINUTE, at(24, 30))).toEqual({
      a: range(15, 20),
      b: range(19, 24),
    });
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
