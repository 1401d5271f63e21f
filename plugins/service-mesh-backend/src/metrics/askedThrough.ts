import { MetricsSource } from '@backstage-mesh/plugin-service-mesh-node';

/**
 * The same source, whose questions take another way to it.
 *
 * @internal
 */
export function askedThrough(
  source: MetricsSource,
  way: Pick<MetricsSource, 'query' | 'queryRange'>,
): MetricsSource {
  return {
    kind: source.kind,
    description: source.description,
    ...(source.detail && { detail: () => source.detail!() }),
    ...(source.memory && { memory: source.memory }),
    ...(source.remember && { remember: () => source.remember!() }),
    describe: (query, windowSeconds, options) =>
      source.describe(query, windowSeconds, options),
    scrapeIntervalSeconds: () => source.scrapeIntervalSeconds(),
    close: () => source.close(),
    ...way,
  };
}
