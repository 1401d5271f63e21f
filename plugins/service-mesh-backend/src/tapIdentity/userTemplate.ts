import { Entity } from '@backstage/catalog-model';
import { InputError, NotAllowedError } from '@backstage/errors';

/** A part of a template: a text, or what stands in the entity of a user. */
type Part =
  | { text: string }
  | { what: string; read: (user: Entity) => string | undefined };

/**
 * How a user of the portal is called in Kubernetes.
 *
 * @internal
 */
export type UserTemplate = readonly Part[];

/** What Kubernetes takes for a name, and what goes into a header unchanged. */
const SUBJECT = /^[\x21-\x7e]{1,256}$/;

/**
 * Reads a template such as `{email}` or `oidc:{annotation:example.com/login}`. The placeholders are `{name}`, `{namespace}`, `{email}` and
 * `{annotation:<key>}`, of the user's entity.
 *
 * @throws InputError where it can not be read, or gives everybody the same name
 * @internal
 */
export function parseUserTemplate(template: string): UserTemplate {
  const refuse = (why: string) =>
    new InputError(
      `Invalid configuration: ${JSON.stringify(
        template,
      )} is no template of a Kubernetes user: ${why}`,
    );
  const parts = template
    .split(/(\{[^{}]*\})/)
    .filter(text => text !== '')
    .map((text): Part => {
      const placeholder = /^\{(.*)\}$/.exec(text)?.[1];
      if (placeholder === undefined) {
        if (!SUBJECT.test(text) || /[{}]/.test(text)) {
          throw refuse(`${JSON.stringify(text)} may not be in it`);
        }
        return { text };
      }
      const read = readerOf(placeholder);
      if (!read) {
        throw refuse(
          `{${placeholder}} is none of {name}, {namespace}, {email} and {annotation:<key>}`,
        );
      }
      return { what: placeholder, read };
    });
  if (!parts.some(part => 'what' in part && part.what !== 'namespace')) {
    throw refuse('it gives everybody the same name');
  }
  if (/^system:/i.test(template)) {
    throw refuse("names that begin with system: are Kubernetes' own");
  }
  return parts;
}

/**
 * What a user is called in Kubernetes.
 *
 * @throws NotAllowedError where the entity does not say it, or says what nobody may be called
 * @internal
 */
export function nameUser(template: UserTemplate, user: Entity): string {
  const name = template
    .map(part => {
      if ('text' in part) {
        return part.text;
      }
      const value = part.read(user);
      if (!value) {
        throw new NotAllowedError(
          `You may not tap this cluster: it is asked as you, and your user in the catalog has no ${part.what}, from which your name in Kubernetes is made`,
        );
      }
      return value;
    })
    .join('');
  if (!SUBJECT.test(name) || /^system:/i.test(name)) {
    throw new NotAllowedError(
      `You may not tap this cluster: it is asked as you, and ${JSON.stringify(
        name.slice(0, 100),
      )} can be nobody's name there`,
    );
  }
  return name;
}

function readerOf(
  placeholder: string,
): ((user: Entity) => string | undefined) | undefined {
  switch (placeholder) {
    case 'name':
      return ({ metadata }) => metadata.name;
    case 'namespace':
      return ({ metadata }) => metadata.namespace ?? 'default';
    case 'email':
      return ({ spec }) => {
        const { email } = { email: undefined, ...(spec?.profile as object) };
        return typeof email === 'string' ? email : undefined;
      };
    default: {
      const key = /^annotation:([\w.\-/]{1,200})$/.exec(placeholder)?.[1];
      return key === undefined
        ? undefined
        : ({ metadata: { annotations = {} } }) =>
            Object.hasOwn(annotations, key) ? annotations[key] : undefined;
    }
  }
}
