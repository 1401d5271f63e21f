import { ClusterRequest } from '@backstage-mesh/plugin-service-mesh-node';
import { readFixture } from './recordedMesh';

/** Lets everything be read. */
export const ALLOWED = { status: 201, body: '{"status":{"allowed":true}}' };

export const UNREACHABLE = { status: 503, body: '{"kind":"Status"}' };

/** The pod that a request through the API server is for. */
export function proxiedPod(
  request: ClusterRequest,
): { namespace: string; name: string } | undefined {
  const match =
    /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)%3A4191\/proxy\/metrics$/.exec(
      request.path,
    );
  return match ? { namespace: match[1], name: match[2] } : undefined;
}

/** The metrics that a proxy served at one of the two recorded moments. */
export function recordedMetrics(
  moment: 't1' | 't2',
  request: ClusterRequest,
): { status: number; body: Buffer | string } | undefined {
  const pod = proxiedPod(request);
  if (!pod) {
    return undefined;
  }
  try {
    return {
      status: 200,
      body: readFixture(
        `metrics/${moment}/${pod.namespace}_${pod.name}.prom.gz`,
      ),
    };
  } catch {
    return UNREACHABLE;
  }
}
