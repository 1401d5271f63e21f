import { TestBackend } from '@backstage/backend-test-utils';
import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { JsonObject } from '@backstage/types';
import supertest from 'supertest';
import { as, PLATFORM, startPortal } from '../../routes/__testUtils__/portal';
import { until } from './until';

/** One cluster as `GET /clusters` tells of it. */
export interface ToldCluster {
  name: string;
  state: string;
  reason?: string;
  since?: string;
  metrics: {
    source: string;
    steps: { step: string; outcome: string; reason?: string }[];
  };
}

/** A portal, as its platform team sees it. */
export class FaultPortal {
  private constructor(private readonly backend: TestBackend) {}

  /**
   * @param clusters - entries as the Kubernetes plugin's configuration has them, without what is the same in all
   */
  static async start(
    clusters: JsonObject[],
    serviceMesh: JsonObject = {},
  ): Promise<FaultPortal> {
    return new FaultPortal(
      await startPortal({
        kubernetes: {
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: clusters.map(cluster => ({
                authProvider: 'serviceAccount',
                ...cluster,
              })),
            },
          ],
        },
        serviceMesh,
      }),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.backend.server.port()}/api/service-mesh`;
  }

  get(path: string, user: string = PLATFORM): supertest.Test {
    return supertest(this.backend.server)
      .get(`/api/service-mesh${path}`)
      .set('Authorization', as(user));
  }

  async cluster(name: string): Promise<ToldCluster> {
    const { body } = await this.get('/clusters');
    return body.clusters.find((told: ToldCluster) => told.name === name);
  }

  /** Waits until a cluster is told in a state. */
  clusterIn(
    name: string,
    state: string,
    timeoutMs: number = 40_000,
  ): Promise<ToldCluster> {
    return until(
      `cluster ${name} is ${state}`,
      async () => {
        const told = await this.cluster(name);
        return told.state === state && told;
      },
      timeoutMs,
    );
  }

  stop(): Promise<void> {
    return this.backend.stop();
  }
}

/** Codes of what is told beside an answer. */
export function codes(warnings: readonly Warning[]): string[] {
  return [...new Set(warnings.map(({ code }) => code))].sort();
}
