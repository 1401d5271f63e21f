import { Dependency } from './dependencies';
import { countDependencies, orderDependencies } from './dependencyOrder';

function dependency(
  id: string,
  state: Dependency['state'],
  more: Partial<Dependency> = {},
): Dependency {
  return {
    id,
    state,
    source: {
      name: 'playlists',
      nodeIds: [],
      entityRef: 'component:x/playlists',
    },
    target: { name: id, nodeIds: [] },
    declarations: [],
    protocols: [],
    ...more,
  };
}

const LIST = [
  dependency('slow', 'undeclared', {
    stats: { requestsPerSecond: 1 },
    firstSeenAt: '2026-02-01T00:00:00Z',
  }),
  dependency('busy', 'undeclared', {
    stats: { requestsPerSecond: 9 },
    firstSeenAt: '2026-01-01T00:00:00Z',
  }),
  dependency('old', 'unseen', { lastSeenAt: '2026-01-01T00:00:00Z' }),
  dependency('never', 'unseen', {
    declarations: [{ relation: 'dependsOn', targetRef: 'resource:x/Redis' }],
  }),
  dependency('declared', 'both'),
];

const ids = (choice: Parameters<typeof orderDependencies>[1]) =>
  orderDependencies(LIST, choice).map(({ id }) => id);

describe('orderDependencies', () => {
  it('should put the busiest first, or the newest', () => {
    expect(ids({ state: 'undeclared' })).toEqual(['busy', 'slow']);
    expect(ids({ state: 'undeclared', order: 'age' })).toEqual([
      'slow',
      'busy',
    ]);
  });

  it('should put what was not seen for longest first', () => {
    expect(ids({ state: 'unseen' })).toEqual(['never', 'old']);
  });

  it('should list all states one after the other, each in its own order', () => {
    expect(ids({})).toEqual(['busy', 'slow', 'never', 'old', 'declared']);
  });

  it.each([
    ['PLAYLISTS', ['busy', 'slow', 'never', 'old', 'declared']],
    ['component slow', ['slow']],
    ['redis', ['never']],
    ['nobody', []],
  ])('should find "%s"', (query, found) => {
    expect(ids({ query })).toEqual(found);
  });
});

describe('countDependencies', () => {
  it('should count each state', () => {
    expect(countDependencies(LIST)).toEqual({
      undeclared: 2,
      unseen: 2,
      both: 1,
    });
  });
});
