import { PrometheusTransport } from '../metrics/prometheus';
import { Telemetry } from './Telemetry';

/**
 * The same way to a Prometheus, whose queries are counted and traced.
 *
 * @internal
 */
export function measuredTransport(
  transport: PrometheusTransport,
  telemetry: Telemetry,
  cluster: string,
): PrometheusTransport {
  return {
    description: transport.description,
    maxLength: transport.maxLength,
    send: request =>
      telemetry.question(
        { cluster, source: 'prometheus' },
        () => transport.send(request),
        ({ status }) => (status >= 400 ? String(status) : undefined),
      ),
    close: () => transport.close(),
  };
}
