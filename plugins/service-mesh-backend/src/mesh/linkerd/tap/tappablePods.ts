import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
} from '@backstage-mesh/plugin-service-mesh-node';

const TAP_ENABLED = 'viz.linkerd.io/tap-enabled';
const TAP_DISABLED = 'viz.linkerd.io/disable-tap';

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
  excluded: readonly { pod: string; reason: string }[];
} {
  const pods: string[] = [];
  const excluded: { pod: string; reason: string }[] = [];
  for (const pod of podsOf(target, snapshot)) {
    const reason = explainExclusion(pod, isMeshed);
    if (reason) {
      excluded.push({ pod: pod.name, reason });
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
): string | undefined {
  if (!isMeshed(pod)) {
    return 'It has no Linkerd proxy.';
  }
  if (pod.phase !== 'Running') {
    return `It does not run (${pod.status}).`;
  }
  if (pod.annotations[TAP_DISABLED] === 'true') {
    return `Tap is switched off: remove the annotation ${TAP_DISABLED}.`;
  }
  return pod.annotations[TAP_ENABLED] === 'true'
    ? undefined
    : 'Tap is not enabled: restart the pod, as it started before Linkerd viz was installed.';
}
