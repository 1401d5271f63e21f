import {
  Inventory,
  InventorySnapshot,
  InventoryState,
} from '@backstage-mesh/plugin-service-mesh-node';
import { ClusterGuard } from './ClusterGuard';

/**
 * An inventory that shows nothing while its cluster is paused: what nobody keeps up to date must not look as if somebody did.
 *
 * @internal
 */
export class SwitchedInventory implements Inventory {
  readonly cluster: string;
  readonly #inner: Inventory;
  readonly #guard: ClusterGuard;

  constructor(inner: Inventory, guard: ClusterGuard) {
    this.cluster = inner.cluster;
    this.#inner = inner;
    this.#guard = guard;
  }

  async ready(signal?: AbortSignal): Promise<InventorySnapshot> {
    this.#guard.requireOn();
    return this.#inner.ready(signal);
  }

  snapshot(): InventorySnapshot | undefined {
    return this.#guard.off === undefined ? this.#inner.snapshot() : undefined;
  }

  state(): InventoryState {
    const reason = this.#guard.off;
    return reason === undefined
      ? this.#inner.state()
      : { state: 'unreachable', reason };
  }
}
