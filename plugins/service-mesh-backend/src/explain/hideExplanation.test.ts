import { hideExplanation } from './hideExplanation';

describe('hideExplanation', () => {
  const query =
    'sum by (pod) (x{namespace="a",pod=~"web-1|web-2",pod!~"other\\\\.1|web-0"})';
  const explained = (foreignPods: string[]) =>
    hideExplanation(
      [
        {
          id: 'x',
          cluster: 'east',
          source: 'prometheus',
          sourceDescription: 'http://prometheus.internal',
          windowSeconds: 60,
          numbers: [
            {
              number: 'requests',
              subject: 'workload',
              queries: [query],
              formula: 'f',
              leftOut: [],
            },
          ],
        },
      ],
      new Set(foreignPods),
    )[0];

  it('should keep queries as they are where they name nobody else', () => {
    expect(explained(['api-1']).numbers[0].queries).toEqual([query]);
  });

  it("should take others' pods out of the queries", () => {
    expect(explained(['other.1', 'web-0']).numbers[0].queries).toEqual([
      'sum by (pod) (x{namespace="a",pod=~"web-1|web-2",pod!~"…"})',
    ]);
  });

  it('should take out where the source is', () => {
    expect(JSON.stringify(explained([]))).not.toContain('internal');
  });
});
