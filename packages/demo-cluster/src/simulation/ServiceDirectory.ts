import type { ObjectRef, ServiceModel } from './model';
import { refKey } from './model';

/** Services and the addresses that they were given. */
export class ServiceDirectory {
  private readonly services = new Map<string, ServiceModel>();
  private readonly addresses = new Map<string, string>();

  constructor(models: readonly ServiceModel[]) {
    for (const model of models) {
      this.services.set(refKey(model), model);
      this.clusterIp(model);
    }
  }

  /** @throws Error for a Service that the world does not have. */
  get(ref: ObjectRef): ServiceModel {
    const found = this.services.get(refKey(ref));
    if (!found) {
      throw new Error(`the world has no Service ${refKey(ref)}`);
    }
    return found;
  }

  all(): Iterable<ServiceModel> {
    return this.services.values();
  }

  /** The address inside the cluster; one is given to whoever asks first. */
  clusterIp(ref: ObjectRef): string {
    const key = refKey(ref);
    let address = this.addresses.get(key);
    if (!address) {
      const number = this.addresses.size + 10;
      address = `10.96.${Math.floor(number / 250)}.${(number % 250) + 1}`;
      this.addresses.set(key, address);
    }
    return address;
  }
}
