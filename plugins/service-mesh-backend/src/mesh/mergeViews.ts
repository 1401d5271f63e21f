import { MeshTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { TrafficView } from './TrafficService';

/**
 * The answers about several scopes of one cluster, as one.
 *
 * @internal
 */
export function mergeViews(views: readonly TrafficView[]): TrafficView {
  if (views.length === 1) {
    return views[0];
  }
  const measured = views.flatMap(({ traffic }) => (traffic ? [traffic] : []));
  const stale = views.flatMap(({ staleSince }) => staleSince ?? []);
  const warnings = new Map(
    views.flatMap(view => view.warnings).map(w => [JSON.stringify(w), w]),
  );
  return {
    source: views[0]?.source ?? 'none',
    ...(views[0]?.memory && { memory: views[0].memory }),
    ...(measured.length > 0 && { traffic: mergeTraffic(measured) }),
    ...(stale.length > 0 && { staleSince: Math.min(...stale) }),
    warnings: [...warnings.values()],
  };
}

/** The newest sum by its first part: the same parts make the same object, of which others keep what they drew. */
const merged = new WeakMap<
  MeshTraffic,
  { parts: readonly MeshTraffic[]; traffic: MeshTraffic }
>();

function mergeTraffic(parts: readonly MeshTraffic[]): MeshTraffic {
  const known = merged.get(parts[0]);
  if (
    known?.parts.length === parts.length &&
    known.parts.every((part, i) => part === parts[i])
  ) {
    return known.traffic;
  }
  const traffic = {
    workloads: parts.flatMap(({ workloads }) => workloads),
    edges: parts.flatMap(({ edges }) => edges),
    windowSeconds: Math.min(...parts.map(part => part.windowSeconds)),
    measuredAt: Math.min(...parts.map(part => part.measuredAt)),
    warnings: [],
  };
  merged.set(parts[0], { parts, traffic });
  return traffic;
}
