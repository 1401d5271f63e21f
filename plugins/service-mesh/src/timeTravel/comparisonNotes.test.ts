import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';
import { changeBetween, comparisonNotes } from './comparisonNotes';

const MINUTE = 60_000;
const rollout = (
  minute: number,
  detail: string,
  name = 'videos-api',
): MeshChange => ({ kind: 'rollout', at: minute * MINUTE, name, detail });
const around = (begin: number, length: number) => ({
  a: { from: (begin - length) * MINUTE, to: begin * MINUTE },
  b: { from: begin * MINUTE, to: (begin + length) * MINUTE },
});

describe('changeBetween', () => {
  const bad = rollout(20, '1.9.0');
  const changes = [bad, rollout(20, '2.0', 'web'), rollout(22, '1.8.1')];

  it('is the one that was picked, not the newest one', () => {
    expect(changeBetween(around(20, 5), changes, bad.at)).toBe(bad);
  });

  it('is none that began within the second window', () => {
    expect(changeBetween(around(21, 5), changes, undefined)).toBeUndefined();
  });
});

describe('comparisonNotes', () => {
  const change = rollout(20, '1.9.0');
  const next = rollout(23, '1.8.1');

  it.each([
    ['nothing of a whole window', 5, [change], 60, []],
    [
      'how much there is so far',
      2,
      [change],
      22.5,
      [{ kind: 'soFar', spanMs: 2 * MINUTE }],
    ],
    [
      'that it is short',
      2,
      [change],
      60,
      [{ kind: 'short', spanMs: 2 * MINUTE }],
    ],
    [
      'where the next version ends it',
      3,
      [change, next],
      60,
      [{ kind: 'until', change: next }],
    ],
    [
      'which other version it holds',
      5,
      [change, next],
      60,
      [{ kind: 'holds', change: next }],
    ],
    [
      'nothing of another workload',
      5,
      [change, rollout(23, '2', 'web')],
      60,
      [],
    ],
  ] as const)('says %s', (_, length, changes, now, notes) => {
    expect(
      comparisonNotes(around(20, length), change, changes, now * MINUTE),
    ).toEqual(notes);
  });

  it('says which version began within windows that were chosen', () => {
    expect(
      comparisonNotes(around(20, 5), undefined, [next], 60 * MINUTE),
    ).toEqual([{ kind: 'holds', change: next }]);
  });
});
