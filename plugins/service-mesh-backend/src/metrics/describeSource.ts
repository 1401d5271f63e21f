import { MetricsSource } from '@backstage-mesh/plugin-service-mesh-node';

/**
 * Where numbers come from now, for people who may read clusters.
 *
 * @internal
 */
export function describeSource(
  source: Pick<MetricsSource, 'description' | 'detail'>,
): string {
  const detail = source.detail?.();
  return detail ? `${source.description}; ${detail}` : source.description;
}
