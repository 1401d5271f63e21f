import { Rbac, type PolicyRule, type UserInfo } from './authorization';

export interface DemoTokens {
  /** May everything, and act as anybody. */
  admin: string;
  /** What a service account of the portal needs: read everything, reach the proxies, tap. */
  portal: string;
  /** Reads objects, and nothing else: neither the proxies' metrics nor taps. */
  readOnly: string;
  /** As `portal`, but may not tap. */
  noTap: string;
}

/** The same in every demo cluster and every run: they open nothing but a simulation on this machine. */
export const demoTokens: DemoTokens = {
  admin: 'demo-admin',
  portal: 'demo-portal',
  readOnly: 'demo-read-only',
  noTap: 'demo-no-tap',
};

function serviceAccount(name: string): UserInfo {
  return {
    username: `system:serviceaccount:backstage:${name}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:backstage'],
  };
}

const PORTAL = serviceAccount('portal');
const READ_ONLY = serviceAccount('read-only');
const NO_TAP = serviceAccount('no-tap');

export const usersByToken: ReadonlyMap<string, UserInfo> = new Map([
  [demoTokens.admin, { username: 'admin', groups: ['system:masters'] }],
  [demoTokens.portal, PORTAL],
  [demoTokens.readOnly, READ_ONLY],
  [demoTokens.noTap, NO_TAP],
  ['demo-alice', { username: 'alice', groups: [] }],
  ['demo-bob', { username: 'bob', groups: [] }],
]);

const READ: PolicyRule = {
  verbs: ['get', 'list', 'watch'],
  apiGroups: ['', 'apps', 'batch', 'discovery.k8s.io'],
  resources: [
    'namespaces',
    'nodes',
    'pods',
    'services',
    'endpoints',
    'endpointslices',
    'deployments',
    'replicasets',
    'statefulsets',
    'daemonsets',
    'jobs',
    'cronjobs',
  ],
};

/** What routes, splits and policies are configured by. */
const READ_MESH: PolicyRule = {
  verbs: ['get', 'list', 'watch'],
  apiGroups: [
    'gateway.networking.k8s.io',
    'policy.linkerd.io',
    'linkerd.io',
    'multicluster.linkerd.io',
  ],
  resources: [
    'httproutes',
    'grpcroutes',
    'servers',
    'authorizationpolicies',
    'serverauthorizations',
    'meshtlsauthentications',
    'networkauthentications',
    'serviceprofiles',
    'links',
  ],
};

const REACH: PolicyRule = {
  verbs: ['get'],
  apiGroups: [''],
  resources: ['pods/proxy', 'services/proxy'],
};

const TAP: PolicyRule = {
  verbs: ['watch'],
  apiGroups: ['tap.linkerd.io'],
  resources: ['*'],
};

/** What taps as the signed-in user take: act as these, and ask what they may. */
const ACT_AS: PolicyRule[] = [
  {
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: ['users'],
    resourceNames: ['alice', 'bob'],
  },
  {
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: ['groups'],
    resourceNames: ['video-tappers'],
  },
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['subjectaccessreviews'],
  },
];

const user = ({ username }: UserInfo) => ({
  kind: 'User' as const,
  name: username,
});

/** Roles and bindings of a demo cluster. alice and the group video-tappers may tap in `video`; bob may nothing. */
export function demoRbac(): Rbac {
  return new Rbac([
    {
      name: 'system:basic-user',
      role: 'system:basic-user',
      rules: [
        {
          verbs: ['create'],
          apiGroups: ['authorization.k8s.io'],
          resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        },
      ],
      subjects: [{ kind: 'Group', name: 'system:authenticated' }],
    },
    {
      name: 'cluster-admin',
      role: 'cluster-admin',
      rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      subjects: [{ kind: 'Group', name: 'system:masters' }],
    },
    {
      name: 'portal-read',
      role: 'portal-read',
      rules: [READ, READ_MESH],
      subjects: [PORTAL, READ_ONLY, NO_TAP].map(user),
    },
    {
      name: 'portal-reach',
      role: 'portal-reach',
      rules: [REACH],
      subjects: [PORTAL, NO_TAP].map(user),
    },
    {
      name: 'linkerd-linkerd-viz-tap-admin',
      role: 'linkerd-linkerd-viz-tap-admin',
      rules: [TAP],
      subjects: [PORTAL].map(user),
    },
    {
      name: 'portal-act-as',
      role: 'portal-act-as',
      rules: ACT_AS,
      subjects: [PORTAL].map(user),
    },
    {
      name: 'tapper',
      role: 'tapper',
      namespace: 'video',
      rules: [
        {
          verbs: ['watch'],
          apiGroups: ['tap.linkerd.io'],
          resources: ['deployments/tap', 'statefulsets/tap', 'pods/tap'],
        },
      ],
      subjects: [
        { kind: 'User', name: 'alice' },
        { kind: 'Group', name: 'video-tappers' },
      ],
    },
  ]);
}
