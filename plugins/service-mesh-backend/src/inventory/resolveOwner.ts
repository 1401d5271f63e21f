import { OwnerRecord, OwnerReference } from './records';

/**
 * Kinds at which a chain ends: they are what people deploy and meshes name. What stands above them (an operator's own resource)
 * often owns several different programs, which must not become one.
 */
const TOP_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'];

/** Longer chains do not exist; a loop of references would. */
const MAX_DEPTH = 8;

/**
 * Follows owner references upwards as far as the objects are known. An owner of a kind that is not watched (a Rollout) ends
 * the chain by its name alone.
 */
export function resolveOwner(
  reference: OwnerReference,
  findByUid: (uid: string) => OwnerRecord | undefined,
): OwnerReference {
  let top = reference;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const owner = findByUid(top.uid);
    if (!owner || !owner.owner || TOP_KINDS.includes(owner.kind)) {
      return top;
    }
    top = owner.owner;
  }
  return top;
}
