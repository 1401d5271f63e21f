import { parseLabelSelector } from '../api/selectors';
import type { KubernetesObject } from '../objects/KubernetesObject';
import { isTappable, type Tappable } from './discovery';
import { TapError } from './TapError';
import type { TapRequest } from './requests';

/** What the tap server reads of the cluster. */
export interface TapTargets {
  /** Objects of a kind, in a namespace or (without one) everywhere. */
  list(
    resource: Tappable,
    namespace?: string,
  ): KubernetesObject[] | Promise<KubernetesObject[]>;
}

export interface TargetPod {
  uid: string;
  name: string;
  /** Absent where it has not started yet. */
  ip?: string;
}

const CONTROL_PLANE_LABEL = 'linkerd.io/control-plane-ns';
const ENABLED = 'viz.linkerd.io/tap-enabled';
const DISABLED = 'viz.linkerd.io/disable-tap';

const GROUPS: Partial<Record<Tappable, string>> = {
  daemonsets: 'apps',
  deployments: 'apps',
  replicasets: 'apps',
  statefulsets: 'apps',
  jobs: 'batch',
  cronjobs: 'batch',
};

/**
 * The pods that a tap listens to: fixed when it starts, however the cluster changes later.
 *
 * @throws TapError where the target is not there, or has no pod that could be tapped.
 */
export async function selectPods(
  targets: TapTargets,
  request: TapRequest,
): Promise<TargetPod[]> {
  const objects = await findObjects(targets, request);
  const found = new Map<string, KubernetesObject>();
  for (const object of objects) {
    for (const pod of await podsOf(targets, object)) {
      found.set(pod.metadata.uid, pod);
    }
  }
  const meshed = [...found.values()].filter(
    pod => isAlive(pod) && pod.metadata.labels?.[CONTROL_PLANE_LABEL],
  );
  const disabled = meshed.filter(pod => isSet(pod, DISABLED));
  const missing = meshed.filter(
    pod => !isSet(pod, DISABLED) && !isSet(pod, ENABLED),
  );
  const pods = meshed.filter(
    pod => !isSet(pod, DISABLED) && isSet(pod, ENABLED),
  );
  if (pods.length === 0) {
    throw new TapError(nothingToTap(request, disabled, missing));
  }
  return pods.map(pod => ({
    uid: pod.metadata.uid,
    name: pod.metadata.name,
    ...addressOf(pod),
  }));
}

function addressOf({ status }: KubernetesObject): { ip?: string } {
  const { podIP } = (status ?? {}) as { podIP?: string };
  return podIP ? { ip: podIP } : {};
}

async function findObjects(
  targets: TapTargets,
  { type, namespace, name, labelSelector }: TapRequest,
): Promise<KubernetesObject[]> {
  const plural = `${type}s`;
  if (!isTappable(plural)) {
    throw new TapError(`unimplemented resource type: ${type}`);
  }
  const listed = await targets.list(plural, namespace || undefined);
  const named = name
    ? listed.filter(object => object.metadata.name === name)
    : listed;
  if (name && named.length === 0) {
    const group = GROUPS[plural];
    const kind = group ? `${type}.${group}` : type;
    throw new TapError(`${kind} "${name}" not found`);
  }
  return labelSelector ? named.filter(parseSelector(labelSelector)) : named;
}

function parseSelector(text: string) {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    throw new TapError(`invalid label selector "${text}": ${error}`);
  }
}

async function podsOf(
  targets: TapTargets,
  object: KubernetesObject,
): Promise<KubernetesObject[]> {
  const { kind, metadata } = object;
  const { namespace } = metadata;
  switch (kind) {
    case 'Pod':
      return [object];
    case 'Namespace':
      return targets.list('pods', metadata.name);
    case 'Service':
      return (await targets.list('pods', namespace)).filter(pod =>
        isSelectedBy(object, pod),
      );
    case 'Deployment':
      return ownedPods(
        targets,
        namespace,
        ownedBy([object], await targets.list('replicasets', namespace)),
      );
    case 'CronJob':
      return ownedPods(
        targets,
        namespace,
        ownedBy([object], await targets.list('jobs', namespace)),
      );
    default:
      return ownedPods(targets, namespace, [object]);
  }
}

async function ownedPods(
  targets: TapTargets,
  namespace: string | undefined,
  owners: KubernetesObject[],
): Promise<KubernetesObject[]> {
  return ownedBy(owners, await targets.list('pods', namespace));
}

function ownedBy(
  owners: KubernetesObject[],
  objects: KubernetesObject[],
): KubernetesObject[] {
  const uids = new Set(owners.map(owner => owner.metadata.uid));
  return objects.filter(object =>
    object.metadata.ownerReferences?.some(({ uid }) => uids.has(uid)),
  );
}

/** Whether a Service leads to a pod, by its labels. */
export function isSelectedBy(
  service: KubernetesObject,
  pod: KubernetesObject,
): boolean {
  const { selector = {} } = (service.spec ?? {}) as {
    selector?: Record<string, string>;
  };
  const labels = Object.entries(selector);
  return (
    labels.length > 0 &&
    labels.every(([key, value]) => pod.metadata.labels?.[key] === value)
  );
}

/** One that has not started yet is a target too, and a silent one for ever. */
function isAlive({ metadata, status }: KubernetesObject): boolean {
  const phase = (status as { phase?: string } | undefined)?.phase;
  return (
    metadata.deletionTimestamp === undefined &&
    (phase === 'Running' || phase === 'Pending')
  );
}

function isSet(pod: KubernetesObject, annotation: string): boolean {
  return pod.metadata.annotations?.[annotation] === 'true';
}

function nothingToTap(
  { type, name }: TapRequest,
  disabled: KubernetesObject[],
  missing: KubernetesObject[],
): string {
  const lines = (pods: KubernetesObject[]) =>
    pods.map(pod => `\t* ${pod.metadata.name}\n`).join('');
  let text = `no pods to tap for type="${type}" name="${name}"\n`;
  if (disabled.length > 0) {
    text += `${
      disabled.length
    } pods found with tap disabled via the ${DISABLED} annotation:\n${lines(
      disabled,
    )}remove this annotation to make these pods valid tap targets\n`;
  }
  if (missing.length > 0) {
    text += `${missing.length} pods found with tap not enabled:\n${lines(
      missing,
    )}restart these pods to enable tap and make them valid tap targets\n`;
  }
  return text;
}
