import fc from 'fast-check';
import { attempt, fuzz, HOSTILE_TEXTS, hostileText } from 'fuzzing';
import { InputError } from '@backstage/errors';
import { collectionPath } from '../inventory/kinds';
import { formatTapPath } from '../mesh/linkerd/tap/request';
import { requestHeaders } from './requestHeaders';
import { requestUrl } from './requestUrl';

const BASE = new URL('https://cluster.example:6443/prefix/');

const text = hostileText();

/** Paths as the parts of the plugin make them of names, and as nobody should. */
const path = fc.oneof(
  fc
    .record({ namespace: text, type: text, name: text })
    .map(target => () => formatTapPath(target)),
  fc.tuple(text, fc.boolean()).map(
    ([namespace, namespaced]) =>
      () =>
        collectionPath(
          { api: '/api/v1', resource: 'pods', namespaced },
          namespace,
        ),
  ),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('/', '/api/v1', '..', '%2e', '%2E%2e', '%2f', '%5c'),
        fc.constantFrom(...HOSTILE_TEXTS),
      ),
      { maxLength: 6 },
    )
    .map(parts => () => parts.join('')),
);

describe('requestUrl', () => {
  it(
    'should stay below the base URL, in as many segments as were meant, or refuse',
    fuzz(
      fc.tuple(path, fc.dictionary(fc.constantFrom('limit', 'query'), text)),
      ([make, query]) => {
        const { value: made } = attempt(make, URIError);
        const { value: url } = attempt(
          () => requestUrl(BASE, { path: made ?? '..', query }),
          InputError,
        );
        if (!url) {
          return;
        }
        const segments = url.pathname.slice('/prefix'.length).split('/');
        const names = segments.map(decodeURIComponent);
        expect([
          url.origin,
          url.hash,
          url.username,
          url.pathname,
          // As an API server, or a proxy before it, would read it once more.
          names.filter(name => /^\.\.?$|[/\\\p{Cc}]/u.test(name)),
          new URL(url.href).href === url.href,
          [...url.searchParams.keys()],
        ]).toEqual([
          BASE.origin,
          '',
          '',
          `/prefix${made}`,
          [],
          true,
          Object.keys(query),
        ]);
      },
    ),
  );
});

describe('requestHeaders', () => {
  it(
    'should send no header that was not meant, nor as somebody else',
    fuzz(
      fc.record({
        headers: fc.dictionary(
          fc.oneof(
            text,
            fc.constantFrom('Accept', 'x-a', 'Impersonate-User', 'Host'),
          ),
          text,
          { maxKeys: 3 },
        ),
        user: fc.oneof(text, fc.constantFrom('system:admin', 'jane')),
        groups: fc.array(fc.oneof(text, fc.constant('system:authenticated')), {
          maxLength: 2,
        }),
      }),
      ({ headers, user, groups }) => {
        const { value: sent } = attempt(
          () =>
            requestHeaders({
              headers,
              identity: { type: 'impersonate', user, groups },
              token: 'token',
              watch: false,
              json: false,
            }),
          InputError,
        );
        if (!sent) {
          return;
        }
        const values = Object.values(sent).flat();
        expect([
          sent.authorization,
          sent['impersonate-user'],
          Object.keys(sent).filter(
            name => !/^[!#$%&'*+\-.^_`|~\w]+$/.test(name),
          ),
          values.filter(value => [...value].some(isForbidden)),
          /^system:/.test(user),
        ]).toEqual(['Bearer token', user, [], [], false]);
      },
    ),
  );
});

/** What ends a header, or has no byte of its own in one. */
function isForbidden(character: string): boolean {
  return (
    (character < ' ' && character !== '\t') ||
    character === '\u007f' ||
    character > '\u00ff'
  );
}
