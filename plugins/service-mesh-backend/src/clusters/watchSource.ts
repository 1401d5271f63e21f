import { MetricsSource } from '@backstage-mesh/plugin-service-mesh-node';
import { askedThrough } from '../metrics/askedThrough';
import { isNotRemembered } from '../metrics/NotRememberedError';
import { isTooManyProxies } from '../metrics/proxies';

/**
 * Whether an error says that a source is well, and can not know what it was asked by its nature.
 *
 * @internal
 */
export function isAnswer(error: unknown): boolean {
  return isNotRemembered(error) || isTooManyProxies(error);
}

/**
 * The same source, that tells when it fails. What it can not answer by its nature is no failure.
 *
 * @internal
 */
export function watchSource(
  source: MetricsSource,
  onFailure: () => void,
): MetricsSource {
  const watched = async <T>(
    answer: Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (!signal?.aborted && !isAnswer(error)) {
        onFailure();
      }
      throw error;
    }
  };
  return askedThrough(source, {
    query: (queries, options) =>
      watched(source.query(queries, options), options.signal),
    queryRange: (queries, options) =>
      watched(source.queryRange(queries, options), options.signal),
  });
}
