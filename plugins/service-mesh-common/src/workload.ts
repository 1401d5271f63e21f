import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/**
 * A workload by its name in Kubernetes. `kind` is the Kubernetes kind as written in manifests (`Deployment`,
 * `StatefulSet`, `CronJob`, `Pod` for a pod without owner, `Rollout` and any other custom owner).
 *
 * @public
 */
export interface WorkloadRef {
  /** The cluster's name as the Kubernetes plugin knows it. */
  cluster: string;
  namespace: string;
  kind: string;
  name: string;
}

const PREFIX_BY_KIND: Record<string, string> = {
  Deployment: 'dpm',
  DaemonSet: 'dms',
  StatefulSet: 'sts',
  Job: 'job',
  CronJob: 'cjb',
  ReplicaSet: 'rps',
  Pod: 'pod',
};

const KIND_BY_PREFIX = Object.fromEntries(
  Object.entries(PREFIX_BY_KIND).map(([kind, prefix]) => [prefix, kind]),
);

/** The prefix of every owner kind without one of its own. */
const OTHER_OWNER_PREFIX = 'own';

/**
 * The id of a workload inside its namespace in the svcmesh resources: a prefix for the kind, then the name
 * (`dpm-web`). Owners of a kind without a prefix of its own read `own-<name>`.
 *
 * @public
 */
export function formatWorkloadId(
  workload: Pick<WorkloadRef, 'kind' | 'name'>,
): string {
  const prefix = Object.hasOwn(PREFIX_BY_KIND, workload.kind)
    ? PREFIX_BY_KIND[workload.kind]
    : OTHER_OWNER_PREFIX;
  return `${prefix}-${workload.name}`;
}

/**
 * Reads a workload id. `kind` is undefined for `own-`, which stands for any kind without a prefix of its own.
 *
 * @returns undefined where the id has no known prefix or no name
 * @public
 */
export function parseWorkloadId(
  id: string,
): { kind: string | undefined; name: string } | undefined {
  const separator = id.indexOf('-');
  const prefix = id.slice(0, separator);
  const name = id.slice(separator + 1);
  if (separator < 0 || !name) {
    return undefined;
  }
  if (prefix === OTHER_OWNER_PREFIX) {
    return { kind: undefined, name };
  }
  return Object.hasOwn(KIND_BY_PREFIX, prefix)
    ? { kind: KIND_BY_PREFIX[prefix], name }
    : undefined;
}

/**
 * A string that is equal for equal references, to key maps by. Not meant to be read by people or parsed.
 *
 * @public
 */
export function workloadKey(workload: WorkloadRef): string {
  return JSON.stringify([
    workload.cluster,
    workload.namespace,
    workload.kind,
    workload.name,
  ]);
}

/**
 * The id of a group of workloads: the hex SHA-256 of the compact JSON array of its sorted workload ids.
 *
 * @public
 */
export function formatGroupId(workloadIds: readonly string[]): string {
  return bytesToHex(
    sha256(utf8ToBytes(JSON.stringify([...workloadIds].sort()))),
  );
}
