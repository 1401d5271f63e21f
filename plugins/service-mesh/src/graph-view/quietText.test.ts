import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { english as t } from '../__testUtils__/english';
import { call, http, tcp, workload } from '../__fixtures__/videoCatalog';
import { numberFormats } from '../format';
import { modelTopology } from '../graph';
import { quietText } from './quietText';

const n = numberFormats('en-US');
const silent = { requestsPerSecond: 0, tcp: { openConnections: 0 } };
const nodes = {
  silent: workload('silent', { stats: silent }),
  unknown: workload('unknown', { stats: {} }),
  unmeshed: workload('unmeshed', {
    stats: {},
    meshed: { running: 0, total: 2 },
  }),
  database: workload('database', { stats: tcp(4, 100, 10) }),
  client: workload('client', { stats: silent }),
  called: workload('called', { stats: http(5, 100, 1) }),
};
const graph = modelTopology(
  {
    nodes: Object.values(nodes),
    edges: [call(nodes.client, nodes.called, 'http', 'mesh', http(5, 100, 1))],
  },
  DEFAULT_HEALTH_THRESHOLDS,
);

describe('quietText', () => {
  it.each([
    ['silent', 'nobody calls it'],
    ['unknown', 'no numbers'],
    ['unmeshed', 'not meshed'],
    ['database', '4 conn'],
    ['client', 'calls out 5.0 rps'],
  ] as const)('says of what is %s: %s', (name, text) => {
    const { id } = nodes[name];
    const graphNode = graph.nodes.get(id)!;
    expect(
      quietText(
        {
          graphNode,
          calls: [...(graph.outgoing.get(id) ?? [])],
          outside: name === 'unmeshed',
        },
        t,
        n,
      ).replace(/\u00a0/g, ' '),
    ).toBe(text);
  });
});
