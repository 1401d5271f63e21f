import type {
  ContainerStatus,
  KubernetesObject,
  Pod,
} from '../objects/KubernetesObject';
import type { ResourceName } from '../objects/resources';

interface Column {
  name: string;
  type: string;
  format: string;
  description: string;
  priority: number;
}

type Cell = string | number;

interface TableLayout {
  columns: Column[];
  cells(object: KubernetesObject, now: number): Cell[];
}

function column(name: string, type = 'string', priority = 0): Column {
  return {
    name,
    type,
    format: name === 'Name' ? 'name' : '',
    description: name,
    priority,
  };
}

const NAME = column('Name');
const AGE = column('Age');

function numbers(object: KubernetesObject, part: 'spec' | 'status') {
  const value = object[part];
  return (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    number | undefined
  >;
}

/** As the definition of a custom resource says: from a path of the object each. */
function printed(columns: [name: string, key: string][]): TableLayout {
  return {
    columns: [NAME, ...columns.map(([name]) => column(name))],
    cells: object => [
      object.metadata.name,
      ...columns.map(([, key]) => String(spec(object)[key] ?? '')),
    ],
  };
}

function spec(object: KubernetesObject): Record<string, unknown> {
  return object.spec as Record<string, unknown>;
}

const route: TableLayout = {
  columns: [NAME, column('Hostnames'), AGE],
  cells: (object, now) => [
    object.metadata.name,
    JSON.stringify(spec(object).hostnames) ?? '',
    ageOf(object, now),
  ],
};

const layouts: Partial<Record<ResourceName, TableLayout>> = {
  pods: {
    columns: [
      NAME,
      column('Ready'),
      column('Status'),
      column('Restarts'),
      AGE,
      column('IP', 'string', 1),
      column('Node', 'string', 1),
    ],
    cells: (object, now) => {
      const pod = object as Pod;
      const running = readyContainers(pod);
      return [
        pod.metadata.name,
        `${running.ready}/${running.total}`,
        podStatus(pod),
        String(restartsOf(pod)),
        ageOf(pod, now),
        pod.status.podIP ?? '<none>',
        pod.spec.nodeName ?? '<none>',
      ];
    },
  },
  deployments: {
    columns: [
      NAME,
      column('Ready'),
      column('Up-to-date', 'integer'),
      column('Available', 'integer'),
      AGE,
    ],
    cells: (object, now) => {
      const status = numbers(object, 'status');
      return [
        object.metadata.name,
        `${status.readyReplicas ?? 0}/${numbers(object, 'spec').replicas ?? 0}`,
        status.updatedReplicas ?? 0,
        status.availableReplicas ?? 0,
        ageOf(object, now),
      ];
    },
  },
  replicasets: {
    columns: [
      NAME,
      column('Desired', 'integer'),
      column('Current', 'integer'),
      column('Ready', 'integer'),
      AGE,
    ],
    cells: (object, now) => [
      object.metadata.name,
      numbers(object, 'spec').replicas ?? 0,
      numbers(object, 'status').replicas ?? 0,
      numbers(object, 'status').readyReplicas ?? 0,
      ageOf(object, now),
    ],
  },
  statefulsets: {
    columns: [NAME, column('Ready'), AGE],
    cells: (object, now) => [
      object.metadata.name,
      `${numbers(object, 'status').readyReplicas ?? 0}/${
        numbers(object, 'spec').replicas ?? 0
      }`,
      ageOf(object, now),
    ],
  },
  httproutes: route,
  grpcroutes: route,
  policyhttproutes: route,
  servers: printed([
    ['Port', 'port'],
    ['Protocol', 'proxyProtocol'],
    ['Access Policy', 'accessPolicy'],
  ]),
  namespaces: {
    columns: [NAME, column('Status'), AGE],
    cells: (object, now) => [
      object.metadata.name,
      'Active',
      ageOf(object, now),
    ],
  },
};

const fallback: TableLayout = {
  columns: [NAME, AGE],
  cells: (object, now) => [object.metadata.name, ageOf(object, now)],
};

export function columnsOf(resource: ResourceName): Column[] {
  return (layouts[resource] ?? fallback).columns;
}

export function rowOf(
  resource: ResourceName,
  object: KubernetesObject,
  now: number,
): Cell[] {
  return (layouts[resource] ?? fallback).cells(object, now);
}

/** Sidecars (init containers that always restart) count like containers. */
function readyContainers(pod: Pod): { ready: number; total: number } {
  const sidecars = sidecarsOf(pod);
  const statuses = [
    ...(pod.status.initContainerStatuses ?? []).filter(status =>
      sidecars.has(status.name),
    ),
    ...(pod.status.containerStatuses ?? []),
  ];
  return {
    ready: statuses.filter(status => status.ready).length,
    total: pod.spec.containers.length + sidecars.size,
  };
}

function sidecarsOf(pod: Pod): Set<string> {
  return new Set(
    (pod.spec.initContainers ?? [])
      .filter(container => container.restartPolicy === 'Always')
      .map(container => container.name),
  );
}

function restartsOf(pod: Pod): number {
  const statuses = [
    ...(pod.status.initContainerStatuses ?? []),
    ...(pod.status.containerStatuses ?? []),
  ];
  return statuses.reduce((sum, status) => sum + status.restartCount, 0);
}

/** The word that kubectl prints for a pod. */
export function podStatus(pod: Pod): string {
  const containers = pod.status.containerStatuses ?? [];
  if (pod.metadata.deletionTimestamp) {
    return 'Terminating';
  }
  if (pod.status.reason) {
    return pod.status.reason;
  }
  const unfinished = unfinishedInit(pod);
  if (unfinished) {
    return unfinished;
  }
  for (const { state } of containers) {
    if (state.waiting) {
      return state.waiting.reason;
    }
    if (state.terminated) {
      return state.terminated.reason;
    }
  }
  return pod.status.phase;
}

function unfinishedInit(pod: Pod): string | undefined {
  const statuses = pod.status.initContainerStatuses ?? [];
  const isDone = (status: ContainerStatus) =>
    status.started || status.state.terminated?.exitCode === 0;
  const done = statuses.filter(isDone).length;
  return pod.status.phase === 'Pending' && done < statuses.length
    ? `Init:${done}/${statuses.length}`
    : undefined;
}

function ageOf(object: KubernetesObject, now: number): string {
  const seconds = Math.max(
    0,
    Math.round((now - Date.parse(object.metadata.creationTimestamp)) / 1000),
  );
  if (seconds < 120) {
    return `${seconds}s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 180) {
    return `${minutes}m`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}
