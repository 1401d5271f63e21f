import {
  AccessRule,
  MeshPermission,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterConfig, PrometheusTarget } from '../config';
import { WATCHED_KINDS } from '../inventory/kinds';
import { Permission } from './rbacObjects';

const PREFIX = 'service-mesh-portal';

/** What of a cluster's features is on. */
export interface ManifestOptions {
  config: Pick<ClusterConfig, 'namespaces' | 'metrics' | 'tap'>;
  /** What the meshes of the cluster need. */
  mesh: readonly MeshPermission[];
  tap: boolean;
  /** Namespaces that may not be tapped, and whose proxies may not be read. */
  excluded: { tap: readonly string[]; proxies: readonly string[] };
  /** Names in Kubernetes of the users as whom the cluster may be tapped. Only for taps as the signed-in user. */
  users: readonly string[];
  /** There are more users than these. */
  truncated?: boolean;
}

/**
 * The permissions that the portal's account needs for what is switched on, and nothing more.
 */
export function permissionsOf(options: ManifestOptions): Permission[] {
  const { config, mesh, tap } = options;
  const { prometheus, source } = config.metrics;
  return [
    inventoryPermission(options),
    ...mesh
      .filter(
        ({ feature, clusterWide }) =>
          feature !== 'tap' && !(clusterWide && namespacesOf(options)),
      )
      .map(permission => meshPermission(permission, options)),
    ...(prometheus?.target.type === 'service' && source !== 'proxies'
      ? [prometheusPermission(prometheus.target)]
      : []),
    ...(source === 'proxies' ? [proxiesPermission(options)] : []),
    ...(tap ? tapPermissions(options) : []),
  ];
}

/** What a Prometheus behind a Service needs. */
export function prometheusPermission({
  namespace,
  scheme,
  name,
  port,
}: Extract<PrometheusTarget, { type: 'service' }>): Permission {
  return {
    name: `${PREFIX}-prometheus`,
    about: `Numbers from Prometheus: opens every path of the one Service ${namespace}/${name}, for reading.`,
    namespaces: [namespace],
    rules: [
      {
        apiGroups: [''],
        resources: ['services/proxy'],
        // Checked exactly as it is asked.
        resourceNames: [`${scheme === 'https' ? 'https:' : ''}${name}:${port}`],
        verbs: ['get'],
      },
    ],
  };
}

/** What reading the proxies directly needs: by far the widest of all. */
export function proxiesPermission(
  options?: Pick<ManifestOptions, 'config' | 'excluded'>,
): Permission {
  const scope = options && namespacesOf(options, options.excluded.proxies);
  return {
    name: `${PREFIX}-proxies`,
    about: [
      'Numbers from the proxies themselves, where there is no Prometheus.',
      "WARNING: this opens every port and every path of every pod that it holds for, not the proxies' metrics alone: admin pages, debug",
      'endpoints and applications that trust whoever reaches them. Whoever holds the token of this account can send them GET requests.',
      scope
        ? 'Limited to the namespaces that are looked at.'
        : 'Prefer a Role in each namespace that may be read (namespaces.include), or better a Prometheus.',
      ...notLeftOut(scope, options?.excluded.proxies ?? []),
    ].join('\n'),
    ...(scope && { namespaces: scope }),
    rules: [{ apiGroups: [''], resources: ['pods/proxy'], verbs: ['get'] }],
  };
}

function inventoryPermission(options: ManifestOptions): Permission {
  const namespaces = namespacesOf(options);
  const kinds = WATCHED_KINDS.filter(
    ({ namespaced }) => namespaced || !namespaces,
  );
  const groups = [...new Set(kinds.map(({ api }) => groupOf(api)))];
  return {
    name: PREFIX,
    about: namespaces
      ? 'Who is there: names, labels and states of workloads, pods and Services, in the namespaces that are looked at.'
      : 'Who is there: names, labels and states of workloads, pods and Services, in all namespaces. No Secrets, no ConfigMaps, no logs.',
    ...(namespaces && { namespaces }),
    rules: groups.map(group => ({
      apiGroups: [group],
      resources: kinds
        .filter(({ api }) => groupOf(api) === group)
        .map(({ resource }) => resource),
      verbs: ['list', 'watch'],
    })),
  };
}

function meshPermission(
  { feature, about, rules }: MeshPermission,
  options: ManifestOptions,
): Permission {
  const namespaces = namespacesOf(options);
  return {
    name: `${PREFIX}-${feature}`,
    about,
    ...(namespaces && { namespaces }),
    rules,
  };
}

function tapPermissions(options: ManifestOptions): Permission[] {
  const { identity } = options.config.tap;
  if (identity.type === 'service-account') {
    const namespaces = namespacesOf(options, options.excluded.tap);
    return options.mesh
      .filter(({ feature }) => feature === 'tap')
      .map(permission => ({
        ...meshPermission(permission, options),
        about: [
          permission.about,
          ...notLeftOut(namespaces, options.excluded.tap),
        ].join('\n'),
        ...(namespaces && { namespaces }),
      }));
  }
  const groups = identity.groups.map(({ name }) => name);
  return [
    {
      name: `${PREFIX}-reviews`,
      about:
        'Live tap as the signed-in user: lets the account ask what somebody may do, and changes nothing.',
      rules: [
        {
          apiGroups: ['authorization.k8s.io'],
          resources: ['subjectaccessreviews'],
          verbs: ['create'],
        },
      ],
    },
    {
      name: `${PREFIX}-impersonation`,
      about: [
        'Live tap as the signed-in user: lets the account act as these users and groups.',
        'WARNING: whoever holds the token of this account can do all that they can. Never leave out resourceNames: an impersonate verb',
        'without them is cluster admin. Name no administrators. Users who may tap need the tap permission of the mesh themselves.',
        ...(options.users.length === 0
          ? [
              'No user of the catalog has a name for Kubernetes yet, so nobody is named here.',
            ]
          : []),
        ...(options.truncated
          ? [
              `The catalog has more users than these ${options.users.length}: the others can not tap. Name those who may tap by hand.`,
            ]
          : []),
      ].join('\n'),
      rules: [
        ...impersonate('users', options.users),
        ...impersonate('groups', groups),
      ],
    },
  ];
}

/** A rule that names nobody would let everybody be impersonated. */
function impersonate(
  resource: string,
  resourceNames: readonly string[],
): AccessRule[] {
  return resourceNames.length === 0
    ? []
    : [
        {
          apiGroups: [''],
          resources: [resource],
          resourceNames: [...resourceNames],
          verbs: ['impersonate'],
        },
      ];
}

/** Where the account is to be let in; undefined for everywhere. */
function namespacesOf(
  { config }: Pick<ManifestOptions, 'config'>,
  alsoExcluded: readonly string[] = [],
): string[] | undefined {
  const { include, exclude } = config.namespaces;
  return include.length === 0
    ? undefined
    : include.filter(
        name => !exclude.includes(name) && !alsoExcluded.includes(name),
      );
}

function notLeftOut(
  namespaces: readonly string[] | undefined,
  excluded: readonly string[],
): string[] {
  return namespaces || excluded.length === 0
    ? []
    : [
        `RBAC can not leave namespaces out: for ${excluded.join(
          ', ',
        )} the portal alone holds back. Bind it in each namespace to be sure.`,
      ];
}

/** `apps` of `/apis/apps/v1`, and nothing of `/api/v1`. */
function groupOf(api: string): string {
  return /^\/apis\/([^/]+)\//.exec(api)?.[1] ?? '';
}
