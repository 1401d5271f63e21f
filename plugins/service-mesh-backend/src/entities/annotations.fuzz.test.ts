import fc from 'fast-check';
import { fuzz, hostileText } from 'fuzzing';
import { Entity } from '@backstage/catalog-model';
import { readAnnotatedEntity } from './AnnotatedEntity';
import { EntityTable } from './EntityTable';

const REF = /^[^\p{Cc}]*$/u;

/** Entities as the catalog lets them through, and as it does not. */
const entity = fc.record({
  apiVersion: fc.constant('backstage.io/v1alpha1'),
  kind: fc.constantFrom('Component', 'Resource'),
  metadata: fc.record({
    name: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
    annotations: fc.dictionary(
      fc.constantFrom(
        'backstage.io/kubernetes-id',
        'backstage.io/kubernetes-label-selector',
        'backstage.io/kubernetes-namespace',
        'backstage.io/kubernetes-cluster',
        'backstage.io/edit-url',
        '__proto__',
      ),
      fc.oneof(
        hostileText(),
        fc.constantFrom('web', 'app=web', 'app in (web,api)', '!x', 'shop'),
      ),
    ),
  }),
  spec: fc.dictionary(
    fc.constantFrom('owner', 'dependsOn', 'consumesApis', 'providesApis'),
    fc.oneof(
      hostileText(),
      fc.array(fc.oneof(hostileText(), fc.constant('api:shop/a')), {
        maxLength: 3,
      }),
      fc.constantFrom(null, 5, {}, 'group:default/a', 'a/b/c:d'),
    ),
  ),
});

describe('readAnnotatedEntity', () => {
  it(
    'should read any entity, or say what is wrong with its selector',
    fuzz(
      fc.tuple(entity, hostileText(), hostileText()),
      ([written, namespace, value]) => {
        const read = readAnnotatedEntity(written as unknown as Entity);
        if (!read) {
          return;
        }
        const { selector, problem, owner, declared } = read;
        const refs = [
          ...(owner ? [owner] : []),
          ...declared.dependsOn,
          ...declared.consumesApis,
          ...declared.providesApis,
        ];
        const table = new EntityTable([read]);
        const labels = { app: value };
        const chosen = table.select({ cluster: 'east', namespace }, labels);
        const { editUrl = 'https://a' } = declared;
        expect([
          (selector === undefined) !== (problem === undefined),
          problem === undefined ||
            (problem.length < 1_000 && REF.test(problem)),
          refs.every(ref => /^[^:/]+:[^/]+\/.+$/s.test(ref)),
          /^https?:/i.test(editUrl),
          // Whoever names a namespace is found in no other, and nobody by labels that the selector does not match.
          chosen.length === 0 ||
            ((read.namespace ?? namespace) === namespace &&
              (read.cluster ?? 'east') === 'east' &&
              selector?.matches(labels) === true),
        ]).toEqual(Array(5).fill(true));
      },
    ),
  );
});
