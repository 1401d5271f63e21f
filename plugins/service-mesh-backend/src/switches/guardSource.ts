import { MetricsSource } from '@backstage-mesh/plugin-service-mesh-node';
import { askedThrough } from '../metrics/askedThrough';
import { PrometheusTransport } from '../metrics/prometheus';
import { ClusterGuard } from './ClusterGuard';

/**
 * The same source, which is asked only while it may be, and left alone where it fails again and again.
 *
 * @param isAnswer - Whether an error says that the source is well
 * @internal
 */
export function guardSource(
  source: MetricsSource,
  guard: ClusterGuard,
  isAnswer: (error: unknown) => boolean,
): MetricsSource {
  if (source.kind !== 'prometheus') {
    // Each request to a proxy is guarded by itself.
    return source;
  }
  return askedThrough(source, {
    query: (queries, options) =>
      guard.query(() => source.query(queries, options), {
        signal: options.signal,
        isAnswer,
      }),
    queryRange: (queries, options) =>
      guard.query(() => source.queryRange(queries, options), {
        signal: options.signal,
        isAnswer,
      }),
  });
}

/**
 * The same way to a Prometheus, which counts what goes through it and ends when nothing may be asked any more.
 *
 * @internal
 */
export function guardTransport(
  transport: PrometheusTransport,
  guard: ClusterGuard,
): PrometheusTransport {
  return {
    description: transport.description,
    maxLength: transport.maxLength,
    async send(request) {
      const { signal, end } = guard.begin(request.signal);
      guard.spendQuery();
      try {
        return await transport.send({ ...request, signal });
      } catch (error) {
        guard.requireOn();
        throw error;
      } finally {
        end();
      }
    },
    close: () => transport.close(),
  };
}
