import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { http, workload } from '../__fixtures__/videoCatalog';
import { modelTopology } from '../graph';
import { groupingOfPart } from './groupingOfPart';

const graphOf = (workloads: number) =>
  modelTopology(
    {
      nodes: Array.from({ length: workloads }, (_, index) =>
        workload(`w${index}`, { stats: http(1, 100, 1) }),
      ),
      edges: [],
    },
    DEFAULT_HEALTH_THRESHOLDS,
  );

describe('groupingOfPart', () => {
  it.each([
    ['Domain', 300, undefined],
    ['Domain', 1_000, 'system'],
    ['Group', 1_000, 'system'],
    ['System', 1_000, 'namespace'],
    [undefined, 1_000, 'system'],
  ])(
    'puts the parts of a %s of %d together by %s',
    (kind, amount, grouping) => {
      expect(groupingOfPart(graphOf(amount), kind)).toBe(grouping);
    },
  );
});
