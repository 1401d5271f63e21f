import type { NewObject } from '../objects/KubernetesObject';
import type { ResourceName } from '../objects/resources';
import type { PolicyModel, RouteModel } from '../simulation/model';
import { httpMatch, POLICY_CONTROLLER, routeCondition } from './routeObjects';

const GROUP = 'policy.linkerd.io';
/** Servers and routes are a few versions further than what authorizes. */
const ROUTES = `${GROUP}/v1beta3`;
const AUTHORIZATIONS = `${GROUP}/v1alpha1`;

type PolicyRoute = PolicyModel['routes'][number];

/** The Server of a policy, its routes, and what authorizes whom to use them. */
export function policyObjects(
  policy: PolicyModel,
  portName: string,
  served: RouteModel[],
  since: string,
): [ResourceName, NewObject][] {
  return [
    ['servers', serverObject(policy, portName)],
    ...policy.routes.flatMap((route): [ResourceName, NewObject][] => [
      ['policyhttproutes', routeOf(policy, route, served, since)],
      ['authorizationpolicies', authorizationOf(policy, route)],
      authenticationOf(policy, route),
    ]),
  ];
}

function serverObject(
  { namespace, app, server }: PolicyModel,
  portName: string,
): NewObject {
  return {
    kind: 'Server',
    apiVersion: ROUTES,
    metadata: { generation: 1, name: server, namespace },
    spec: {
      accessPolicy: 'deny',
      podSelector: { matchLabels: { app } },
      port: portName,
      proxyProtocol: 'HTTP/1',
    },
  };
}

function routeOf(
  { namespace, server }: PolicyModel,
  { name, covers }: PolicyRoute,
  served: RouteModel[],
  since: string,
): NewObject {
  const parentRef = { group: GROUP, kind: 'Server', name: server };
  return {
    kind: 'HTTPRoute',
    apiVersion: ROUTES,
    metadata: { generation: 1, name, namespace },
    spec: {
      parentRefs: [parentRef],
      rules: [
        {
          matches: served
            .filter(item => covers.includes(item.name))
            .map(httpMatch),
        },
      ],
    },
    status: {
      parents: [
        {
          conditions: [routeCondition('Accepted', since)],
          controllerName: POLICY_CONTROLLER,
          parentRef: { ...parentRef, namespace },
        },
      ],
    },
  };
}

function authorizationOf(
  { namespace }: PolicyModel,
  { name, authorization, allows }: PolicyRoute,
): NewObject {
  return {
    kind: 'AuthorizationPolicy',
    apiVersion: AUTHORIZATIONS,
    metadata: { generation: 1, name: authorization, namespace },
    spec: {
      requiredAuthenticationRefs: [
        {
          group: GROUP,
          kind:
            allows === 'anyone'
              ? 'NetworkAuthentication'
              : 'MeshTLSAuthentication',
          name: authorization,
        },
      ],
      targetRef: { group: GROUP, kind: 'HTTPRoute', name },
    },
  };
}

/** Of the name of the authorization that requires it. */
function authenticationOf(
  { namespace }: PolicyModel,
  { authorization, allows }: PolicyRoute,
): [ResourceName, NewObject] {
  const metadata = { generation: 1, name: authorization, namespace };
  if (allows === 'anyone') {
    return [
      'networkauthentications',
      {
        kind: 'NetworkAuthentication',
        apiVersion: AUTHORIZATIONS,
        metadata,
        spec: { networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] },
      },
    ];
  }
  return [
    'meshtlsauthentications',
    {
      kind: 'MeshTLSAuthentication',
      apiVersion: AUTHORIZATIONS,
      metadata,
      spec: {
        identityRefs: allows.map(account => ({
          kind: 'ServiceAccount',
          ...account,
        })),
      },
    },
  ];
}
