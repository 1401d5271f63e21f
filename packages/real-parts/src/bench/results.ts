import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** One row of the table, and one object of `bench/results.json`. */
export interface Result {
  name: string;
  value: number;
  unit: string;
  /** A bound such as `<= 10`; null for rows that only explain another one. */
  goal: string | null;
  met: boolean | null;
}

/** Bounds are written so, and read from what is written: the table can not say something else than what was checked. */
const GOAL = /^(<=|>=) (\d+(?:\.\d+)?)$/;

export function resultOf(
  name: string,
  value: number,
  unit: string,
  goal: string | null,
): Result {
  const rounded = Number(value.toPrecision(4));
  return {
    name,
    value: rounded,
    unit,
    goal,
    met: goal === null ? null : meets(rounded, goal),
  };
}

/** @throws RangeError for a goal that is no bound */
export function meets(value: number, goal: string): boolean {
  const [, sign, bound] = GOAL.exec(goal) ?? [];
  if (!sign) {
    throw new RangeError(`No goal: ${JSON.stringify(goal)}`);
  }
  return sign === '<=' ? value <= Number(bound) : value >= Number(bound);
}

export function formatTable(results: readonly Result[]): string {
  const rows = [
    ['what', 'value', 'unit', 'goal', 'met'],
    ...results.map(({ name, value, unit, goal, met }) => [
      name,
      String(value),
      unit,
      goal ?? '',
      met === null ? '' : wordFor(met),
    ]),
  ];
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((text, column) =>
          column === 1
            ? text.padStart(widths[column])
            : text.padEnd(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export async function writeResults(
  file: string,
  results: readonly Result[],
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
}

function wordFor(met: boolean): string {
  return met ? 'yes' : 'no';
}
