import { Entity } from '@backstage/catalog-model';
import { InputError, NotAllowedError } from '@backstage/errors';
import fc from 'fast-check';
import { attempt, fuzz, hostileText } from 'fuzzing';
import { nameUser, parseUserTemplate } from './userTemplate';

const text = fc.oneof(
  hostileText(),
  fc.constantFrom('system:', 'SYSTEM:masters', 'jane', 'jane@example.com', ':'),
);

const template = fc
  .array(
    fc.oneof(
      text,
      fc.constantFrom(
        '{email}',
        '{name}',
        '{namespace}',
        '{annotation:a/b}',
        '{annotation:__proto__}',
        '{',
        '}',
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(parts => parts.join(''));

const user = fc.record({
  apiVersion: fc.constant('backstage.io/v1alpha1'),
  kind: fc.constant('User'),
  metadata: fc.record({
    name: text,
    namespace: fc.option(text, { nil: undefined }),
    annotations: fc.option(fc.dictionary(fc.constantFrom('a/b', 'c'), text), {
      nil: undefined,
    }),
  }),
  spec: fc.record({
    profile: fc.oneof(
      fc.record({ email: fc.oneof(text, fc.constantFrom(null, 5, {})) }),
      fc.constantFrom(null, 'x', 5),
    ),
  }),
});

describe('who somebody is in Kubernetes', () => {
  it(
    "should fit into a header, and be none of Kubernetes' own",
    fuzz(fc.tuple(template, user), ([written, entity]) => {
      const { value: parsed } = attempt(
        () => parseUserTemplate(written),
        InputError,
      );
      if (!parsed) {
        return;
      }
      const { value: name } = attempt(
        () => nameUser(parsed, entity as unknown as Entity),
        NotAllowedError,
      );
      expect(name ?? 'refused').toMatch(/^(?!system:)[\x21-\x7e]{1,256}$/i);
    }),
  );
});
