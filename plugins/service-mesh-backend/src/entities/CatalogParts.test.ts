import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogParts } from './CatalogParts';

function entity(
  kind: string,
  name: string,
  relations: Record<string, string[]> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    relations: Object.entries(relations).flatMap(([type, targets]) =>
      targets.map(target => ({
        type,
        targetRef: target.replace(':', ':default/'),
      })),
    ),
  };
}

const SHOP = [
  entity('Domain', 'retail', { hasPart: ['system:shop', 'domain:outlets'] }),
  entity('Domain', 'outlets', { hasPart: ['system:outlet'] }),
  entity('System', 'shop', {
    hasPart: ['component:cart', 'resource:cart-db', 'api:cart'],
    ownedBy: ['group:team-shop'],
  }),
  entity('System', 'outlet', { hasPart: ['component:kiosk'] }),
  entity('Component', 'cart', {
    hasPart: ['component:cart-worker'],
    dependsOn: ['component:pricing'],
    providesApi: ['api:cart'],
  }),
  entity('Component', 'cart-worker', { partOf: ['component:cart'] }),
  entity('Component', 'kiosk'),
  entity('Component', 'pricing'),
  entity('Resource', 'cart-db'),
  entity('API', 'cart', { apiProvidedBy: ['component:cart'] }),
  entity('Group', 'retail', { parentOf: ['group:team-shop'] }),
  entity('Group', 'team-shop', {
    ownerOf: ['system:shop', 'component:pricing', 'api:cart', 'domain:retail'],
    hasMember: ['user:jane'],
  }),
  entity('System', 'loop', { hasPart: ['component:loop'] }),
  entity('Component', 'loop', { hasPart: ['component:loop'] }),
  entity('System', 'huge', {
    hasPart: Array.from({ length: 1_200 }, (_, i) => `component:part-${i}`),
  }),
];

function create(entities: Entity[] = SHOP) {
  const catalog = catalogServiceMock({ entities });
  const reads = jest.spyOn(catalog, 'getEntitiesByRefs');
  const parts = new CatalogParts({ catalog, auth: mockServices.auth() });
  return { parts, reads };
}

describe('CatalogParts', () => {
  it.each([
    ['component:default/cart', ['component:cart-worker']],
    [
      'System:default/Shop',
      ['component:cart', 'component:cart-worker', 'resource:cart-db'],
    ],
    [
      'domain:default/retail',
      [
        'component:cart',
        'component:cart-worker',
        'component:kiosk',
        'resource:cart-db',
      ],
    ],
    ['api:default/cart', ['component:cart', 'component:cart-worker']],
    [
      'group:default/team-shop',
      [
        'component:cart',
        'component:cart-worker',
        'component:pricing',
        'resource:cart-db',
      ],
    ],
    [
      'group:default/retail',
      [
        'component:cart',
        'component:cart-worker',
        'component:pricing',
        'resource:cart-db',
      ],
    ],
    ['system:default/loop', ['component:loop']],
    ['user:default/jane', []],
    ['system:default/unknown', []],
  ])('should find the parts of %s', async (ref, expected) => {
    const { parts } = create();
    const { entityRefs, truncated } = await parts.partsOf(ref);
    expect(entityRefs.sort()).toEqual(
      expected.map(name => name.replace(':', ':default/')),
    );
    expect(truncated).toBe(false);
  });

  it('should stop at a thousand, and say so', async () => {
    const { parts } = create();
    const { entityRefs, truncated } = await parts.partsOf(
      'system:default/huge',
    );
    expect([entityRefs.length, truncated]).toEqual([1_000, true]);
  });

  it('should ask the catalog once for many who ask, and again after a failure', async () => {
    const { parts, reads } = create();
    reads.mockRejectedValueOnce(new Error('catalog is away'));
    await expect(parts.partsOf('system:default/outlet')).rejects.toThrow(
      'away',
    );
    await Promise.all([
      parts.partsOf('system:default/outlet'),
      parts.partsOf('system:default/outlet'),
    ]);
    // The system, then its component.
    expect(reads).toHaveBeenCalledTimes(3);
    expect(reads.mock.calls[1][0]).toMatchObject({
      fields: ['kind', 'relations'],
    });
  });
});
