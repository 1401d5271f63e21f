import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { showCallersElsewhere } from './callersElsewhere';

/** The newest answer by what it was made of. */
const remembered = new WeakMap<
  MeshTraffic,
  { elsewhere: readonly MeshTraffic[]; traffic: MeshTraffic }
>();

/**
 * The traffic of a cluster with its callers in other clusters, as one object for the same answers: who keeps what was drawn of it knows
 * it by that.
 *
 * @param gateways - keys of the workloads that are gateways
 * @internal
 */
export function rememberedCallers(
  traffic: MeshTraffic,
  gateways: ReadonlySet<string>,
  elsewhere: readonly MeshTraffic[],
): MeshTraffic {
  const known = remembered.get(traffic);
  if (
    known?.elsewhere.length === elsewhere.length &&
    known.elsewhere.every((item, i) => item === elsewhere[i])
  ) {
    return known.traffic;
  }
  const made = showCallersElsewhere(traffic, gateways, elsewhere);
  remembered.set(traffic, { elsewhere, traffic: made });
  return made;
}
