import type { SimulatedPod } from './SimulatedPod';
import { refKey, type ObjectRef, type ServiceModel } from './model';

/** Which pods there are, and which of them a Service leads to. */
export class PodDirectory {
  private readonly pods = new Map<string, SimulatedPod>();
  private readonly byNamespace = new Map<string, Set<SimulatedPod>>();
  private readonly byWorkload = new Map<string, SimulatedPod[]>();
  private readonly endpointCache = new Map<ServiceModel, SimulatedPod[]>();
  private readonly removalListeners = new Set<(pod: SimulatedPod) => void>();

  add(pod: SimulatedPod): void {
    this.pods.set(pod.uid, pod);
    const neighbours = this.byNamespace.get(pod.namespace) ?? new Set();
    this.byNamespace.set(pod.namespace, neighbours.add(pod));
    const key = refKey(pod.workload);
    this.byWorkload.set(key, [...(this.byWorkload.get(key) ?? []), pod]);
    this.endpointCache.clear();
  }

  remove(uid: string): void {
    const pod = this.pods.get(uid);
    if (!pod) {
      return;
    }
    pod.isReady = false;
    this.pods.delete(uid);
    this.byNamespace.get(pod.namespace)?.delete(pod);
    const key = refKey(pod.workload);
    this.byWorkload.set(
      key,
      this.ofWorkload(pod.workload).filter(item => item !== pod),
    );
    this.endpointCache.clear();
    for (const listener of this.removalListeners) {
      listener(pod);
    }
  }

  setReady(uid: string, isReady: boolean): void {
    const pod = this.pods.get(uid);
    if (pod) {
      pod.isReady = isReady;
      this.endpointCache.clear();
    }
  }

  get(uid: string): SimulatedPod | undefined {
    return this.pods.get(uid);
  }

  all(): Iterable<SimulatedPod> {
    return this.pods.values();
  }

  ofWorkload(workload: ObjectRef): SimulatedPod[] {
    return this.byWorkload.get(refKey(workload)) ?? [];
  }

  /** The ready pods behind a Service. */
  endpoints(service: ServiceModel): SimulatedPod[] {
    let found = this.endpointCache.get(service);
    if (!found) {
      found = [...(this.byNamespace.get(service.namespace) ?? [])].filter(
        pod =>
          pod.isReady &&
          Object.entries(service.selector).every(
            ([key, value]) => pod.labels[key] === value,
          ),
      );
      this.endpointCache.set(service, found);
    }
    return found;
  }

  onRemoval(listener: (pod: SimulatedPod) => void): void {
    this.removalListeners.add(listener);
  }
}
