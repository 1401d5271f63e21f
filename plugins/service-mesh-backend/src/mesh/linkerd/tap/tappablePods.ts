import {
  TapExcludedPod,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
} from '@backstage-mesh/plugin-service-mesh-node';

const TAP_ENABLED = 'viz.linkerd.io/tap-enabled';
const TAP_DISABLED = 'viz.linkerd.io/disable-tap';

/** Kinds that kubectl restarts by itself. */
const RESTARTABLE = ['Deployment', 'StatefulSet', 'DaemonSet'];

/**
 * The pods that a tap of the workload listens to: running ones with a proxy that knows the tap server. The others come with the reason
 * and what to do.
 */
export function tappablePods(
  target: WorkloadRef,
  snapshot: InventorySnapshot,
  isMeshed: (pod: InventoryPod) => boolean,
): {
  pods: readonly string[];
  excluded: readonly TapExcludedPod[];
} {
  const pods: string[] = [];
  const excluded: TapExcludedPod[] = [];
  for (const pod of podsOf(target, snapshot)) {
    const exclusion = explainExclusion(pod, isMeshed);
    if (exclusion) {
      excluded.push({ pod: pod.name, ...exclusion });
    } else {
      pods.push(pod.name);
    }
  }
  return { pods: pods.sort(), excluded };
}

/** A pod can be tapped by its own name, whoever owns it. */
function podsOf(
  target: WorkloadRef,
  snapshot: InventorySnapshot,
): readonly InventoryPod[] {
  if (target.kind !== 'Pod') {
    return snapshot.podsOf(target);
  }
  const pod = snapshot.pod(target.namespace, target.name);
  return pod && pod.deletedAt === undefined ? [pod] : [];
}

/** In the order in which the tap server itself decides. */
function explainExclusion(
  pod: InventoryPod,
  isMeshed: (pod: InventoryPod) => boolean,
): Omit<TapExcludedPod, 'pod'> | undefined {
  if (!isMeshed(pod)) {
    return { reason: 'It has no Linkerd proxy.' };
  }
  if (pod.phase !== 'Running') {
    return { reason: `It does not run (${pod.status}).` };
  }
  if (pod.annotations[TAP_DISABLED] === 'true') {
    return {
      reason: `Tap is switched off: remove the annotation ${TAP_DISABLED}.`,
    };
  }
  if (pod.annotations[TAP_ENABLED] === 'true') {
    return undefined;
  }
  const command = restartCommand(pod.workload);
  return {
    reason:
      'Tap is not enabled: restart the pod, as it started before Linkerd viz was installed.',
    ...(command && { command }),
  };
}

function restartCommand({
  namespace,
  kind,
  name,
}: WorkloadRef): string | undefined {
  return RESTARTABLE.includes(kind)
    ? `kubectl -n ${namespace} rollout restart ${kind.toLowerCase()}/${name}`
    : undefined;
}
