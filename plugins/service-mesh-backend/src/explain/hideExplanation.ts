import { ExplainedMeasurement } from '@backstage-mesh/plugin-service-mesh-common';

/**
 * Takes from explanations what only those may see who may read clusters: where the source is, and the pods of others, which a query may
 * have to pass over by name.
 *
 * @internal
 */
export function hideExplanation<T extends ExplainedMeasurement>(
  explained: readonly T[],
  foreignPods: ReadonlySet<string>,
): Omit<T, 'sourceDescription'>[] {
  const hide = (query: string) =>
    query.replace(/"((?:[^"\\]|\\.)*)"/g, (text, value: string) => {
      const names = value.split('|');
      const shown = names.filter(
        name => !foreignPods.has(name.replace(/\\/g, '')),
      );
      return shown.length === names.length
        ? text
        : `"${[...shown, '…'].join('|')}"`;
    });
  return explained.map(({ sourceDescription: _, ...measured }) => ({
    ...measured,
    numbers: measured.numbers.map(number => ({
      ...number,
      queries: number.queries.map(hide),
    })),
  }));
}
