import type {
  HealthState,
  MtlsState,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import { addStats } from '../health/judge';
import { MIN_WIDTH, edgeWidth } from './edgeWidth';
import type { MeshGraph } from './model';
import { isOutside } from './outside';
import type { EdgeDash, EdgeView } from './renderModel';
import type { EdgeBundle } from './simplify';

const TONES: Partial<Record<HealthState, EdgeView['tone']>> = {
  failing: 'fail',
  'failing-because': 'fail',
  degraded: 'warn',
};

/** So many lines can be followed with the eyes. */
const MAIN_LINES = 40;

/** Lines that stand for several are drawn finer. */
const BUNDLE_WIDTH = 0.68;

/** A rate that wavers by less must not draw its line anew. In pixels. */
const WIDTH_STEP = 0.25;

type Looks = Pick<
  EdgeView,
  'stats' | 'dash' | 'width' | 'tone' | 'faint' | 'main' | 'passing' | 'mtls'
>;

/**
 * How lines look among each other.
 *
 * @param crowd - with more lines than this those step back that are well
 */
export function lineLooks(
  bundles: readonly EdgeBundle[],
  graph: MeshGraph,
  crowd = Infinity,
): (bundle: EdgeBundle) => Looks {
  const groupOf = (id: string) => graph.nodes.get(id)?.parent;
  const isInside = ({ source, target }: EdgeBundle) =>
    groupOf(source) !== undefined && groupOf(source) === groupOf(target);
  const inside = bundles.filter(isInside).length;
  const crowded = {
    inside: inside > crowd,
    among: bundles.length - inside > crowd,
  };
  const stepsBack = (bundle: EdgeBundle) =>
    (isInside(bundle) ? crowded.inside : crowded.among) &&
    toneOf(bundle) === 'quiet';
  // without groups there are far too many for the busiest to lead anywhere
  const mainRate =
    graph.groups && (crowded.inside || crowded.among)
      ? rateOfMain(bundles.filter(stepsBack))
      : Infinity;
  return bundle => {
    const stats = bundleStats(bundle);
    const faint = stepsBack(bundle);
    const main = (stats.requestsPerSecond ?? 0) >= mainRate;
    return {
      stats,
      dash: dashOf(bundle, graph),
      width: faint ? faintWidth(bundle, stats, main) : widthOf(bundle, stats),
      tone: toneOf(bundle),
      faint,
      main,
      passing:
        groupOf(bundle.source) === undefined &&
        groupOf(bundle.target) === undefined,
      mtls: mtlsOf(bundle),
    };
  };
}

/** In whole pixels: hundreds of lines must not be drawn anew because their rates waver. */
function faintWidth(
  bundle: EdgeBundle,
  stats: TrafficStats,
  main: boolean,
): number {
  return main
    ? Math.max(MIN_WIDTH, Math.round(widthOf(bundle, stats)))
    : MIN_WIDTH;
}

/** The rate from which on a line is one of the busiest. */
function rateOfMain(bundles: readonly EdgeBundle[]): number {
  const rates = bundles
    .map(({ edges }) =>
      edges.reduce(
        (sum, { edge }) => sum + (edge.stats.requestsPerSecond ?? 0),
        0,
      ),
    )
    .sort((a, b) => b - a);
  return rates[MAIN_LINES - 1] ?? 0;
}

function widthOf({ edges }: EdgeBundle, stats: TrafficStats): number {
  const width = edgeWidth(stats) * (edges.length > 1 ? BUNDLE_WIDTH : 1);
  return Math.round(width / WIDTH_STEP) * WIDTH_STEP;
}

/** The numbers of all calls of a line. */
export function bundleStats({ edges }: EdgeBundle): TrafficStats {
  return edges.length === 1
    ? edges[0].edge.stats
    : addStats(edges.map(({ edge }) => edge.stats));
}

function dashOf(bundle: EdgeBundle, graph: MeshGraph): EdgeDash {
  if (bundle.edges.every(({ change }) => change === 'gone')) {
    return 'gone';
  }
  const ends = [bundle.source, bundle.target].map(id => graph.nodes.get(id));
  if (ends.some(node => node !== undefined && isOutside(node))) {
    return 'outside';
  }
  return bundle.edges.every(({ edge }) => edge.protocol === 'tcp')
    ? 'tcp'
    : 'solid';
}

function toneOf({ edges }: EdgeBundle): EdgeView['tone'] {
  return (
    TONES[edges[0].health.state] ??
    (edges.every(({ change }) => change === 'new') ? 'new' : 'quiet')
  );
}

function mtlsOf({ edges }: EdgeBundle): MtlsState | undefined {
  const [{ edge }] = edges;
  return edges.every(other => other.edge.mtls === edge.mtls)
    ? edge.mtls
    : 'mixed';
}
