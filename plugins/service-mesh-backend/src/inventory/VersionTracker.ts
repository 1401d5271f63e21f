import {
  InventoryPod,
  InventoryVersion,
} from '@backstage-mesh/plugin-service-mesh-node';
import { imageTag } from './imageTag';
import { revisionLabel } from './ObjectStripper';

/**
 * A version of a workload.
 */
export interface Revision {
  /** What its pods carry in a label. */
  label: string;
  /** How often the workload was changed until then, where that is counted: a version that comes back has another number. */
  number?: number;
}

/** More versions than these in the time that charts show are no news. */
const MAX_VERSIONS = 20;

/** Labels that say which version of an application a pod runs; the first that is there counts. */
const VERSION_LABELS = ['app.kubernetes.io/version', 'version'];

/** Proxies of meshes run beside the application. */
const SIDECAR = /-proxy$/;

/** Says nothing of what runs. */
const MOVING_TAG = 'latest';

interface TrackedVersion {
  revision: Revision;
  /** Undefined until the first pod of it is seen. */
  since: string | undefined;
  name: string | undefined;
  past: readonly InventoryVersion[];
}

/**
 * Remembers since when each workload has had its current revision. By the pods' own times of creation only, so that no clock of
 * this machine is compared with one of the cluster.
 */
export class VersionTracker {
  readonly #versions = new Map<string, TrackedVersion>();

  /**
   * When the first pod of the current revision was created. A revision that comes back after another one was current (a rollback)
   * begins with the pods that live now, not with those of its earlier life.
   *
   * @param revision - The current revision, where the owner says it; otherwise that of the newest pod
   */
  since(
    workload: string,
    revision: Revision | undefined,
    pods: readonly InventoryPod[],
  ): string | undefined {
    const current = revision ?? newestRevision(pods);
    if (current === undefined) {
      return undefined;
    }
    const first = pods
      .filter(pod => revisionLabel(pod.labels) === current.label)
      .reduce<string | undefined>(
        (earliest, { createdAt }) =>
          earliest === undefined || createdAt < earliest ? createdAt : earliest,
        undefined,
      );
    const known = this.#versions.get(workload);
    const same =
      known?.revision.label === current.label &&
      known.revision.number === current.number
        ? known
        : undefined;
    const since =
      same?.since !== undefined && (first === undefined || same.since < first)
        ? same.since
        : first;
    this.#versions.set(workload, {
      revision: current,
      since,
      name: versionName(pods, current) ?? same?.name,
      past: same ? same.past : this.versions(workload),
    });
    return since;
  }

  /** The versions that a workload had since it was first seen, oldest first. */
  versions(workload: string): readonly InventoryVersion[] {
    const { past = [], since, name } = this.#versions.get(workload) ?? {};
    return since === undefined
      ? past
      : [...past, { since, ...(name && { name }) }].slice(-MAX_VERSIONS);
  }

  /** Forgets workloads that are gone. */
  keepOnly(workloads: ReadonlyMap<string, unknown>): void {
    for (const workload of this.#versions.keys()) {
      if (!workloads.has(workload)) {
        this.#versions.delete(workload);
      }
    }
  }
}

function newestRevision(pods: readonly InventoryPod[]): Revision | undefined {
  let newest: InventoryPod | undefined;
  for (const pod of pods) {
    if (
      revisionLabel(pod.labels) !== undefined &&
      (!newest || pod.createdAt > newest.createdAt)
    ) {
      newest = pod;
    }
  }
  const label = newest && revisionLabel(newest.labels);
  return label === undefined ? undefined : { label };
}

/** What a label says, else the tag of the application's image, else how often the workload was changed. */
function versionName(
  pods: readonly InventoryPod[],
  { label, number }: Revision,
): string | undefined {
  const pod = pods.find(({ labels }) => revisionLabel(labels) === label);
  if (!pod) {
    return undefined;
  }
  const named = VERSION_LABELS.find(name => pod.labels[name]);
  return (
    (named && pod.labels[named]) ??
    applicationTag(pod) ??
    (number === undefined ? undefined : `revision ${number}`)
  );
}

/** Of several applications in a pod nobody knows which one's version is the workload's. */
function applicationTag({ containers }: InventoryPod): string | undefined {
  const tags = new Set(
    containers
      .filter(({ name, init }) => !init && !SIDECAR.test(name))
      .map(({ image }) => image && imageTag(image)),
  );
  const [tag] = tags;
  return tags.size === 1 && tag !== MOVING_TAG ? tag : undefined;
}
