import {
  DEFAULT_HEALTH_THRESHOLDS,
  Dependency,
} from '@backstage-mesh/plugin-service-mesh-common';
import { videoDependencies } from '../__fixtures__/meshAnswers';
import {
  playlistsApi,
  videoTopology,
  videosApi,
} from '../__fixtures__/videoCatalog';
import { modelTopology } from '../graph';
import { catalogAdditions, suggestionText } from './catalogLines';
import { countStates, dependencyRows } from './dependencyRows';
import { markUndeclared } from './markUndeclared';

const { dependencies } = videoDependencies();

describe('dependencyRows', () => {
  it('counts states', () => {
    expect(countStates(dependencies)).toEqual({
      undeclared: 2,
      unseen: 1,
      both: 1,
    });
  });

  const ids = (...args: Parameters<typeof dependencyRows>) =>
    dependencyRows(...args).map(({ id }) => id);

  it.each([
    ['', ['playlists-videos', 'playlists-cdn']],
    ['VIDEOS', ['playlists-videos']],
    ['cdn external', ['playlists-cdn']],
    ['nobody', []],
  ])('filters by "%s"', (query, expected) => {
    expect(ids(dependencies, 'undeclared', query, 'rate')).toEqual(expected);
  });

  it('puts the newest first by age, and what was not seen for longest', () => {
    expect(ids(dependencies, 'undeclared', '', 'age')).toEqual([
      'playlists-cdn',
      'playlists-videos',
    ]);
    const [unseen] = dependencies.filter(({ state }) => state === 'unseen');
    const list: Dependency[] = [
      { ...unseen, id: 'old', lastSeenAt: '2026-01-01T00:00:00Z' },
      { ...unseen, id: 'new', lastSeenAt: '2026-02-01T00:00:00Z' },
      { ...unseen, id: 'never', lastSeenAt: undefined },
    ];
    expect(ids(list, 'unseen', '', 'age')).toEqual(['never', 'old', 'new']);
  });
});

describe('catalog lines', () => {
  it('declare one dependency', () => {
    const [{ suggestion }] = dependencies.filter(each => each.suggestion);
    expect(suggestion && suggestionText(suggestion)).toBe(
      'spec:\n  consumesApis:\n    - api:default/videos\n',
    );
  });

  it('are put together by entity, each reference once', () => {
    const [base] = dependencies;
    const add = (
      from: string,
      relation: 'dependsOn' | 'consumesApis',
      ...targetRefs: string[]
    ): Dependency => ({
      ...base,
      source: { ...base.source, entityRef: from },
      suggestion: { relation, targetRefs },
    });
    expect(
      catalogAdditions([
        add('component:default/b', 'dependsOn', 'component:default/z'),
        add('component:default/a', 'dependsOn', 'component:default/y'),
        add('component:default/a', 'dependsOn', 'component:default/x'),
        add('component:default/a', 'dependsOn', 'component:default/x'),
        add('component:default/a', 'consumesApis', 'api:default/one'),
        { ...base, suggestion: undefined },
      ]),
    ).toBe(
      `# component:default/a
spec:
  consumesApis:
    - api:default/one
  dependsOn:
    - component:default/x
    - component:default/y
---
# component:default/b
spec:
  dependsOn:
    - component:default/z
`,
    );
  });
});

describe('markUndeclared', () => {
  it('marks the calls that the catalog does not declare, and no others', () => {
    const graph = markUndeclared(
      modelTopology(videoTopology('5m'), DEFAULT_HEALTH_THRESHOLDS),
      dependencies,
    );
    const marked = [...graph.edges.values()].filter(
      ({ undeclared }) => undeclared,
    );
    expect(marked.map(({ source, target }) => [source, target])).toContainEqual(
      [playlistsApi.id, videosApi.id],
    );
    expect(marked.length).toBeLessThan(graph.edges.size);
  });
});
