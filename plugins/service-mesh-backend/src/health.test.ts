import supertest from 'supertest';
import {
  as,
  clustersConfig,
  PLATFORM,
  startPortal,
} from './routes/__testUtils__/portal';

jest.setTimeout(30_000);

describe('the health of the backend', () => {
  it('should be good though a cluster is dead, of which the list of clusters tells', async () => {
    const portal = await startPortal({
      kubernetes: clustersConfig([
        { name: 'away', url: 'http://127.0.0.1:1', token: 'none' },
      ]),
    });
    try {
      const ask = (path: string) =>
        supertest(portal.server).get(path).set('Authorization', as(PLATFORM));
      await ask('/api/service-mesh/clusters/away/topology').expect(503);
      const { body } = await ask('/api/service-mesh/clusters').expect(200);
      expect(body.clusters).toEqual([
        expect.objectContaining({ name: 'away', state: 'unreachable' }),
      ]);
      // A load balancer that asks this would take the portal away from all, for one cluster.
      await ask('/.backstage/health/v1/readiness').expect(200);
      await ask('/.backstage/health/v1/liveness').expect(200);
    } finally {
      await portal.stop();
    }
  });
});
