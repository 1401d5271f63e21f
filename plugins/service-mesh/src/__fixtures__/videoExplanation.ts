import type {
  EntityExplanation,
  ExplainedNumber,
  ExplainedSubject,
} from '@backstage-mesh/plugin-service-mesh-common';
import { playlistsApi } from './videoCatalog';

const NUMBERS: ExplainedNumber[] = [
  'requests',
  'success',
  'failures',
  'latency',
  'connections',
  'bytes',
  'mtls',
];
const SUBJECTS: ExplainedSubject[] = ['workload', 'pod', 'inbound', 'outbound'];

/** How the numbers of `playlists-api` come to be. */
export function videoExplanation(): EntityExplanation {
  return {
    workloads: [
      {
        id: playlistsApi.id,
        cluster: 'east',
        source: 'prometheus',
        sourceDescription: 'http://prometheus.example',
        windowSeconds: 300,
        measuredAt: new Date(Date.now() - 4000).toISOString(),
        scrapeIntervalSeconds: 10,
        numbers: SUBJECTS.flatMap(subject =>
          NUMBERS.map(number => ({
            number,
            subject,
            queries: [
              `sum by (classification) (increase(response_total{namespace="video",deployment="playlists-api",direction="${
                subject === 'outbound' ? 'outbound' : 'inbound'
              }"}[5m]))`,
            ],
            formula: 'successes ÷ (successes + failures)',
            counts: 'attempts' as const,
            leftOut: [
              "the proxy's own admin port",
              'health checks of the kubelet',
            ],
          })),
        ),
      },
    ],
  };
}
