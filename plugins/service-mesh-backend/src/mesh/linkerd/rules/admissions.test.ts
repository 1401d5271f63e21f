import {
  admittedBy,
  admittedByDefault,
  admittedByServerAuthorization,
} from './admissions';
import { NO_OBJECTS } from './__testUtils__/noObjects';
import { RuleObjects } from './objects/RuleObjects';
import { ServerAuthorizationObject } from './objects/ServerAuthorizationObject';

const GROUP = 'policy.linkerd.io';
const ACCOUNT = {
  cluster: 'c',
  namespace: 'shop',
  kind: 'Deployment',
  name: 'web',
};
const resolver = {
  accountWorkloads: (namespace: string, name: string) =>
    `${namespace}/${name}` === 'shop/web' ? [ACCOUNT] : [],
};

function admitted(
  authentications: { kind: string; name: string; group?: string }[],
  objects: Partial<RuleObjects> = {},
) {
  return admittedBy(
    {
      namespace: 'shop',
      name: 'x',
      target: { group: GROUP, kind: 'Server', namespace: 'shop', name: 's' },
      authentications: authentications.map(ref => ({
        group: GROUP,
        namespace: 'shop',
        ...ref,
      })),
    },
    { ...NO_OBJECTS, ...objects },
    resolver,
  );
}

const tls = (identities: string[]) => ({
  meshTls: [{ namespace: 'shop', name: 'tls', identities, identityRefs: [] }],
});
const networks = (...cidrs: string[]) => ({
  networks: [
    {
      namespace: 'shop',
      name: 'net',
      networks: cidrs.map(cidr => ({ cidr, except: [] })),
    },
  ],
});
const TLS = { kind: 'MeshTLSAuthentication', name: 'tls' };
const NET = { kind: 'NetworkAuthentication', name: 'net' };

describe('admittedBy', () => {
  it.each([
    [
      'web.shop.serviceaccount.identity.linkerd.cluster.local',
      'ServiceAccount web in shop',
    ],
    ['*', 'every meshed client'],
    [
      '*.shop.serviceaccount.identity.linkerd.cluster.local',
      'every meshed client in namespace shop',
    ],
    ['spiffe://x', 'identity spiffe://x'],
  ])('should say who %s is', (identity, words) => {
    expect(admitted([TLS], tls([identity]))[0].words).toBe(words);
  });

  it('should know the workloads that run as an account', () => {
    expect(
      admitted([{ kind: 'ServiceAccount', name: 'web', group: '' }]),
    ).toEqual([
      {
        words: 'ServiceAccount web in shop',
        names: { namespace: 'shop', workloads: [ACCOUNT] },
      },
    ]);
  });

  it('should call all networks everybody, and others by their range', () => {
    expect(admitted([NET], networks('0.0.0.0/0', '::/0'))).toEqual([
      { words: 'everybody' },
    ]);
    expect(admitted([NET], networks('10.0.0.0/8'))).toEqual([
      { words: 'network 10.0.0.0/8' },
    ]);
  });

  it('should say that all of several conditions must hold', () => {
    const words = admitted([TLS, NET], {
      ...tls(['*']),
      ...networks('10.0.0.0/8'),
    }).map(admission => admission.words);
    expect(words).toEqual([
      'every meshed client (condition 1 of 2, all must hold)',
      'network 10.0.0.0/8 (condition 2 of 2, all must hold)',
    ]);
  });

  it('should admit everybody where nothing is asked for', () => {
    expect(admitted([])).toEqual([{ words: 'everybody' }]);
  });

  it('should name what could not be read', () => {
    expect(admitted([TLS])[0].words).toBe('MeshTLSAuthentication tls');
  });

  it('should know the default policies, and say nothing of others', () => {
    expect(admittedByDefault('deny')).toEqual([]);
    expect(admittedByDefault('all-unauthenticated')).toEqual([
      { words: 'everybody' },
    ]);
    expect(admittedByDefault('constructor')).toBeUndefined();
  });
});

describe('admittedByServerAuthorization', () => {
  const words = (client: Parameters<typeof admittedByServerAuthorization>[0]) =>
    admittedByServerAuthorization(client, resolver).map(
      admission => admission.words,
    );
  const object: ServerAuthorizationObject = {
    namespace: 'shop',
    name: 'x',
    server: { name: 's' },
    networks: [],
    unauthenticated: false,
    unauthenticatedTls: false,
    identities: [],
    accounts: [],
  };
  const inside = {
    networks: [{ cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }],
  };

  it('should name accounts, with their workloads, and identities', () => {
    expect(
      admittedByServerAuthorization(
        { ...object, accounts: [{ namespace: 'shop', name: 'web' }] },
        resolver,
      ),
    ).toEqual([
      {
        words: 'ServiceAccount web in shop',
        names: { namespace: 'shop', workloads: [ACCOUNT] },
      },
    ]);
    expect(words({ ...object, identities: ['*'] })).toEqual([
      'every meshed client',
    ]);
    expect(words({ ...object, unauthenticatedTls: true })).toEqual([
      'every client that speaks TLS, also without identity',
    ]);
  });

  it.each<[string, Partial<ServerAuthorizationObject>, string[]]>([
    ['nobody', {}, []],
    ['nobody of a network', inside, []],
    ['everybody', { unauthenticated: true }, ['everybody']],
    [
      'everybody of a network',
      { ...inside, unauthenticated: true },
      ['network 10.0.0.0/8 except 10.1.0.0/16'],
    ],
    [
      'the meshed of a network',
      { ...inside, identities: ['*'] },
      [
        'network 10.0.0.0/8 except 10.1.0.0/16 (condition 1 of 2, all must hold)',
        'every meshed client (condition 2 of 2, all must hold)',
      ],
    ],
  ])('should admit %s', (_, client, expected) => {
    expect(words({ ...object, ...client })).toEqual(expected);
  });
});
