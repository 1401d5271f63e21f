import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  AwsIamStrategy,
  AzureIdentityStrategy,
  GoogleServiceAccountStrategy,
} from '@backstage/plugin-kubernetes-backend';
import { ServerStrategies, unsupportedProvider } from './ServerStrategies';

const CLUSTER = {
  name: 'east',
  url: 'https://e',
  authMetadata: { 'kubernetes.io/aws-assume-role': 'arn' },
};

describe('ServerStrategies', () => {
  const getCredential = jest.fn();
  const created = jest.fn();
  let now = 0;

  class Strategy {
    getCredential = getCredential;

    constructor(options: unknown) {
      created(options);
    }
  }

  const rootConfig = new ConfigReader({});
  const logger = mockServices.logger.mock();
  const open = (
    load: () => Promise<unknown> = async () => ({
      AwsIamStrategy: Strategy,
      AzureIdentityStrategy: Strategy,
      GoogleServiceAccountStrategy: Strategy,
    }),
  ) => new ServerStrategies({ rootConfig, logger, load, now: () => now });

  beforeEach(() => {
    now = 0;
    let count = 0;
    getCredential.mockReset().mockImplementation(async () => {
      count += 1;
      return { type: 'bearer token', token: `t${count}` };
    });
    created.mockReset();
  });

  it('should get a token for the cluster, the same for half a minute, and never an old one', async () => {
    const token = open().token('aws', CLUSTER);
    expect(getCredential).not.toHaveBeenCalled();
    expect(await Promise.all([token(), token()])).toEqual(['t1', 't1']);
    expect(getCredential).toHaveBeenCalledWith(CLUSTER, {});
    expect(created).toHaveBeenCalledWith({ config: rootConfig });
    now = 29_999;
    expect(await token()).toBe('t1');
    now = 3_600_000;
    expect(await token()).toBe('t2');
  });

  it('should share one strategy among clusters, and tell their tokens apart', async () => {
    const strategies = open();
    const tokens = ['a', 'b'].map(name =>
      strategies.token('azure', { ...CLUSTER, name }),
    );
    expect(await Promise.all(tokens.map(token => token()))).toEqual([
      't1',
      't2',
    ]);
    expect(created.mock.calls).toEqual([[logger]]);
  });

  it('should ask again at once after a failure', async () => {
    getCredential.mockRejectedValueOnce(new Error('no role'));
    const token = open().token('aws', CLUSTER);
    await expect(token()).rejects.toThrow('no role');
    expect(await token()).toBe('t1');
  });

  it('should take no other credentials for a token', async () => {
    getCredential.mockResolvedValue({ type: 'anonymous' });
    await expect(open().token('aws', CLUSTER)()).rejects.toThrow(
      'the authProvider "aws" gave no token',
    );
  });

  it('should say what is missing where the Kubernetes plugin is not installed', async () => {
    const strategies = open(async () => {
      throw new Error('Cannot find module');
    });
    await expect(strategies.token('aws', CLUSTER)()).rejects.toThrow(
      'needs @backstage/plugin-kubernetes-backend',
    );
  });

  it.each([
    ['aws', AwsIamStrategy],
    ['azure', AzureIdentityStrategy],
    ['googleServiceAccount', GoogleServiceAccountStrategy],
  ] as const)(
    'should use the strategy for %s of the Kubernetes plugin',
    async (provider, Class) => {
      // There is no cloud here.
      jest
        .spyOn(Class.prototype, 'getCredential')
        .mockResolvedValue({ type: 'bearer token', token: provider });
      const strategies = new ServerStrategies({ rootConfig, logger });
      expect(strategies.supports(provider)).toBe(true);
      expect(await strategies.token(provider, CLUSTER)()).toBe(provider);
    },
  );

  it.each(['google', 'oidc', 'aks', 'pinniped'])(
    'should say why %s can not be used',
    provider => {
      expect(open().supports(provider)).toBe(false);
      expect(unsupportedProvider(provider)).toContain(
        'its tokens are those of signed-in users',
      );
    },
  );

  it.each(['toString', '__proto__', ''])('should not know %j', provider => {
    expect(open().supports(provider)).toBe(false);
  });
});
