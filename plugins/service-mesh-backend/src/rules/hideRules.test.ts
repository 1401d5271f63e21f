import {
  TopologyNode,
  WorkloadRules,
} from '@backstage-mesh/plugin-service-mesh-common';
import { hideRules } from './hideRules';
import { RuleNames } from './RuleNames';

function node(name: string): TopologyNode {
  return {
    id: `id-of-${name}`,
    type: 'workload',
    cluster: 'east',
    namespace: 'shop',
    kind: 'Deployment',
    name,
    entityRefs: [],
    stats: {},
  };
}

const STATS = { requestsPerSecond: 3 };
const service = (name: string) => ({ namespace: 'shop', name });
const route = { kind: 'HTTPRoute' as const, name: 'secret', namespace: 'shop' };
const server = { namespace: 'shop', name: 'web-http' };

const RULES: WorkloadRules = {
  workload: node('web'),
  routes: [
    { direction: 'outbound', route, service: service('api'), stats: STATS },
  ],
  splits: (['outbound', 'inbound'] as const).map(direction => ({
    direction,
    apex: service('api'),
    by: route,
    leaves: [
      {
        service: service('api'),
        workloads: [node('api')],
        weight: 0.4,
        share: 0.5,
        stats: STATS,
      },
    ],
  })),
  policy: {
    rules: [{ server, admits: ['everybody', 'ServiceAccount api in shop'] }],
    denials: [
      {
        server,
        reason: 'not-authorized',
        clientIdentity: 'api.shop',
        clients: [node('api')],
        deniedPerSecond: 1,
      },
    ],
  },
};

function seenBy(...readable: string[]) {
  const names = new RuleNames();
  names.add('east', { service: service('api') }, [node('api')]);
  names.add('east', { identity: 'api.shop' }, [node('api')]);
  names.add('east', { words: 'ServiceAccount api in shop' }, [node('api')]);
  return hideRules(
    {
      names,
      window: '1m',
      source: 'prometheus',
      measurements: [],
      warnings: [],
      workloads: [RULES],
    },
    {
      warnings: [],
      node: id =>
        readable.map(node).find(other => other.id === id) ?? {
          ...node(''),
          id: 'hidden',
          type: 'hidden',
        },
    },
  ).workloads;
}

describe('hideRules', () => {
  it('should leave all to those who may see all', () => {
    expect(seenBy('web', 'api')).toEqual([RULES]);
  });

  it('should leave out a workload that may not be seen', () => {
    expect(seenBy('api')).toEqual([]);
  });

  it('should leave no name of those who may not be seen, and the numbers of the own calls', () => {
    const [rules] = seenBy('web');
    expect(JSON.stringify({ ...rules, workload: 0 })).not.toMatch(/api|secret/);
    expect(rules.routes[0]).toEqual({
      direction: 'outbound',
      route: { kind: 'HTTPRoute', name: '' },
      service: {},
      stats: STATS,
    });
    const [outbound, inbound] = rules.splits.map(({ leaves }) => leaves[0]);
    expect(outbound).toEqual({
      service: {},
      workloads: [],
      weight: 0.4,
      share: 0.5,
      stats: STATS,
    });
    // Calls of others to others.
    expect(inbound.stats).toEqual({});
    expect(rules.policy.rules[0].admits).toEqual([
      'everybody',
      'somebody whom you may not see',
    ]);
    expect(rules.policy.denials).toEqual([
      { server, reason: 'not-authorized', clients: [], deniedPerSecond: 1 },
    ]);
  });
});
