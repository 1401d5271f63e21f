import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { Entity } from '@backstage/catalog-model';
import { EntityFactsStore } from './EntityFactsStore';

function entity(
  kind: string,
  name: string,
  relations: [string, string][] = [],
  rest: { title?: string; spec?: Entity['spec'] } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', title: rest.title },
    spec: rest.spec,
    relations: relations.map(([type, targetRef]) => ({ type, targetRef })),
  };
}

const entities = [
  entity(
    'Component',
    'web',
    [
      ['ownedBy', 'group:default/team-a'],
      ['partOf', 'component:default/shop-front'],
      ['partOf', 'system:default/shop'],
    ],
    { title: 'Web site', spec: { type: 'website', lifecycle: 'production' } },
  ),
  entity('System', 'shop', [['partOf', 'domain:default/sales']], {
    title: 'Shop',
  }),
  entity('Domain', 'sales'),
  entity('Group', 'team-a', [], {
    spec: { profile: { displayName: 'Team A' } },
  }),
];

function storeOf() {
  let now = 0;
  const client = new InMemoryCatalogClient({ entities });
  const asked: string[][] = [];
  const store = new EntityFactsStore(
    {
      getEntitiesByRefs: async request => {
        asked.push(request.entityRefs);
        return client.getEntitiesByRefs(request);
      },
    },
    () => now,
  );
  return { store, asked, wait: (ms: number) => (now += ms) };
}

describe('EntityFactsStore', () => {
  it('tells what an entity is, whose, and what it belongs to', async () => {
    const { store } = storeOf();
    await store.load(['component:default/web', 'component:default/gone']);
    const facts = store.getFacts();
    expect(facts.get('component:default/web')).toEqual({
      ref: 'component:default/web',
      name: 'web',
      title: 'Web site',
      kind: 'Component',
      type: 'website',
      lifecycle: 'production',
      owner: { ref: 'group:default/team-a', name: 'team-a', title: 'Team A' },
      system: { ref: 'system:default/shop', name: 'shop', title: 'Shop' },
      domain: { ref: 'domain:default/sales', name: 'sales', title: 'sales' },
    });
    expect(facts.has('component:default/gone')).toBe(false);
  });

  it('asks once, in one question each round, and again after a while', async () => {
    const { store, asked, wait } = storeOf();
    await store.load(['component:default/web', 'component:default/gone']);
    const before = asked.length;
    expect(asked[0]).toEqual([
      'component:default/web',
      'component:default/gone',
    ]);
    await store.load(['component:default/web']);
    expect(asked).toHaveLength(before);
    wait(301_000);
    await store.load(['component:default/web']);
    expect(asked.length).toBeGreaterThan(before);
  });

  it('leaves facts out where the catalog does not answer, and asks again', async () => {
    let broken = true;
    const client = new InMemoryCatalogClient({ entities });
    const store = new EntityFactsStore({
      getEntitiesByRefs: async request => {
        if (broken) {
          throw new Error('no answer');
        }
        return client.getEntitiesByRefs(request);
      },
    });
    await store.load(['component:default/web']);
    expect(store.getFacts().size).toBe(0);
    broken = false;
    await store.load(['component:default/web']);
    expect(store.getFacts().get('component:default/web')?.title).toBe(
      'Web site',
    );
  });
});
