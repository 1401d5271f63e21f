import { mockServices } from '@backstage/backend-test-utils';
import {
  InventorySnapshot,
  MetricsSource,
} from '@backstage-mesh/plugin-service-mesh-node';
import { compileMatchers, Grouping } from '../../../../metrics/labels';
import {
  INSTALLATION,
  PROM_TIME,
  readAnswer,
  readJson,
  scriptedConnection,
} from '../../../../metrics/__testUtils__/recordedMesh';
import { LinkerdMesh } from '../../LinkerdMesh';

const LISTS: Readonly<Record<string, string>> = {
  '/apis/gateway.networking.k8s.io/v1/httproutes': 'list-httproutes-gw.http',
  '/apis/gateway.networking.k8s.io/v1/grpcroutes': 'list-grpcroutes-gw.http',
  '/apis/policy.linkerd.io/v1beta3/httproutes': 'list-httproutes-policy.http',
  '/apis/policy.linkerd.io/v1beta3/servers': 'list-servers.http',
  '/apis/policy.linkerd.io/v1alpha1/authorizationpolicies':
    'list-authorizationpolicies.http',
  '/apis/linkerd.io/v1alpha2/serviceprofiles': 'list-serviceprofiles.http',
};

/** The recorded objects; what was not recorded is a kind that the API server does not have. */
export function recordedObjects(path: string): {
  status: number;
  body: Buffer;
} {
  return readAnswer(`kubernetes/${LISTS[path] ?? '404-no-crd.http'}`);
}

/** A mesh whose objects are these. */
export function meshWith(
  snapshot: InventorySnapshot,
  answer: (path: string) => { status: number; body: Buffer | string },
): LinkerdMesh {
  return new LinkerdMesh(
    {
      connection: scriptedConnection(({ path }) => answer(path)),
      inventory: {
        cluster: snapshot.cluster,
        ready: async () => snapshot,
        snapshot: () => snapshot,
        state: () => ({ state: 'ready' }),
      },
      logger: mockServices.logger.mock(),
    },
    INSTALLATION,
    {
      namespace: 'linkerd',
      vizNamespace: 'linkerd-viz',
      includedNamespaces: [],
    },
  );
}

interface RecordedQuery {
  response: {
    data: {
      result: { metric: Record<string, string>; value: [number, string] }[];
    };
  };
}

const ANSWERS: Readonly<Record<string, string>> = {
  response_total: 'in_counts_by_port_route',
  route_response_total: 'profile_routes',
  route_actual_response_total: 'profile_routes_actual',
  outbound_http_route_request_statuses_total: 'out_http_route_statuses',
  outbound_grpc_route_request_statuses_total: 'out_grpc_route_statuses',
  outbound_http_route_backend_response_statuses_total:
    'out_http_backend_statuses',
  outbound_grpc_route_backend_response_statuses_total:
    'out_grpc_backend_statuses',
  inbound_http_authz_allow_total: 'authz_allow',
  inbound_http_authz_deny_total: 'authz_deny',
};

/** Labels that the recorded queries were matched by, or did not group by: they say nothing about the rows. */
const UNKNOWN: Readonly<Record<string, readonly string[]>> = {
  in_counts_by_port_route: ['direction'],
  out_http_backend_statuses: ['parent_kind'],
  out_grpc_backend_statuses: ['parent_kind'],
  authz_allow: ['target_port'],
  authz_deny: ['target_port'],
};

/** What the recorded queries did not group by, and the series say: as the recorded proxies show. */
function completed(
  name: string,
  metric: Record<string, string>,
): Record<string, string> {
  if (name.endsWith('backend_statuses')) {
    return metric.route_kind === 'default'
      ? metric
      : { ...metric, route_group: 'gateway.networking.k8s.io' };
  }
  return name.startsWith('authz') && metric.srv_name === 'payments-http'
    ? { ...metric, route_group: 'policy.linkerd.io', srv_port: '8080' }
    : metric;
}

/**
 * Answers from what the recorded Prometheus answered to queries that kept more labels. They name Deployments where the questions ask for
 * pods: any pod of theirs stands for them.
 */
export function recordedRulesPrometheus(
  snapshot: InventorySnapshot,
): MetricsSource {
  const recorded = readJson<Record<string, RecordedQuery>>(
    'prometheus/queries.json.gz',
  );
  return {
    kind: 'prometheus',
    description: 'the recorded Prometheus',
    query: async queries => ({
      windowSeconds: 60,
      measuredAt: PROM_TIME,
      warnings: [],
      results: queries.map(query => {
        const name = ANSWERS[query.metric];
        if (!name) {
          return undefined;
        }
        const ignored = UNKNOWN[name] ?? [];
        const matches = compileMatchers(
          query.matchers.filter(({ label }) => !ignored.includes(label)),
        );
        const groups = new Grouping(query.by);
        for (const { metric, value } of recorded[name].response.data.result) {
          const [pod] = snapshot.podsOf({
            cluster: snapshot.cluster,
            namespace: metric.namespace,
            kind: 'Deployment',
            name: metric.deployment,
          });
          const labels = completed(name, metric);
          const lookup = (label: string) =>
            (label === 'pod' ? pod?.name : labels[label]) ?? '';
          if (matches(lookup)) {
            groups.add(lookup, Number(value[1]));
          }
        }
        return groups.samples();
      }),
    }),
    queryRange: async () => {
      throw new Error('was not recorded');
    },
    describe: ({ metric }) => metric,
    scrapeIntervalSeconds: () => 10,
    close: () => {},
  };
}
