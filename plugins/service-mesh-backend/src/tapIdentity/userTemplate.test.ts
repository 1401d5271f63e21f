import { Entity } from '@backstage/catalog-model';
import fc from 'fast-check';
import { nameUser, parseUserTemplate } from './userTemplate';

const jane: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name: 'jane',
    annotations: { 'example.com/login': 'jane.doe' },
  },
  spec: { profile: { email: 'jane@example.com' } },
};

const named = (template: string, user = jane) =>
  nameUser(parseUserTemplate(template), user);

/** What a function gives, or the name of its error. */
function outcomeOf(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return (error as Error).name;
  }
}

describe('the name of a user in Kubernetes', () => {
  it.each([
    ['{name}', 'jane'],
    ['{email}', 'jane@example.com'],
    ['oidc:{email}', 'oidc:jane@example.com'],
    ['{namespace}/{name}', 'default/jane'],
    ['{annotation:example.com/login}', 'jane.doe'],
  ])('should be made by %s', (template, name) => {
    expect(named(template)).toBe(name);
  });

  it.each([
    ['admin', 'gives everybody the same name'],
    ['{namespace}', 'gives everybody the same name'],
    ['system:{name}', "Kubernetes' own"],
    ['SYSTEM:{name}', "Kubernetes' own"],
    ['{uid}', '{uid} is none of'],
    ['{annotation:}', 'is none of'],
    ['a b{name}', 'may not be in it'],
    ['a\n{name}', 'may not be in it'],
    ['{name', 'may not be in it'],
  ])('should not be made by %j', (template, message) => {
    expect(() => parseUserTemplate(template)).toThrow(message);
  });

  it('should not be made up where the catalog does not say it', () => {
    const unknown = { ...jane, metadata: { name: 'joe' }, spec: {} };
    for (const template of ['{email}', '{annotation:toString}']) {
      expect(() => named(template, unknown)).toThrow(/your user .* has no/);
    }
  });

  it.each([
    'system:masters',
    'System:admin',
    'a\r\nImpersonate-Group: x',
    'a b',
    'ä',
    'x'.repeat(300),
  ])('should never be %j', login => {
    const user = {
      ...jane,
      metadata: { name: 'jane', annotations: { login } },
    };
    expect(() => named('{annotation:login}', user)).toThrow(
      "can be nobody's name",
    );
  });

  it('should be printable and no name of the system, whatever the catalog holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), login => {
        const user = {
          ...jane,
          metadata: { name: 'jane', annotations: { login } },
        };
        const outcome = outcomeOf(() => named('{annotation:login}', user));
        expect([login, 'NotAllowedError']).toContain(outcome);
        expect(outcome).toMatch(/^(?!system:)[\x21-\x7e]+$/i);
      }),
    );
  });
});
