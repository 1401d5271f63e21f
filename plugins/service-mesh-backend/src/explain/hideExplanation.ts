import { EntityExplanation } from '@backstage-mesh/plugin-service-mesh-common';
import { SharedExplanation } from './ExplainService';

/**
 * Takes from an explanation what only those may see who may read clusters: where the source is, and the pods of others, which a query
 * may have to pass over by name.
 *
 * @internal
 */
export function hideExplanation({
  workloads,
  foreignPods,
}: SharedExplanation): EntityExplanation {
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
  return {
    workloads: workloads.map(({ sourceDescription: _, ...workload }) => ({
      ...workload,
      numbers: workload.numbers.map(number => ({
        ...number,
        queries: number.queries.map(hide),
      })),
    })),
  };
}
