import { durationMs, quantityOf, textOf } from './fields';
import {
  readAuthorization,
  readMeshTls,
  readNetwork,
  readServer,
} from './policyObjects';
import { readProfile } from './ProfileObject';
import { GATEWAY_GROUP, readRoute, routeShares } from './RouteObject';
import { isAbout, readServerAuthorization } from './ServerAuthorizationObject';

const metadata = { name: 'x', namespace: 'shop' };
const HTTP = { group: GATEWAY_GROUP, kind: 'HTTPRoute' } as const;
const PARENT = { namespace: 'shop', name: 'web' };

function route(spec: object, annotations: object = {}) {
  return readRoute({ metadata: { ...metadata, annotations }, spec }, HTTP);
}

describe('fields', () => {
  it.each([
    ['1500ms', 1500],
    ['2s', 2000],
    ['1m30s', 90_000],
    ['1.5s', 1500],
    ['1h', 3_600_000],
    // No limit.
    ['0s', undefined],
    ['soon', undefined],
    ['-1s', undefined],
    [5, undefined],
    [undefined, undefined],
  ])('should read the duration %j', (value, expected) => {
    expect(durationMs(value)).toBe(expected);
  });

  it.each([
    ['500m', 0.5],
    ['1', 1],
    ['2k', 2000],
    [3, 3],
    [-3, undefined],
    ['many', undefined],
    [null, undefined],
  ])('should read the quantity %j', (value, expected) => {
    expect(quantityOf(value)).toBe(expected);
  });

  it.each([['a\nb'], [''], ['x'.repeat(501)], [7], [{}]])(
    'should take %j for no name',
    value => {
      expect(textOf(value)).toBeUndefined();
    },
  );
});

describe('readRoute', () => {
  const to = (name: string, weight?: number) => ({
    name,
    ...(weight !== undefined && { weight }),
  });

  it.each<[string, object, Record<string, number> | undefined]>([
    [
      'weights of one rule',
      { rules: [{ backendRefs: [to('a', 3), to('b', 1)] }] },
      { 'shop/a': 0.75, 'shop/b': 0.25 },
    ],
    [
      'no weights',
      { rules: [{ backendRefs: [to('a'), to('b')] }] },
      { 'shop/a': 0.5, 'shop/b': 0.5 },
    ],
    ['no backends', { rules: [{}] }, { 'shop/web': 1 }],
    [
      'a backend that is to get nothing',
      { rules: [{ backendRefs: [to('a', 1), to('b', 0)] }] },
      { 'shop/a': 1, 'shop/b': 0 },
    ],
    [
      'rules that agree',
      {
        rules: [{ backendRefs: [to('a', 1)] }, { backendRefs: [to('a', 9)] }],
      },
      { 'shop/a': 1 },
    ],
    [
      'rules that differ, which the numbers do not tell apart',
      { rules: [{ backendRefs: [to('a', 1)] }, {}] },
      undefined,
    ],
    ['no rules', {}, undefined],
    [
      'a backend that is no Service',
      { rules: [{ backendRefs: [{ kind: 'Bucket', name: 'a' }, to('b', 1)] }] },
      { 'shop/b': 1 },
    ],
  ])('should know the shares: %s', (_, spec, expected) => {
    const shares = routeShares(route(spec)!, PARENT);
    expect(shares && Object.fromEntries(shares)).toEqual(expected);
  });

  it('should take the time limit of the annotation before that of the rules', () => {
    const rules = [{ timeouts: { request: '3s' } }];
    expect(route({ rules })?.timeoutMs).toBe(3000);
    expect(
      route({ rules }, { 'timeout.linkerd.io/request': '1s' })?.timeoutMs,
    ).toBe(1000);
    expect(route({ rules: [...rules, {}] })?.timeoutMs).toBeUndefined();
  });

  it('should not say that nothing is retried: the Service may', () => {
    expect(route({})).not.toHaveProperty('retryable');
    expect(route({}, { 'retry.linkerd.io/http': '5xx' })?.retryable).toBe(true);
  });

  it.each([[undefined], ['text'], [{}], [{ metadata: { name: 'x' } }], [[]]])(
    'should pass over %j',
    object => {
      expect(readRoute(object, HTTP)).toBeUndefined();
      expect(readProfile(object)).toBeUndefined();
      expect(readServer(object)).toBeUndefined();
      expect(readAuthorization(object)).toBeUndefined();
      expect(readMeshTls(object)).toBeUndefined();
      expect(readNetwork(object)).toBeUndefined();
    },
  );

  it('should read what is odd as far as it can be read', () => {
    expect(
      route({ parentRefs: 'web', rules: [{ backendRefs: { name: 'a' } }, 7] }),
    ).toEqual({
      namespace: 'shop',
      name: 'x',
      ...HTTP,
      parents: [],
      backends: [[], []],
    });
  });
});

describe('readProfile', () => {
  it('should read routes, and the Services that take the calls', () => {
    expect(
      readProfile({
        metadata: { ...metadata, name: 'web.shop.svc.cluster.local' },
        spec: {
          routes: [
            { name: 'GET /', isRetryable: true, timeout: '300ms' },
            { name: 'POST /' },
            { condition: {} },
          ],
          dstOverrides: [
            { authority: 'web-v1.shop.svc.cluster.local:80', weight: '900m' },
            { authority: 'web-v2.shop.svc.cluster.local:80', weight: '100m' },
            { authority: 'example.com', weight: 1 },
          ],
        },
      }),
    ).toEqual({
      namespace: 'shop',
      name: 'web.shop.svc.cluster.local',
      service: { namespace: 'shop', name: 'web' },
      routes: [
        { name: 'GET /', retryable: true, timeoutMs: 300 },
        { name: 'POST /', retryable: false },
      ],
      overrides: [
        { namespace: 'shop', name: 'web-v1', port: 80, weight: 0.9 },
        { namespace: 'shop', name: 'web-v2', port: 80, weight: 0.1 },
      ],
    });
  });
});

describe('readServer', () => {
  const selects = (podSelector: unknown, labels: Record<string, string>) =>
    readServer({ metadata, spec: { podSelector, port: 80 } })?.pods.matches(
      labels,
    );

  it.each<[string, unknown, boolean | undefined]>([
    ['labels', { matchLabels: { app: 'web', tier: 'front' } }, true],
    ['other labels', { matchLabels: { app: 'api' } }, false],
    [
      'expressions',
      {
        matchExpressions: [
          { key: 'app', operator: 'In', values: ['api', 'web'] },
          { key: 'track', operator: 'DoesNotExist' },
          { key: 'tier', operator: 'Exists' },
          { key: 'app', operator: 'NotIn', values: ['x'] },
        ],
      },
      true,
    ],
    ['everything', {}, true],
    ['nothing that is understood', { matchExpressions: [{}] }, undefined],
    ['nothing', undefined, undefined],
  ])('should select pods by %s', (_, selector, expected) => {
    expect(selects(selector, { app: 'web', tier: 'front' })).toBe(expected);
  });
});

describe('readServerAuthorization', () => {
  const read = (spec: unknown) => readServerAuthorization({ metadata, spec });
  const server = (labels: Record<string, string>) =>
    readServer({
      metadata: { ...metadata, name: 'web-http', labels },
      spec: { podSelector: {}, port: 80 },
    })!;

  it('should read whom it admits', () => {
    expect(
      read({
        server: { name: 'web-http' },
        client: {
          networks: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }, {}],
          meshTLS: {
            identities: ['*', 7],
            serviceAccounts: [
              { name: 'a' },
              { name: 'b', namespace: 'other' },
              {},
            ],
          },
        },
      }),
    ).toEqual({
      namespace: metadata.namespace,
      name: metadata.name,
      server: { name: 'web-http' },
      networks: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }],
      unauthenticated: false,
      unauthenticatedTls: false,
      identities: ['*'],
      accounts: [
        { namespace: metadata.namespace, name: 'a' },
        { namespace: 'other', name: 'b' },
      ],
    });
  });

  it.each<[string, unknown, boolean | undefined]>([
    ['its name', { name: 'web-http' }, true],
    ['another name', { name: 'other' }, false],
    ['its labels', { selector: { matchLabels: { tier: 'front' } } }, true],
    ['other labels', { selector: { matchLabels: { tier: 'back' } } }, false],
    ['all', { selector: {} }, true],
    ['nothing', undefined, undefined],
  ])('should be about a Server by %s', (_, named, expected) => {
    const found = read({ server: named, client: { unauthenticated: true } });
    expect(found && isAbout(found, server({ tier: 'front' }))).toBe(expected);
  });
});
