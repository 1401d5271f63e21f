import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { DeclaredEntity } from '../entities';
import { CallEnd } from './callEnd';
import { joinDependencies } from './joinDependencies';
import { ObservedCall } from './ObservedCall';

const HOUR = 60 * 60_000;

function workload(name: string, cluster = 'east') {
  const ref: WorkloadRef = {
    cluster,
    namespace: 'shop',
    kind: 'Deployment',
    name,
  };
  return { type: 'workload' as const, workload: ref };
}

function call(
  source: string,
  target: string | CallEnd,
  more: Partial<ObservedCall> = {},
): ObservedCall {
  return {
    cluster: 'east',
    source: workload(source),
    target: typeof target === 'string' ? workload(target) : target,
    protocol: 'http',
    firstSeen: HOUR,
    lastSeen: 5 * HOUR,
    ...more,
  };
}

function entity(
  name: string,
  more: Partial<Record<keyof DeclaredEntity, string | string[]>> = {},
): DeclaredEntity {
  const refs = (kind: string, names: string | string[] = []) =>
    [names]
      .flat()
      .map(text =>
        text.includes(':')
          ? text.replace(':', ':default/')
          : `${kind}:default/${text}`,
      );
  return {
    ref: refs('component', name)[0],
    dependsOn: refs('component', more.dependsOn),
    consumesApis: refs('api', more.consumesApis),
    providesApis: refs('api', more.providesApis),
    ...(more.editUrl && { editUrl: String(more.editUrl) }),
  };
}

/** Each workload is selected by the component with its name, and by what is listed here. */
function join(
  calls: ObservedCall[],
  declared: DeclaredEntity[],
  options: { also?: Record<string, string[]>; outOfSight?: string[] } = {},
) {
  const known = new Set(declared.map(({ ref }) => ref));
  return joinDependencies({
    calls,
    declared,
    watched: {
      callsSince: (...ends) =>
        ends.every(ref => known.has(ref) && !options.outOfSight?.includes(ref))
          ? 2 * HOUR
          : undefined,
    },
    entitiesOf: ({ name }) => [
      ...[`component:default/${name}`].filter(ref => known.has(ref)),
      ...(options.also?.[name] ?? []),
    ],
  });
}

/** `state source > target: how it is declared`. */
function told(...parameters: Parameters<typeof join>): string[] {
  const nameOf = ({
    entityRef,
    nodes,
  }: ReturnType<typeof join>[number]['source']) =>
    entityRef?.replace('default/', '') ??
    [...nodes.values()].map(({ name }) => name).join('+');
  return join(...parameters).map(
    ({ state, source, target, declarations }) =>
      `${state} ${nameOf(source)} > ${nameOf(target)}${declarations
        .map(({ relation, targetRef }) => ` ${relation} ${targetRef}`)
        .join('')}`,
  );
}

describe('joinDependencies', () => {
  it.each<[string, string[], ...Parameters<typeof join>]>([
    [
      'both where the catalog depends on the callee',
      ['both component:web > component:api dependsOn component:default/api'],
      [call('web', 'api')],
      [entity('web', { dependsOn: 'api' }), entity('api')],
    ],
    [
      'both where the callee provides the API that is consumed',
      ['both component:web > component:api consumesApis api:default/videos'],
      [call('web', 'api')],
      [
        entity('web', { consumesApis: 'videos' }),
        entity('api', { providesApis: 'videos' }),
      ],
    ],
    [
      'both for each of several providers that is called, and nothing unseen',
      ['both component:web > component:api consumesApis api:default/videos'],
      [call('web', 'api')],
      [
        entity('web', { consumesApis: 'videos' }),
        entity('api', { providesApis: 'videos' }),
        entity('api-old', { providesApis: 'videos' }),
      ],
    ],
    [
      'both where it is declared twice, once',
      [
        'both component:web > component:api dependsOn component:default/api consumesApis api:default/videos',
      ],
      [call('web', 'api')],
      [
        entity('web', { dependsOn: 'api', consumesApis: 'videos' }),
        entity('api', { providesApis: 'videos' }),
      ],
    ],
    [
      'both where a resource is declared that stands for the same workload',
      ['both component:api > component:db dependsOn resource:default/db'],
      [call('api', 'db', { protocol: 'tcp' })],
      [
        entity('api', { dependsOn: 'resource:db' }),
        entity('db'),
        entity('resource:db'),
      ],
      { also: { db: ['resource:default/db'] } },
    ],
    [
      'undeclared what the catalog does not say, in this direction',
      [
        'undeclared component:web > component:api',
        'unseen component:api > component:web dependsOn component:default/web',
      ],
      [call('web', 'api')],
      [entity('web'), entity('api', { dependsOn: 'web' })],
    ],
    [
      'undeclared ends that no entity claims',
      ['undeclared cron > component:api', 'undeclared component:api > db'],
      [call('cron', 'api'), call('api', 'db')],
      [entity('api')],
    ],
    [
      'undeclared Services and hosts',
      [
        'undeclared component:web > gift-wrap',
        'undeclared component:web > api.example.com',
      ],
      [
        call('web', { type: 'service', namespace: 'shop', name: 'gift-wrap' }),
        call('web', { type: 'external', host: 'api.example.com' }),
      ],
      [entity('web')],
    ],
    [
      'unseen what nobody calls',
      ['unseen component:web > component:api dependsOn component:default/api'],
      [],
      [entity('web', { dependsOn: 'api' }), entity('api')],
    ],
    [
      'unseen an API whose only provider is not called, by the provider',
      ['unseen component:web > component:api consumesApis api:default/videos'],
      [],
      [
        entity('web', { consumesApis: 'videos' }),
        entity('api', { providesApis: 'videos' }),
      ],
    ],
    [
      'unseen an API of several providers, by the API',
      ['unseen component:web > api:videos consumesApis api:default/videos'],
      [],
      [
        entity('web', { consumesApis: 'videos' }),
        entity('api', { providesApis: 'videos' }),
        entity('api-old', { providesApis: 'videos' }),
      ],
    ],
    [
      'nothing of what the mesh can not see',
      [],
      [],
      [
        entity('web', {
          dependsOn: ['s3', 'resource:bucket'],
          consumesApis: 'sms',
        }),
      ],
    ],
    [
      'nothing unseen of a caller that is out of sight',
      [],
      [],
      [entity('web', { dependsOn: 'api' }), entity('api')],
      { outOfSight: ['component:default/web'] },
    ],
    [
      'unseen of an API only those providers that are in sight',
      ['unseen component:web > component:api consumesApis api:default/videos'],
      [],
      [
        entity('web', { consumesApis: 'videos' }),
        entity('api', { providesApis: 'videos' }),
        entity('api-old', { providesApis: 'videos' }),
      ],
      { outOfSight: ['component:default/api-old'] },
    ],
    [
      'nothing of calls inside one entity',
      [],
      [call('web', 'web-worker'), call('web', 'web')],
      [entity('web', { dependsOn: 'web' })],
      { also: { 'web-worker': ['component:default/web'] } },
    ],
    [
      'nothing declared by who merely selects the pods of others, and that one is not unseen',
      ['undeclared component:web > component:api'],
      [call('web', 'api')],
      [entity('web'), entity('api'), entity('nosy', { dependsOn: 'api' })],
      { also: { web: ['component:default/nosy'] } },
    ],
  ])('should tell %s', (_, expected, ...input) => {
    expect(told(...input)).toEqual(expected);
  });

  it('should join the workloads of an entity, with their calls', () => {
    const [dependency, ...others] = join(
      [
        call('web', 'api', { lastSeen: 9 * HOUR }),
        call('web-canary', 'api', { firstSeen: 0, protocol: 'grpc' }),
      ],
      [entity('web'), entity('api')],
      { also: { 'web-canary': ['component:default/web'] } },
    );
    expect(others).toEqual([]);
    expect([...dependency.source.nodes.values()].map(n => n.name)).toEqual([
      'web',
      'web-canary',
    ]);
    expect(dependency.target.nodes.size).toBe(1);
    expect(dependency.calls).toHaveLength(2);
  });

  it('should tell since when it would have been seen', () => {
    const sinces = join(
      [call('api', 'web')],
      [entity('web', { dependsOn: 'api' }), entity('api')],
    ).map(({ state, unseenSince }) => [state, unseenSince]);
    expect(sinces).toEqual([
      ['undeclared', undefined],
      ['unseen', 2 * HOUR],
    ]);
  });

  it('should count once a call that two clusters tell of', () => {
    const stats = { requestsPerSecond: 5 };
    const [{ calls }] = join(
      [
        call('web', workload('api', 'west'), { stats, firstSeen: 2 * HOUR }),
        call('web', workload('api', 'west'), { cluster: 'west', stats }),
      ],
      [],
    );
    expect(calls).toEqual([
      expect.objectContaining({ stats, firstSeen: HOUR, lastSeen: 5 * HOUR }),
    ]);
  });

  it.each<[string, object | undefined, ...Parameters<typeof join>]>([
    [
      'the API of the callee, and where to edit',
      {
        apiRefs: ['api:default/videos'],
        editUrl: 'https://git.example/web/catalog-info.yaml',
      },
      [call('web', 'api')],
      [
        entity('web', { editUrl: 'https://git.example/web/catalog-info.yaml' }),
        entity('api', { providesApis: 'videos' }),
      ],
    ],
    [
      'no API for bare TCP',
      { apiRefs: [] },
      [call('web', 'api', { protocol: 'tcp' })],
      [entity('web'), entity('api', { providesApis: 'videos' })],
    ],
    [
      'nothing where it is declared',
      undefined,
      [call('web', 'api')],
      [entity('web', { dependsOn: 'api' }), entity('api')],
    ],
    [
      'nothing where no entity stands for the caller',
      undefined,
      [call('cron', 'api')],
      [entity('api')],
    ],
    [
      'nothing where no entity stands for the callee',
      undefined,
      [call('web', 'db')],
      [entity('web')],
    ],
  ])('should suggest %s', (_, expected, ...input) => {
    expect(join(...input)[0].suggestion).toEqual(expected);
  });

  it('should give a dependency the same id, whatever else is known', () => {
    const entities = [entity('web'), entity('api')];
    const [first] = join([call('web', 'api')], entities);
    const later = join([call('api', 'db'), call('web', 'api')], entities);
    expect(later[1].id).toBe(first.id);
    expect(later[0].id).not.toBe(first.id);
  });
});
