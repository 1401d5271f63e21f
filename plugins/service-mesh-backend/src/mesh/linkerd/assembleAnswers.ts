import {
  MeshTraffic,
  MetricsSource,
  SeriesResult,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { assemble } from './assemble';
import { collect } from './collect';
import { PeerResolver } from './PeerResolver';
import { Question } from './questions';

/** Scrapes that a pod must have lived through to be measured at its own side. */
const SHORTEST_SCRAPES = 4;

const DEFAULT_INTERVAL_SECONDS = 10;

/**
 * How long a pod must have lived to be measured at its own side.
 *
 * @returns seconds
 * @internal
 */
export function shortestLifeSeconds(
  metrics: Pick<MetricsSource, 'scrapeIntervalSeconds'>,
): number {
  return (
    SHORTEST_SCRAPES *
    (metrics.scrapeIntervalSeconds() ?? DEFAULT_INTERVAL_SECONDS)
  );
}

/**
 * What the answers about one window say of workloads and the calls between them.
 *
 * @internal
 */
export function assembleAnswers(
  questions: readonly Question[],
  answers: SeriesResult['results'],
  options: {
    resolver: PeerResolver;
    request: Pick<TrafficRequest, 'metrics' | 'scope' | 'inboundOnly'>;
    windowSeconds: number;
    measuredAt: number;
  },
): Pick<MeshTraffic, 'workloads' | 'edges'> {
  const { resolver, request, windowSeconds, measuredAt } = options;
  const { workloads, edges } = assemble(
    collect(questions, answers, resolver, request.scope),
    resolver,
    {
      from: measuredAt - windowSeconds * 1000,
      to: measuredAt,
      shortestMs: 1000 * shortestLifeSeconds(request.metrics),
    },
  );
  return { workloads, edges: request.inboundOnly ? [] : edges };
}
