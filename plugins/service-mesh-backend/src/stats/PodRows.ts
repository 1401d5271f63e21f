import { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  WorkloadTraffic,
} from '@backstage-mesh/plugin-service-mesh-node';
import { TrafficView } from '../mesh/TrafficService';
import { trafficStats } from './trafficStats';

/**
 * Inbound numbers of pods.
 *
 * @internal
 */
export class PodRows {
  private readonly counts: ReadonlyMap<string, WorkloadTraffic>;
  private readonly latency: ReadonlyMap<string, WorkloadTraffic>;
  private readonly windowSeconds: number;

  constructor(counts?: TrafficView, latency?: TrafficView) {
    this.counts = byPod(counts);
    this.latency = byPod(latency);
    this.windowSeconds = counts?.traffic?.windowSeconds ?? 60;
  }

  statsOf({ namespace, name }: InventoryPod): TrafficStats {
    const key = `${namespace}/${name}`;
    return trafficStats(
      { ...this.counts.get(key), latency: this.latency.get(key)?.latency },
      this.windowSeconds,
    );
  }
}

function byPod(view?: TrafficView): Map<string, WorkloadTraffic> {
  return new Map(
    (view?.traffic?.workloads ?? []).flatMap(row =>
      row.pod ? [[`${row.workload.namespace}/${row.pod}`, row] as const] : [],
    ),
  );
}
