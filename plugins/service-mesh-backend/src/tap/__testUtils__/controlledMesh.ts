import { EventEmitter, once } from 'node:events';
import { TapEvent } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
  MeshTapRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { TappableMesh } from '../TapUpstream';

export const WORKLOAD = {
  cluster: 'east',
  namespace: 'video',
  kind: 'Deployment',
  name: 'web',
};

/** A request event that differs by its stream number. */
export function tapEvent(stream: number, path = '/'): TapEvent {
  return {
    source: { ip: '10.0.0.1', port: 1000 },
    destination: { ip: '10.0.0.2', port: 80 },
    sourceMeta: { labels: {} },
    destinationMeta: { labels: {} },
    routeMeta: { labels: {} },
    proxyDirection: 'INBOUND',
    event: {
      requestInit: {
        id: { base: 1, stream },
        method: 'GET',
        scheme: 'HTTP',
        authority: 'web',
        path,
        headers: [],
      },
    },
    receivedAt: 0,
  };
}

/** One tap that was asked of the mesh. */
export interface ControlledTap {
  request: MeshTapRequest;
  emit(event: TapEvent): void;
  fail(error: unknown): void;
  finish(): void;
}

/** A mesh whose taps the test speaks for. */
export class ControlledMesh implements TappableMesh {
  readonly taps: ControlledTap[] = [];
  pods = ['web-1', 'web-2'];

  /** Taps that are open. */
  get open(): number {
    return this.taps.filter(tap => !tap.request.signal.aborted).length;
  }

  tappablePods() {
    return { pods: this.pods, excluded: [] };
  }

  async *tap(request: MeshTapRequest): AsyncGenerator<TapEvent> {
    const queue: (() => TapEvent | undefined)[] = [];
    const added = new EventEmitter();
    const add = (step: () => TapEvent | undefined) => {
      queue.push(step);
      added.emit('step');
    };
    this.taps.push({
      request,
      emit: event => add(() => event),
      finish: () => add(() => undefined),
      fail: error =>
        add(() => {
          throw error;
        }),
    });
    request.signal.addEventListener('abort', () =>
      add(() => {
        throw new Error('aborted');
      }),
    );
    for (;;) {
      const step = queue.shift();
      if (step) {
        const event = step();
        if (!event) {
          return;
        }
        yield event;
      } else {
        await once(added, 'step');
      }
    }
  }
}

/** The part of an inventory that a tap looks at: which pods live, by name and UID. */
export class PodList {
  uids: Record<string, string> = { 'web-1': 'u1', 'web-2': 'u2' };

  snapshot(): InventorySnapshot {
    const find = (namespace: string, name: string) => {
      const uid = this.uids[name];
      return uid ? toPod(namespace, name, uid) : undefined;
    };
    return {
      cluster: 'east',
      namespaces: () => [],
      namespace: () => undefined,
      pod: find,
      podByIp: () => undefined,
      pods: () => [],
      podsOf: () => [],
      workload: () => undefined,
      workloads: () => [],
      resolveOwner: () => undefined,
      select: () => [],
      service: () => undefined,
      serviceByClusterIp: () => undefined,
    };
  }
}

function toPod(namespace: string, name: string, uid: string): InventoryPod {
  return {
    uid,
    namespace,
    name,
    workload: WORKLOAD,
    labels: {},
    annotations: {},
    phase: 'Running',
    status: 'Running',
    ready: true,
    restarts: 0,
    createdAt: '2026-01-01T00:00:00Z',
    containers: [],
    errors: [],
  };
}
