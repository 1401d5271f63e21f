import type { TopologyNode } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';
import { kindName, nodeName, outsideText } from './nodeNames';

const t = ((key: string) => key) as unknown as Translate;

const node = (more: Partial<TopologyNode>): TopologyNode => ({
  id: 'x',
  type: 'external',
  cluster: 'east',
  kind: 'External',
  entityRefs: [],
  stats: {},
  ...more,
});

describe('node names', () => {
  it.each([
    [
      'a caller that only its identity tells',
      node({
        name: '10.1.2.3',
        meshIdentity: 'payroll.finance.serviceaccount.identity.linkerd.x',
      }),
      ['payroll.finance', 'kinds.Identity', 'names.identity'],
    ],
    [
      'a host outside',
      node({ name: 'cdn.example' }),
      ['cdn.example', 'kinds.External', 'names.external'],
    ],
    [
      'callers without a proxy',
      node({ type: 'unmeshed', kind: 'Unmeshed' }),
      ['names.unmeshed', 'kinds.Unmeshed', 'names.unmeshed'],
    ],
    [
      'a workload',
      node({ type: 'workload', kind: 'Deployment', name: 'web' }),
      ['web', 'Deployment', undefined],
    ],
  ])('name %s', (_, given, words) => {
    expect([
      nodeName(given, t),
      kindName(given, t),
      outsideText(given, t),
    ]).toEqual(words);
  });
});
