import { mockServices } from '@backstage/backend-test-utils';
import { Mesh } from '@backstage-mesh/plugin-service-mesh-node';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import {
  createExplainService,
  ExplainServiceOptions,
} from './createExplainService';

describe('createExplainService', () => {
  const pod = meshedPod('a', 'web', 1);

  async function explain(at?: number) {
    const explained: Parameters<NonNullable<Mesh['explain']>>[0][] = [];
    const mesh: Partial<Mesh> = {
      installation: { systemNamespaces: [] } as unknown as Mesh['installation'],
      explain: request => {
        explained.push(request);
        return [
          {
            number: 'requests',
            subject: 'inbound',
            queries: [],
            formula: 'f',
            leftOut: [],
          },
        ];
      },
    };
    const snapshot = podSnapshot([pod]);
    const cluster = {
      name: 'c',
      config: { namespaces: { include: [], exclude: [] } },
      inventory: {
        snapshot: () => snapshot,
        state: () => ({ state: 'ready' }),
      },
      mesh: async () => mesh,
      metrics: async () => ({
        steps: [],
        source: {
          kind: 'prometheus',
          description: 'Prometheus at http://p',
          detail: () => 'uses its recording rules for counts',
          scrapeIntervalSeconds: () => 15,
        },
      }),
    };
    const counts = {
      source: 'prometheus',
      traffic: { edges: [], windowSeconds: 60, measuredAt: 1_000_000 },
      warnings: [],
    };
    const service = createExplainService({
      clusters: { get: async () => cluster, list: async () => [cluster] },
      traffic: { counts: async () => counts },
      logger: mockServices.logger.mock(),
      // Nothing else of them is asked.
    } as unknown as ExplainServiceOptions);
    const question = { windowSeconds: 60, at };
    const { explanation } = await service.explain([pod.workload], question);
    const group = await service.explainGroup([pod.workload], question);
    return {
      explained,
      workload: explanation.workloads[0],
      cluster: group.explanation.clusters[0],
    };
  }

  it('should say how the source answers now', async () => {
    const { workload, explained } = await explain();
    expect(workload.sourceDescription).toBe(
      'Prometheus at http://p; uses its recording rules for counts',
    );
    expect(explained[0].at).toBeUndefined();
  });

  it('should explain the moment that is asked about, of which recording rules say nothing', async () => {
    const { workload, explained } = await explain(900_000);
    expect(workload.sourceDescription).toBe('Prometheus at http://p');
    expect(explained[0].at).toBe(900_000);
  });

  it('should explain the calls into a group by what its members are asked, with the same window and moment', async () => {
    const { cluster, workload, explained } = await explain(900_000);
    const { id: _, numbers: __, ...measured } = workload;
    expect(cluster).toEqual({
      ...measured,
      numbers: [
        expect.objectContaining({ number: 'requests', subject: 'inbound' }),
      ],
    });
    expect(explained[1].scope).toEqual(explained[0].scope);
    expect(explained[1].at).toBe(900_000);
  });
});
