import { serviceMeshReadPermission } from '@backstage-mesh/plugin-service-mesh-common';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { testComponent } from '../entities/__testUtils__/testComponent';
import { ViewerDecisions } from './ViewerDecisions';

const vera = mockCredentials.user('user:default/vera');
const NAMES = Array.from({ length: 600 }, (_, i) => `c${i}`);
const REFS = NAMES.map(name => `component:default/${name}`);

const OWNED: PolicyDecision = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: {
    rule: 'IS_ENTITY_OWNER',
    resourceType: 'catalog-entity',
    params: { claims: [] },
  },
};
const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

describe('ViewerDecisions', () => {
  function create(
    policy: { read: PolicyDecision; catalog: PolicyDecision },
    now?: () => number,
  ) {
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async requests =>
        requests.map(({ permission }) =>
          permission.name === 'catalog.entity.read'
            ? policy.catalog
            : policy.read,
        ),
      // Those with an even number.
      authorize: async requests =>
        requests.map(request => ({
          result: /[02468]$/.test(
            'resourceRef' in request ? request.resourceRef ?? '' : '',
          )
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
        })),
    });
    const catalog = catalogServiceMock({
      // The catalog hides the last hundred from her.
      entities: NAMES.slice(0, 500).map(name => testComponent(name)),
    });
    const reads = jest.spyOn(catalog, 'getEntitiesByRefs');
    const decisions = new ViewerDecisions({
      permissions,
      catalog,
      keptMs: 30_000,
      now,
    });
    return { decisions, permissions, reads };
  }

  const ask = async ({ decisions }: ReturnType<typeof create>, refs = REFS) =>
    (await decisions.allowedEntities(vera, serviceMeshReadPermission, refs))
      .size;

  it.each<[string, PolicyDecision, PolicyDecision, number, number, number]>([
    ['all, and the catalog shows all', ALLOW, ALLOW, 600, 0, 0],
    ['all, and the catalog shows some', ALLOW, OWNED, 500, 0, 3],
    ['some, and the catalog shows all', OWNED, ALLOW, 300, 3, 0],
    ['some, and the catalog shows some', OWNED, OWNED, 250, 3, 2],
    ['none', DENY, ALLOW, 0, 0, 0],
    ['all, and the catalog shows none', ALLOW, DENY, 0, 0, 0],
  ])(
    'should ask about single entities only where a policy allows %s',
    async (_, read, catalog, allowed, authorized, looked) => {
      const created = create({ read, catalog });
      expect(await ask(created)).toBe(allowed);
      expect(await ask(created)).toBe(allowed);
      expect(created.permissions.authorize).toHaveBeenCalledTimes(authorized);
      expect(created.reads).toHaveBeenCalledTimes(looked);
    },
  );

  it('should ask the catalog whether an entity exists, whatever the policy says', async () => {
    const { decisions } = create({ read: ALLOW, catalog: ALLOW });
    const visible = await decisions.visibleEntities(vera, REFS);
    expect(visible.size).toBe(500);
  });

  it('should ask once more where the connection breaks, and say so where it breaks again', async () => {
    const reset = Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('read ECONNRESET'), {
        code: 'ECONNRESET',
      }),
    });
    const created = create({ read: ALLOW, catalog: OWNED });
    created.reads.mockRejectedValueOnce(reset);
    expect(await ask(created, REFS.slice(0, 2))).toBe(1);
    expect(created.reads).toHaveBeenCalledTimes(2);

    const broken = create({ read: ALLOW, catalog: OWNED });
    broken.permissions.authorize.mockRejectedValue(reset);
    await expect(ask(broken, REFS.slice(0, 2))).rejects.toThrow(
      /^The permission backend .* try again/,
    );
  });

  it('should not take for a service what this plugin may not ask', async () => {
    const { decisions, reads } = create({ read: ALLOW, catalog: DENY });
    const allowed = await decisions.allowedEntities(
      mockCredentials.service('external:curl'),
      serviceMeshReadPermission,
      REFS,
    );
    expect(allowed.size).toBe(500);
    expect(reads).toHaveBeenCalledTimes(3);
  });

  it('should ask again before decisions are forgotten, and let nobody wait', async () => {
    let now = 1_000;
    const created = create({ read: OWNED, catalog: ALLOW }, () => now);
    const { permissions } = created;
    const at = async (time: number) => {
      now = time;
      // The cache looks at the clock once a millisecond.
      await new Promise(resolve => setTimeout(resolve, 5));
    };
    expect(await ask(created)).toBe(300);
    await at(20_000);
    expect(await ask(created)).toBe(300);
    expect(permissions.authorize).toHaveBeenCalledTimes(3);
    await at(22_000);
    const answers: (() => void)[] = [];
    permissions.authorize.mockImplementation(
      requests =>
        new Promise(resolve => {
          answers.push(() => resolve(requests.map(() => DENY)));
        }),
    );
    // What is known is told, while what will be is asked: three batches, once.
    expect(await ask(created)).toBe(300);
    expect(await ask(created)).toBe(300);
    expect(permissions.authorize).toHaveBeenCalledTimes(6);
    answers.forEach(answer => answer());
    await at(23_000);
    expect(await ask(created)).toBe(0);
    expect(permissions.authorize).toHaveBeenCalledTimes(6);
  });
});
