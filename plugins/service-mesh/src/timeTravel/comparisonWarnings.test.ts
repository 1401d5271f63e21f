import type {
  TopologyComparison,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { english as t } from '../__testUtils__/english';
import { videoTopology } from '../__fixtures__/videoCatalog';
import { comparisonWarnings } from './comparisonWarnings';

const stale: Warning = { code: 'stale', message: 'x', cluster: 'east' };
const partial: Warning = {
  code: 'metric-missing',
  message: 'tcp_open could not be asked',
};

function said(before: Warning[], after: Warning[]) {
  const comparison: TopologyComparison = {
    before: { ...videoTopology(), warnings: before },
    after: { ...videoTopology(), warnings: after },
    spreads: {},
    changes: [],
  };
  return comparisonWarnings(comparison, t).map(({ text }) => text);
}

describe('comparisonWarnings', () => {
  it('tells of which moment something is missing', () => {
    expect(said([partial], [])).toEqual([
      'In the first window (A): tcp_open could not be asked',
    ]);
    expect(said([], [stale])).toEqual([
      expect.stringMatching(
        /^In the second window \(B\): The numbers of cluster east/,
      ),
    ]);
  });

  it('says once what both lack, or what two queries say', () => {
    expect(said([partial, partial], [partial])).toEqual([partial.message]);
  });

  it('says what to do where the past is not remembered', () => {
    const [text] = said(
      [
        {
          code: 'not-remembered',
          message: 'Only 10 min are kept.',
          cluster: 'east',
        },
      ],
      [],
    );
    expect(text).toContain('Only 10 min are kept. ');
    expect(text).toContain('Prometheus');
  });

  it('does not put how much numbers vary down to a moment', () => {
    expect(said([{ code: 'spreads-unknown', message: 'y' }], [])).toEqual([
      'y',
    ]);
  });
});
