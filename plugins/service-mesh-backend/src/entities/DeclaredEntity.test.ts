import { Entity } from '@backstage/catalog-model';
import { readDeclaredEntity } from './DeclaredEntity';

const entity = (more: Partial<Entity>, editUrl?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'Web',
    namespace: 'shop',
    ...(editUrl && { annotations: { 'backstage.io/edit-url': editUrl } }),
  },
  ...more,
});

describe('readDeclaredEntity', () => {
  it('should read what the file says, with the defaults of the catalog', () => {
    expect(
      readDeclaredEntity(
        entity({
          spec: {
            dependsOn: ['resource:default/Db', 'api', 'component:x/y'],
            consumesApis: ['videos'],
            providesApis: ['default/pages'],
          },
        }),
      ),
    ).toEqual({
      ref: 'component:shop/web',
      dependsOn: ['component:shop/api', 'component:x/y', 'resource:default/db'],
      consumesApis: ['api:shop/videos'],
      providesApis: ['api:default/pages'],
    });
  });

  it('should read what processors made of it, each once', () => {
    expect(
      readDeclaredEntity(
        entity({
          spec: { dependsOn: ['component:shop/api'] },
          relations: [
            { type: 'dependsOn', targetRef: 'component:shop/api' },
            { type: 'dependsOn', targetRef: 'resource:shop/queue' },
            { type: 'consumesApi', targetRef: 'api:shop/videos' },
            { type: 'providesApi', targetRef: 'api:shop/pages' },
            { type: 'dependencyOf', targetRef: 'component:shop/other' },
          ],
        }),
      ),
    ).toMatchObject({
      dependsOn: ['component:shop/api', 'resource:shop/queue'],
      consumesApis: ['api:shop/videos'],
      providesApis: ['api:shop/pages'],
    });
  });

  it.each<[unknown]>([[undefined], ['api'], [[1, null, '::', {}]], [{}]])(
    'should stand what is no list of references: %j',
    dependsOn => {
      const { dependsOn: read } = readDeclaredEntity(
        entity({ spec: { dependsOn } as Entity['spec'] }),
      );
      expect(read.every(ref => /^[a-z]+:[a-z]+\/./.test(ref))).toBe(true);
    },
  );

  it.each([
    ['https://git.example/edit', 'https://git.example/edit'],
    ['data:text/html,x', undefined],
    ['/edit', undefined],
  ])('should take as the place to edit %s: %s', (url, expected) => {
    expect(readDeclaredEntity(entity({}, url)).editUrl).toBe(expected);
  });
});
