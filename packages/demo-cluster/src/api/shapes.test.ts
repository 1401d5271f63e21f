import { startDemoCluster, type DemoCluster } from '../index';
import { TestClient } from '../__testUtils__/client';
import { recordedAnswer } from '../__testUtils__/recordings';

jest.setTimeout(60_000);

/** Every path in a value, with the positions of lists left out. */
function pathsOf(value: unknown, prefix = ''): Set<string> {
  const paths = new Set<string>();
  const visit = (item: unknown, path: string) => {
    paths.add(path);
    if (Array.isArray(item)) {
      item.forEach(part => visit(part, `${path}[]`));
    } else if (typeof item === 'object' && item !== null) {
      for (const [key, part] of Object.entries(item)) {
        visit(part, `${path}.${key}`);
      }
    }
  };
  visit(value, prefix);
  return paths;
}

/** What a server notes for itself, and maps whose keys are names. */
const IGNORED =
  /managedFields|\.(labels|annotations|matchLabels|selector)\.|\.remainingItemCount|\.continue/;

function interesting(paths: Set<string>): string[] {
  return [...paths].filter(path => !IGNORED.test(path)).sort();
}

const lists: [file: string, path: string, needed: string[]][] = [
  [
    'list-pods.http.gz',
    '/api/v1/pods',
    [
      '.items[].metadata.ownerReferences[].controller',
      '.items[].spec.initContainers[].restartPolicy',
      '.items[].spec.initContainers[].ports[].containerPort',
      '.items[].spec.initContainers[].env[].value',
      '.items[].spec.nodeName',
      '.items[].spec.serviceAccountName',
      '.items[].status.podIP',
      '.items[].status.initContainerStatuses[].ready',
      '.items[].status.containerStatuses[].state.running.startedAt',
      '.items[].status.containerStatuses[].state.terminated.exitCode',
      '.items[].status.containerStatuses[].restartCount',
      '.items[].status.conditions[].reason',
    ],
  ],
  [
    'list-deployments.http.gz',
    '/apis/apps/v1/deployments',
    ['.items[].spec.replicas', '.items[].status.readyReplicas'],
  ],
  [
    'list-replicasets.http.gz',
    '/apis/apps/v1/replicasets',
    [
      '.items[].metadata.ownerReferences[].uid',
      '.items[].status.readyReplicas',
    ],
  ],
  [
    'list-statefulsets.http.gz',
    '/apis/apps/v1/statefulsets',
    ['.items[].spec.serviceName', '.items[].status.readyReplicas'],
  ],
  [
    'list-daemonsets.http.gz',
    '/apis/apps/v1/daemonsets',
    ['.items[].status.desiredNumberScheduled', '.items[].status.numberReady'],
  ],
  [
    'list-jobs.http.gz',
    '/apis/batch/v1/jobs',
    ['.items[].metadata.ownerReferences[].kind', '.items[].status.active'],
  ],
  [
    'list-cronjobs.http.gz',
    '/apis/batch/v1/cronjobs',
    [
      '.items[].spec.jobTemplate.spec.template.spec.containers[].image',
      '.items[].status.lastScheduleTime',
    ],
  ],
  [
    'list-services.http.gz',
    '/api/v1/services',
    ['.items[].spec.clusterIP', '.items[].spec.ports[].targetPort'],
  ],
  [
    'list-endpointslices.http.gz',
    '/apis/discovery.k8s.io/v1/endpointslices',
    [
      '.items[].endpoints[].conditions.ready',
      '.items[].endpoints[].targetRef.uid',
      '.items[].endpoints[].zone',
    ],
  ],
  ['list-namespaces.http.gz', '/api/v1/namespaces', ['.items[].status.phase']],
  [
    'list-httproutes-gw.http',
    '/apis/gateway.networking.k8s.io/v1/httproutes',
    [
      '.items[].apiVersion',
      '.items[].metadata.annotations',
      '.items[].spec.parentRefs[].port',
      '.items[].spec.rules[].backendRefs[].weight',
      '.items[].spec.rules[].matches[].path.type',
      '.items[].status.parents[].conditions[].reason',
      '.items[].status.parents[].parentRef.namespace',
    ],
  ],
  [
    'list-grpcroutes-gw.http',
    '/apis/gateway.networking.k8s.io/v1/grpcroutes',
    ['.items[].kind', '.items[].spec.rules[].matches[].method.service'],
  ],
  [
    'list-httproutes-policy.http',
    '/apis/policy.linkerd.io/v1beta3/httproutes',
    [
      '.items[].spec.parentRefs[].kind',
      '.items[].spec.rules[].matches[].method',
      '.items[].spec.rules[].matches[].path.value',
      '.items[].status.parents[].controllerName',
    ],
  ],
  [
    'list-servers.http',
    '/apis/policy.linkerd.io/v1beta3/servers',
    [
      '.items[].spec.accessPolicy',
      '.items[].spec.podSelector.matchLabels',
      '.items[].spec.port',
      '.items[].spec.proxyProtocol',
    ],
  ],
  [
    'list-authorizationpolicies.http',
    '/apis/policy.linkerd.io/v1alpha1/authorizationpolicies',
    [
      '.items[].spec.requiredAuthenticationRefs[].kind',
      '.items[].spec.targetRef.name',
    ],
  ],
  [
    'list-serviceprofiles.http',
    '/apis/linkerd.io/v1alpha2/serviceprofiles',
    [
      '.items[].spec.retryBudget.retryRatio',
      '.items[].spec.routes[].condition.pathRegex',
      '.items[].spec.routes[].isRetryable',
    ],
  ],
];

/** Of pods in trouble, of finished Jobs and of CronJobs with labels, which the recorded cluster had none of at that moment. */
const BEYOND_THE_RECORDING = [
  '.items[].status.containerStatuses[].lastState.terminated',
  '.items[].status.containerStatuses[].state.waiting',
  '.items[].status.conditions[]',
  '.items[].status.unavailableReplicas',
  '.items[].status.succeeded',
  '.items[].status.completionTime',
  '.items[].spec.template.metadata.annotations',
  '.items[].spec.jobTemplate.spec.template.metadata.annotations',
  '.items[].status.active[]',
  '.items[].status.conditions',
  '.items[].metadata.labels',
  '.items[].spec.dstOverrides',
];

describe('objects of the simulated cluster', () => {
  let cluster: DemoCluster;

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'east',
      speed: 0,
      startAt: Date.parse('2026-11-21T00:00:00Z'),
    });
    cluster.clock.advance(95_000);
  });

  afterAll(() => cluster.close());

  it.each(lists)('%s', async (file, path, needed) => {
    const recorded = interesting(
      pathsOf(JSON.parse(recordedAnswer(file).body)),
    );
    const simulated = interesting(
      pathsOf(await new TestClient(cluster).list(path)),
    );
    const known = new Set(recorded);
    expect(
      simulated.filter(
        item =>
          !known.has(item) &&
          !BEYOND_THE_RECORDING.some(prefix => item.startsWith(prefix)),
      ),
    ).toEqual([]);
    expect(needed.filter(item => !known.has(item))).toEqual([]);
    expect(needed.filter(item => !simulated.includes(item))).toEqual([]);
  });

  it('begins a list with what it is, and leaves that out of the items', async () => {
    const recorded = JSON.parse(recordedAnswer('list-pods.http.gz').body);
    const simulated = await new TestClient(cluster).list('/api/v1/pods');
    expect(Object.keys(simulated)).toEqual(Object.keys(recorded));
    expect(Object.keys(simulated.items[0])).toEqual(
      Object.keys(recorded.items[0]),
    );
  });

  it('begins a list of custom resources as such a list begins', async () => {
    const recorded = JSON.parse(recordedAnswer('list-servers.http').body);
    const simulated = await new TestClient(cluster).list(
      '/apis/policy.linkerd.io/v1beta3/servers',
    );
    expect(Object.keys(simulated)).toEqual(Object.keys(recorded));
    expect(Object.keys(simulated.metadata)).toEqual(
      Object.keys(recorded.metadata),
    );
    expect(simulated.items[0]).toMatchObject({
      apiVersion: 'policy.linkerd.io/v1beta3',
      kind: 'Server',
    });
  });

  it('names the groups of the mesh, each with the version that it prefers', async () => {
    const groupsOf = (body: string) =>
      new Map<string, { version: string }>(
        JSON.parse(body).groups.map(
          (group: { name: string; preferredVersion: { version: string } }) => [
            group.name,
            group.preferredVersion,
          ],
        ),
      );
    const recorded = groupsOf(recordedAnswer('apis.http').body);
    const client = new TestClient(cluster);
    const simulated = groupsOf((await client.get('/apis')).body);
    // Of the multicluster extension nothing was recorded.
    simulated.delete('multicluster.linkerd.io');
    for (const [name, preferred] of simulated) {
      expect([name, preferred]).toEqual([name, recorded.get(name)]);
    }
    expect([...simulated.keys()]).toEqual(
      expect.arrayContaining([
        'gateway.networking.k8s.io',
        'linkerd.io',
        'policy.linkerd.io',
        'tap.linkerd.io',
      ]),
    );
    const group = JSON.parse(
      (await client.get('/apis/policy.linkerd.io')).body,
    );
    expect(
      group.versions.map(({ version }: { version: string }) => version),
    ).toEqual(['v1beta3', 'v1alpha1', 'v1beta1']);
    const { resources } = JSON.parse(
      (await client.get('/apis/policy.linkerd.io/v1beta3')).body,
    );
    expect(
      resources.map(({ name, kind }: Record<string, string>) => [name, kind]),
    ).toEqual([
      ['httproutes', 'HTTPRoute'],
      ['servers', 'Server'],
    ]);
  });

  it('gives metadata alone where that is asked for', async () => {
    const recorded = JSON.parse(
      recordedAnswer('list-pods-metadata-only.http.gz').body,
    );
    const { body } = await new TestClient(cluster).get(
      '/api/v1/namespaces/video/pods?limit=2',
      {
        Accept:
          'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      },
    );
    const simulated = JSON.parse(body);
    expect(simulated.kind).toBe(recorded.kind);
    expect(Object.keys(simulated.metadata)).toEqual(
      Object.keys(recorded.metadata),
    );
    expect(Object.keys(simulated.items[0])).toEqual(
      Object.keys(recorded.items[0]),
    );
  });

  it('answers kubectl with a table', async () => {
    const { body } = await new TestClient(cluster).get(
      '/api/v1/namespaces/video/pods',
      {
        Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      },
    );
    const table = JSON.parse(body);
    expect(table.kind).toBe('Table');
    expect(
      table.columnDefinitions
        .filter(({ priority }: { priority: number }) => priority === 0)
        .map(({ name }: { name: string }) => name),
    ).toEqual(['Name', 'Ready', 'Status', 'Restarts', 'Age']);
    const row = table.rows.find(({ cells }: { cells: string[] }) =>
      cells[0].startsWith('thumbnailer-'),
    );
    expect(row.cells.slice(1, 3)).toEqual(['1/2', 'CrashLoopBackOff']);
  });

  it('prints the columns of a Server that its definition names', async () => {
    const { body } = await new TestClient(cluster).get(
      '/apis/policy.linkerd.io/v1beta3/namespaces/video/servers',
      {
        Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      },
    );
    const table = JSON.parse(body);
    expect(
      table.columnDefinitions.map(({ name }: { name: string }) => name),
    ).toEqual(['Name', 'Port', 'Protocol', 'Access Policy']);
    expect(table.rows[0].cells).toEqual([
      'payments-http',
      'http',
      'HTTP/1',
      'deny',
    ]);
  });
});
