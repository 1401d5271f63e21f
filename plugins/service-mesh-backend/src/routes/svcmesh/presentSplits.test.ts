import { SplitTraffic } from '@backstage-mesh/plugin-service-mesh-node';
import { presentSplits } from './presentSplits';

const SOURCE = {
  cluster: 'east',
  namespace: 'video',
  kind: 'Deployment',
  name: 'web',
};

function split(apex: string, leaf: string, requests: number): SplitTraffic {
  return {
    source: SOURCE,
    apex: { namespace: 'video', name: apex },
    leaf: { namespace: 'video', name: leaf },
    http: { requests, successes: requests, failures: 0 },
  };
}

describe('presentSplits', () => {
  it('should write the share of each Service', () => {
    const rows = presentSplits(
      [
        split('search', 'search-canary', 1),
        split('search', 'search', 2),
        split('api', 'api-v2', 1),
        split('api', 'api-v1', 4),
      ],
      60,
    );
    expect(rows.map(({ trafficSplitStat }) => trafficSplitStat)).toEqual([
      { apex: 'api', leaf: 'api-v1', weight: '80%' },
      { apex: 'api', leaf: 'api-v2', weight: '20%' },
      { apex: 'search', leaf: 'search', weight: '66.7%' },
      { apex: 'search', leaf: 'search-canary', weight: '33.3%' },
    ]);
    expect(rows[0]).toEqual({
      id: 'service-api-v1',
      timeWindow: '1m',
      resource: { namespace: 'video', type: 'service', name: 'api-v1' },
      trafficSplitStat: expect.anything(),
    });
  });

  it('should write nothing where nothing is split', () => {
    expect(presentSplits([], 60)).toEqual([]);
  });
});
