import { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import { hideReasons } from './hideTopology';

describe('hideReasons', () => {
  const shown = new Map([
    ['web', { id: 'web' } as TopologyNode],
    ['secret', { id: 'hidden-1' } as TopologyNode],
  ]);
  const warning = {
    code: 'proxies-unreachable',
    message: '3 of 5 proxies could not be read',
    cluster: 'east',
    reason: 'pod web-1 at 10.0.0.1 refused',
    values: { failed: 3, total: 5 },
    nodeIds: ['elsewhere', 'secret', 'web'],
  };

  it('should tell of nodes by the ids that the viewer has, and nothing else', () => {
    expect(hideReasons([warning, warning], shown)).toEqual([
      {
        code: 'proxies-unreachable',
        message: '3 of 5 proxies could not be read',
        cluster: 'east',
        values: { failed: 3, total: 5 },
        nodeIds: ['hidden-1', 'web'],
      },
    ]);
  });

  it('should name nobody where nobody is shown', () => {
    const [told] = hideReasons([warning]);
    expect(told).not.toHaveProperty('nodeIds');
  });
});
