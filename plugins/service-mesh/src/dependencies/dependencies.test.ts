import {
  DEFAULT_HEALTH_THRESHOLDS,
  Dependency,
  DependencyList,
} from '@backstage-mesh/plugin-service-mesh-common';
import { videoDependencies } from '../__fixtures__/meshAnswers';
import {
  playlistsApi,
  videoTopology,
  videosApi,
} from '../__fixtures__/videoCatalog';
import { english } from '../__testUtils__/english';
import { modelTopology } from '../graph';
import {
  catalogAdditions,
  suggestionLines,
  suggestionText,
} from './catalogLines';
import {
  dependencyParameters,
  readDependencyChoices,
} from './dependencyAddress';
import { endName } from './endName';
import { explainState } from './explainState';
import { markUndeclared } from './markUndeclared';

const { dependencies } = videoDependencies();

describe('catalog lines', () => {
  it('declare one dependency', () => {
    const [{ suggestion }] = dependencies.filter(each => each.suggestion);
    expect(suggestion && suggestionText(suggestion)).toBe(
      "spec:\n  consumesApis:\n    - 'api:default/videos'\n",
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
    - 'api:default/one'
  dependsOn:
    - 'component:default/x'
    - 'component:default/y'
---
# component:default/b
spec:
  dependsOn:
    - 'component:default/z'
`,
    );
  });
});

describe('what somebody wrote for a reference', () => {
  const [base] = dependencies.filter(each => each.suggestion);
  const suggested = (...targetRefs: string[]): Dependency => ({
    ...base,
    suggestion: { relation: 'consumesApis', targetRefs },
  });

  it.each([
    "api:default/a\n  owner: 'group:default/us'",
    "api:default/a' # '",
    'api:default/a: b',
    'api:default/*',
    'a',
    '',
    `api:default/${'a'.repeat(64)}`,
  ])('is left out where it is none: %j', text => {
    expect(catalogAdditions([suggested(text)])).toBe('');
    expect(
      suggestionLines(suggested(text, 'api:default/b').suggestion!),
    ).toEqual([
      { text: 'spec:', added: false },
      { text: '  consumesApis:', added: false },
      { text: "    - 'api:default/b'", added: true },
    ]);
  });

  it('is left out as the entity as well', () => {
    const evil = suggested('api:default/b');
    evil.source = {
      ...evil.source,
      entityRef: 'component:default/a\nspec: {}',
    };
    expect(catalogAdditions([evil])).toBe('');
  });
});

describe('choices in the address', () => {
  it('are read as they are written', () => {
    const choices = { state: 'unseen', query: 'web', order: 'rate' } as const;
    const parameters = dependencyParameters(choices);
    expect(readDependencyChoices(name => parameters[name])).toEqual(choices);
  });

  it.each([{ state: 'x', order: 'x' }, {}])(
    'begin as usual with %j',
    address => {
      expect(
        readDependencyChoices(
          name => (address as Record<string, string>)[name],
        ),
      ).toEqual({ state: 'undeclared', query: '', order: 'rate' });
    },
  );

  it('forget the order of another state', () => {
    expect(dependencyParameters({ state: 'both' })).toEqual({
      state: 'both',
      order: undefined,
    });
    expect(dependencyParameters({ query: '' })).toEqual({ q: undefined });
  });
});

describe('endName', () => {
  it('says of a hidden end that it is hidden', () => {
    expect(endName({ name: '', nodeIds: [] }, english)).toBe('hidden');
    expect(endName({ name: 'web', nodeIds: [] }, english)).toBe('web');
  });
});

describe('explainState', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const list = (rememberedSince?: string): DependencyList => ({
    dependencies: [],
    rememberedSince,
    counts: { undeclared: 0, unseen: 0, both: 0 },
    total: 0,
    retentionDays: 30,
    measurements: [
      { cluster: 'east', source: 'prometheus', windowSeconds: 60 },
    ],
    warnings: [],
  });
  const said = (...args: Parameters<typeof explainState>) =>
    explainState(...args).replace(/\u00a0/g, ' ');

  it.each([
    ['2026-03-01T11:59:48Z', 'in the last 12 s'],
    ['2026-02-27T12:00:00Z', 'in the last 2 d'],
    ['2020-01-01T00:00:00Z', 'in the last 30 d'],
    [undefined, 'Seen in the mesh now'],
  ])('says since when calls are remembered: %s', (since, text) => {
    expect(said(list(since), 'undeclared', 'rate', now, english)).toContain(
      text,
    );
  });

  it('says of which time rates are, where there are any', () => {
    expect(said(list(), 'both', 'rate', now, english)).toContain(
      'Rates are of the last 1 min.',
    );
    expect(said(list(), 'unseen', 'age', now, english)).not.toContain('Rates');
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
