import {
  DEFAULT_HEALTH_THRESHOLDS,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { EntityFacts } from '../catalog';
import { modelTopology } from '../graph';
import { createGraph } from '../graph/model';
import {
  call,
  cdn,
  digestMail,
  http,
  playlistsApi,
  videoTopology,
  videosApi,
  workload,
} from '../__fixtures__/videoCatalog';
import { evaluate } from './evaluate';
import { findNodes } from './findNodes';
import type { NodeFacts } from './nodeFacts';
import { Expression, parseExpression } from './parse';
import { applySuggestion, knownValues, suggest } from './suggest';

const facts: NodeFacts = {
  texts: {
    name: ['videos-api'],
    namespace: ['video'],
    kind: ['Deployment'],
    owner: ['team-video', 'Video team', 'group:default/team-video'],
    system: [],
    domain: [],
    entity: ['component:default/videos-api'],
  },
  // of two entities one is not loaded
  partial: new Set(['owner', 'entity']),
  numbers: { rps: 27.4, success: 69, callers: 2, p99: 1200 },
  flags: { mtls: false },
  health: 'failing-because',
};

function holds(text: string): boolean | undefined {
  const result = parseExpression(text);
  if (!result.ok || !result.expression) {
    throw new Error(`not understood: ${text}`);
  }
  return evaluate(result.expression, facts);
}

describe('evaluate', () => {
  it.each<[string, boolean | undefined]>([
    ['rps > 10 and success < 99', true],
    ['rps>10 success<99', true],
    ['rps > 10 AND success >= 99', false],
    ['rps > 100 or success < 70', true],
    ['rps > 100 or success > 70', false],
    ['rps >= 27.4', true],
    ['rps = 27.4', true],
    ['rps != 27.4', false],
    ['rps > 1k', false],
    ['success < 99%', true],
    ['p99 > 1s', true],
    ['p99 > 1500ms', false],
    // unknown is neither, and its contrary is unknown too
    ['mean > 10', undefined],
    ['mean <= 10', undefined],
    ['mean != 10', undefined],
    ['not (mean > 10)', undefined],
    ['mean > 10 or rps > 10', true],
    ['mean > 10 and rps > 100', false],
    ['mean > 10 and rps > 10', undefined],
    ['meshed = true', undefined],
    ['meshed != true', undefined],
    ['mtls = false', true],
    ['mtls = no', true],
    ['mtls != false', false],
    ['owner = team-video', true],
    ['owner = "Video team"', true],
    ['OWNER = Team-Video', true],
    ['owner = group:default/team-video', true],
    ['owner != team-video', false],
    ['owner ~ team', true],
    ['owner !~ team', false],
    // another entity may have another owner
    ['owner = team', undefined],
    ['owner != team', undefined],
    ['owner ~ audio', undefined],
    ['owner !~ audio', undefined],
    ['not owner = team', undefined],
    ['cluster = east', undefined],
    ['cluster != east', undefined],
    // a known absence differs from every text
    ['system = shop', false],
    ['system != shop', true],
    ['namespace != kube-system', true],
    ['name ~ API', true],
    ['health = failing', true],
    ['health = failing-because', true],
    ['health != failing', false],
    ['health = healthy', false],
    ['not health = failing', false],
    ['not not rps > 1', true],
    ['!(rps > 1)', false],
    ['videos', true],
    ['videos team', true],
    ['videos shop', false],
    ['"videos team"', false],
    ['"and"', false],
    ['(rps > 100 or rps < 30) and (name ~ video)', true],
    ['rps > 100 and rps > 1 or name ~ videos', true],
  ])('%s → %p', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });
});

describe('parseExpression', () => {
  it.each(['', '   '])('takes "%s" for no question', text => {
    expect(parseExpression(text)).toEqual({ ok: true });
  });

  it.each([
    ['rps >', 'number', 5, 5, ''],
    ['rps > lots', 'number', 6, 10, 'lots'],
    ['rps > 5ms', 'number', 6, 9, '5ms'],
    ['success < 5k', 'number', 10, 12, '5k'],
    ['rps > > 3', 'number', 6, 7, '>'],
    ['rps ~ 3', 'operator', 4, 5, '~'],
    ['mtls > true', 'operator', 5, 6, '>'],
    ['mtls = maybe', 'flag', 7, 12, 'maybe'],
    ['health = fine', 'choice', 9, 13, 'fine'],
    ['colour = red', 'field', 0, 6, 'colour'],
    ['"name" = red', 'field', 0, 6, 'name'],
    ['= 3', 'field', 0, 1, '='],
    ['rps > 1 and', 'condition', 11, 11, ''],
    ['and rps > 1', 'condition', 0, 3, 'and'],
    ['rps > 1 or or rps < 2', 'condition', 11, 13, 'or'],
    ['(rps > 1', 'closing-bracket', 8, 8, ''],
    ['rps > 1)', 'nothing', 7, 8, ')'],
    ['()', 'condition', 1, 2, ')'],
    ['not', 'condition', 3, 3, ''],
    ['name = "web', 'closing-quote', 7, 11, 'web'],
    ['"web', 'closing-quote', 0, 4, 'web'],
    ['name =', 'text', 6, 6, ''],
  ])('says what is wrong with %s', (text, expected, start, end, found) => {
    expect(parseExpression(text)).toEqual({
      ok: false,
      error: expect.objectContaining({ expected, start, end, found }),
    });
  });

  it('refuses brackets without end instead of running out of stack', () => {
    expect(parseExpression('('.repeat(100_000))).toMatchObject({ ok: false });
    expect(parseExpression('not '.repeat(100_000))).toMatchObject({
      ok: false,
    });
  });

  it('answers something to any text', () => {
    const parts = [
      'rps',
      '>',
      '=',
      '!',
      '(',
      ')',
      '"',
      'and',
      'not',
      '5',
      ' ',
      'ä',
      '~',
    ];
    let seed = 7;
    for (let run = 0; run < 3000; run += 1) {
      let text = '';
      for (let length = 0; length < 9; length += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        text += parts[seed % parts.length];
      }
      const result = parseExpression(text);
      const { start, end } = result.ok
        ? { start: 0, end: text.length }
        : result.error;
      expect(end).toBeLessThanOrEqual(text.length);
      expect(start).toBeLessThanOrEqual(end);
    }
  });
});

const graph = modelTopology(videoTopology('5m'), DEFAULT_HEALTH_THRESHOLDS);
const named = (name: string) => ({
  ref: `group:default/${name}`,
  name,
  title: 'Video team',
});
const entities = new Map<string, EntityFacts>([
  [
    'component:default/videos-api',
    {
      ref: 'component:default/videos-api',
      name: 'videos-api',
      title: 'Videos',
      kind: 'Component',
      owner: named('team-video'),
    },
  ],
]);

describe('findNodes', () => {
  const found = (text: string) => {
    const result = parseExpression(text);
    return result.ok && result.expression
      ? [...findNodes(result.expression, graph, entities)]
      : undefined;
  };

  it('asks the graph and the catalog', () => {
    expect(found('owner = team-video')).toEqual([videosApi.id]);
    expect(found('"Videos"')).toContain(videosApi.id);
    expect(found('rps > 10 and success < 95')).toEqual(
      expect.arrayContaining([playlistsApi.id, videosApi.id]),
    );
  });

  it('takes what is not measured for neither more nor less', () => {
    const all = [...(found('rps >= 0') ?? []), ...(found('rps < 0') ?? [])];
    expect(all).not.toContain(cdn.id);
    expect(all).toContain(digestMail.id);
  });

  it('judges a pure client by the calls that it makes', () => {
    const failing = workload('cron', {
      stats: { requestsPerSecond: 0, tcp: { openConnections: 0 } },
    });
    const client = modelTopology(
      {
        nodes: [failing, videosApi],
        edges: [call(failing, videosApi, 'http', 'mesh', http(2, 60, 60))],
      },
      DEFAULT_HEALTH_THRESHOLDS,
    );
    const { expression } = parseExpression('success < 99 and rps > 1') as {
      expression: Expression;
    };
    expect(findNodes(expression, client, entities)).toContain(failing.id);
  });

  it('says nothing of what is hidden, or not loaded', () => {
    const hidden: TopologyNode = {
      ...videosApi,
      id: 'hidden',
      type: 'hidden',
      kind: 'Hidden',
      name: undefined,
      namespace: undefined,
      entityRefs: [],
    };
    const unloaded: TopologyNode = {
      ...workload('unloaded', { stats: {} }),
      entityRefs: ['component:default/unloaded'],
    };
    const unclaimed: TopologyNode = {
      ...workload('unclaimed', { stats: {} }),
      entityRefs: [],
    };
    const part = createGraph(
      modelTopology(
        { nodes: [hidden, unloaded, unclaimed, videosApi], edges: [] },
        DEFAULT_HEALTH_THRESHOLDS,
      ).nodes.values(),
      [],
    );
    const foundIn = (text: string) => {
      const result = parseExpression(text);
      return result.ok && result.expression
        ? [...findNodes(result.expression, part, entities)]
        : undefined;
    };
    expect(foundIn('owner != nobody')).toEqual([unclaimed.id, videosApi.id]);
    expect(foundIn('not owner = nobody')).toEqual([unclaimed.id, videosApi.id]);
    expect(foundIn('namespace != kube-system')).not.toContain('hidden');
    expect(foundIn('not kube')).not.toContain('hidden');
  });

  it('finds nothing in an empty graph', () => {
    const result = parseExpression('web');
    expect(
      result.ok && result.expression
        ? findNodes(result.expression, createGraph([], []), entities).size
        : undefined,
    ).toBe(0);
  });
});

describe('suggest', () => {
  const known = knownValues(graph, entities);
  const texts = (text: string, caret = text.length) =>
    suggest(text, caret, known).suggestions.map(each => each.text);

  it('begins with fields', () => {
    expect(texts('')).toEqual(expect.arrayContaining(['name', 'namespace']));
    expect(texts('na')).toEqual(expect.arrayContaining(['name', 'namespace']));
    expect(texts('rps > 1 and na')).toContain('name');
  });

  it.each([
    ['rps', ['>', '<', '>=', '<=', '=', '!=']],
    ['rps ', ['>', '<', '>=', '<=', '=', '!=']],
    ['mtls ', ['=', '!=']],
    ['mtls = ', ['true', 'false']],
    ['mtls = f', ['false']],
    ['owner = ', ['team-video']],
    ['health = heal', ['healthy']],
    ['rps > 1 ', ['and', 'or']],
    ['(rps > 1) ', ['and', 'or']],
    ['rps > ', []],
  ])('after "%s"', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('knows the names of the graph', () => {
    expect(texts('videos-a')).toEqual(['videos-api']);
    expect(texts('name = playlists-a')).toEqual(['playlists-api']);
  });

  it('puts a suggestion where it belongs', () => {
    const { from, to, suggestions } = suggest('own and rps > 1', 3, known);
    expect(
      applySuggestion('own and rps > 1', { from, to }, suggestions[0]),
    ).toEqual({
      text: 'owner and rps > 1',
      caret: 6,
    });
    expect(
      applySuggestion(
        'owner =',
        { from: 7, to: 7 },
        { type: 'value', text: 'Video team' },
      ).text,
    ).toBe('owner = "Video team" ');
  });
});
