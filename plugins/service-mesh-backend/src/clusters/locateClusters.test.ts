import { ConfigReader } from '@backstage/config';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { readServiceMeshConfig } from '../config';
import { locateClusters } from './locateClusters';
import { ServerStrategies } from './ServerStrategies';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('locateClusters', () => {
  const files = createMockDirectory();

  function locate(
    methods: JsonObject[],
    serviceMesh: JsonObject = {},
    inClusterFolder = '/nowhere',
  ) {
    const root = new ConfigReader({
      kubernetes: { clusterLocatorMethods: methods },
      serviceMesh,
    });
    return locateClusters(root, readServiceMeshConfig(root), {
      inClusterFolder,
    });
  }

  const one = (cluster: JsonObject, ...rest: [JsonObject?, string?]) =>
    locate(
      [
        {
          type: 'config',
          clusters: [{ name: 'east', url: 'https://e', ...cluster }],
        },
      ],
      ...rest,
    )[0];

  it('should find none where the Kubernetes plugin is not configured', () => {
    const root = new ConfigReader({});
    expect(locateClusters(root, readServiceMeshConfig(root))).toEqual([]);
  });

  it('should read a cluster with a token and an encoded certificate', async () => {
    const cluster = one({
      title: 'East',
      authProvider: 'serviceAccount',
      serviceAccountToken: 'secret',
      skipTLSVerify: true,
      caData: Buffer.from(PEM).toString('base64'),
    });
    expect(cluster).toMatchObject({
      type: 'supported',
      details: {
        name: 'east',
        title: 'East',
        url: 'https://e',
        skipTLSVerify: true,
        caData: PEM,
      },
    });
    expect(await tokenOf(cluster)).toBe('secret');
  });

  it('should prefer the block authMetadata, as the Kubernetes plugin does', async () => {
    const cluster = one({
      authProvider: 'oidc',
      authMetadata: {
        'kubernetes.io/auth-provider': 'serviceAccount',
        serviceAccountToken: 'secret',
      },
    });
    expect(await tokenOf(cluster)).toBe('secret');
  });

  it('should use the account of its own pod, whose token is rotated', async () => {
    files.setContent({ token: 'first\n', 'ca.crt': PEM });
    const cluster = one({ authProvider: 'serviceAccount' }, {}, files.path);
    expect(await certificatesOf(cluster)).toBe(PEM);
    expect(await tokenOf(cluster)).toBe('first');
    files.addContent({ token: 'second', 'ca.crt': `${PEM}${PEM}` });
    expect(await certificatesOf(cluster)).toBe(`${PEM}${PEM}`);
    expect(await tokenOf(cluster)).toBe('second');
  });

  it('should read a certificate file again as it is rotated, and say what is wrong with it', async () => {
    files.setContent({ 'ca.crt': PEM });
    const file = files.resolve('ca.crt');
    const cluster = one({ authProvider: 'serviceAccount', caFile: file });
    expect(await certificatesOf(cluster)).toBe(PEM);
    files.setContent({ 'ca.crt': 'half a certif' });
    await expect(certificatesOf(cluster)).rejects.toThrow(
      `its caFile ${file} holds no certificate in PEM`,
    );
    files.clear();
    await expect(certificatesOf(cluster)).rejects.toThrow(
      `its caFile ${file} can not be read (ENOENT)`,
    );
  });

  it('should say which token file can not be read', async () => {
    const cluster = one({ authProvider: 'serviceAccount' });
    await expect(tokenOf(cluster)).rejects.toThrow(
      'its token file /nowhere/token can not be read (ENOENT)',
    );
  });

  it('should take a token file for a cluster that people sign in to', async () => {
    files.setContent({ mesh: 'own-account' });
    const cluster = one(
      { authProvider: 'oidc', oidcTokenProvider: 'okta' },
      { clusters: [{ name: 'east', tokenFile: files.resolve('mesh') }] },
    );
    expect(await tokenOf(cluster)).toBe('own-account');
  });

  it('should ask the strategy of a cloud for the token', async () => {
    const root = new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'east',
                url: 'https://e',
                authProvider: 'aws',
                assumeRole: 'arn:role',
                externalId: 'x',
                authMetadata: { 'kubernetes.io/x-k8s-aws-id': 'east-1' },
              },
            ],
          },
        ],
      },
    });
    const getCredential = jest.fn(async () => ({
      type: 'bearer token',
      token: 'of the cloud',
    }));
    const strategies = new ServerStrategies({
      rootConfig: root,
      logger: mockServices.logger.mock(),
      load: async () => ({
        AwsIamStrategy: class {
          getCredential = getCredential;
        },
      }),
    });
    const [cluster] = locateClusters(root, readServiceMeshConfig(root), {
      strategies,
    });
    expect(await tokenOf(cluster)).toBe('of the cloud');
    expect(getCredential).toHaveBeenCalledWith(
      {
        name: 'east',
        url: 'https://e',
        authMetadata: {
          'kubernetes.io/auth-provider': 'aws',
          'kubernetes.io/aws-assume-role': 'arn:role',
          'kubernetes.io/aws-external-id': 'x',
          'kubernetes.io/x-k8s-aws-id': 'east-1',
        },
      },
      {},
    );
  });

  it('should know the proxy of kubectl', async () => {
    expect(locate([{ type: 'localKubectlProxy' }])).toEqual([
      {
        type: 'supported',
        details: { name: 'local', url: 'http://localhost:8001' },
      },
    ]);
    const custom = one({ authProvider: 'localKubectlProxy' });
    expect(custom).toMatchObject({ details: { url: 'https://e' } });
    expect(await tokenOf(custom)).toBeUndefined();
  });

  it.each<[string, JsonObject, string]>([
    [
      'another way to sign in',
      { authProvider: 'google' },
      '"google" is not supported',
    ],
    ['no way to sign in', {}, 'has no authProvider'],
    [
      'a certificate that is none',
      { authProvider: 'serviceAccount', caData: 'AAAA' },
      'caData is no certificate',
    ],
  ])(
    'should tell, and not throw, that %s is not supported',
    (_, cluster, reason) => {
      expect(one(cluster)).toMatchObject({
        type: 'unsupported',
        name: 'east',
        reason: expect.stringContaining(reason),
      });
    },
  );

  it('should go on behind a locator that it does not know', () => {
    expect(
      locate([{ type: 'gke', projectId: 'x' }, { type: 'localKubectlProxy' }]),
    ).toMatchObject([
      { type: 'unsupported', name: '(gke)' },
      { type: 'supported' },
    ]);
  });

  it('should send the credentials of the portal to no cluster that an entity names', () => {
    expect(locate([{ type: 'catalog' }])).toEqual([
      {
        type: 'unsupported',
        name: '(catalog)',
        reason: expect.stringContaining('where the credentials of the portal'),
      },
    ]);
  });

  it('should refuse two clusters of one name', () => {
    expect(() =>
      locate([{ type: 'localKubectlProxy' }, { type: 'localKubectlProxy' }]),
    ).toThrow('two clusters with the name "local"');
  });
});

function tokenOf(cluster: ReturnType<typeof locateClusters>[number]) {
  return cluster.type === 'supported' ? cluster.details.token?.() : undefined;
}

function certificatesOf(cluster: ReturnType<typeof locateClusters>[number]) {
  return cluster.type === 'supported' ? cluster.details.ca?.() : undefined;
}
