import {
  ClusterConnection,
  ClusterRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Telemetry } from './Telemetry';

const POD_PROXY = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/proxy(\/|$)/;
const SERVICE_PROXY =
  /^\/api\/v1\/namespaces\/[^/]+\/services\/[^/]+\/proxy(\/|$)/;

/**
 * The same connection, whose questions are counted and traced. Watches and taps count until they begin.
 *
 * @internal
 */
export function measuredConnection(
  inner: ClusterConnection,
  telemetry: Telemetry,
): ClusterConnection {
  const asked = ({ path }: ClusterRequest) => ({
    cluster: inner.name,
    source: POD_PROXY.test(path) ? ('proxy' as const) : ('kubernetes' as const),
  });
  return {
    name: inner.name,
    request: request =>
      // A Prometheus behind the API server is counted as such, by its transport.
      SERVICE_PROXY.test(request.path)
        ? inner.request(request)
        : telemetry.question(
            asked(request),
            () => inner.request(request),
            ({ status }) => (status >= 400 ? String(status) : undefined),
          ),
    json: <R>(request: ClusterRequest & { maxBytes?: number }) =>
      telemetry.question(asked(request), () => inner.json<R>(request)),
  };
}
