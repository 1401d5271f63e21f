import { neighbourhood } from './neighbourhood';

type Edge = [string, string];

const EDGES: Edge[] = [
  ['ingress', 'web'],
  ['web', 'api'],
  ['api', 'db'],
  ['job', 'db'],
  ['web', 'many'],
  ['other', 'many'],
  ['api', 'api'],
];

function around(start: string[], depth: number) {
  const { nodes, edges } = neighbourhood(
    start,
    EDGES,
    depth,
    node => node !== 'many',
    edge => edge,
  );
  return {
    nodes: [...nodes].sort(),
    edges: edges.map(edge => edge.join('>')).sort(),
  };
}

describe('neighbourhood', () => {
  it.each([
    [['web'], 0, ['web'], []],
    [
      ['web'],
      1,
      ['api', 'ingress', 'many', 'web'],
      ['api>api', 'ingress>web', 'web>api', 'web>many'],
    ],
    [['api'], 0, ['api'], ['api>api']],
    [
      ['db'],
      2,
      ['api', 'db', 'job', 'web'],
      ['api>api', 'api>db', 'job>db', 'web>api'],
    ],
    // What stands for many leads nowhere: "other" has nothing to do with "web".
    [
      ['web'],
      5,
      ['api', 'db', 'ingress', 'job', 'many', 'web'],
      ['api>api', 'api>db', 'ingress>web', 'job>db', 'web>api', 'web>many'],
    ],
    [['nobody'], 3, ['nobody'], []],
    [[], 3, [], []],
  ])('of %j at %i calls', (start, depth, nodes, edges) => {
    expect(around(start, depth)).toEqual({ nodes, edges });
  });
});
