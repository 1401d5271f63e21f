import { createRequire } from 'node:module';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';

/** As the strategies of the Kubernetes plugin take a cluster. */
export interface StrategyCluster {
  name: string;
  url: string;
  authMetadata: Record<string, string>;
}

interface Strategy {
  getCredential(
    cluster: StrategyCluster,
    auth: object,
  ): Promise<{ type: string; token?: string }>;
}

/** Those that get a token on the server, for the portal and nobody else, by their public classes. */
const CLASSES = {
  aws: 'AwsIamStrategy',
  azure: 'AzureIdentityStrategy',
  googleServiceAccount: 'GoogleServiceAccountStrategy',
} as const;

type Provider = keyof typeof CLASSES;

/** The Kubernetes plugin's backend, as far as it is used. */
type StrategyModule = Record<
  (typeof CLASSES)[Provider],
  new (...options: never[]) => Strategy
>;

/** Not needed where no such cluster is: the package is an optional peer, with the libraries of three clouds behind it. */
const fromHere = createRequire(__filename);

/** A token of AWS is good for a minute; each is a question to the cloud, and several requests a second need one. */
const TOKEN_KEPT_MS = 30_000;

/** Those whose tokens come from the browser of whoever looks. */
const CLIENT_SIDE = ['aks', 'google', 'oidc', 'pinniped'];

/**
 * Gets tokens for clusters whose account is one of a cloud's: EKS, AKS and GKE. It uses the strategies of the Kubernetes plugin's backend,
 * which a portal with such clusters has; it is loaded when the first of them is asked.
 *
 * @internal
 */
export class ServerStrategies {
  readonly #strategies = new Map<Provider, Promise<Strategy>>();

  constructor(
    private readonly options: {
      rootConfig: Config;
      logger: LoggerService;
      /** Loads the Kubernetes plugin's backend. */
      load?: () => Promise<unknown>;
      now?: () => number;
    },
  ) {}

  /** Whether clusters of this provider can be asked. */
  supports(provider: string): provider is Provider {
    return Object.hasOwn(CLASSES, provider);
  }

  /** The token of a cluster: the same for half a minute, for all who ask. Never an old one, as that is refused. */
  token(provider: Provider, cluster: StrategyCluster): () => Promise<string> {
    const { now = Date.now } = this.options;
    let known: { token: Promise<string>; at: number } | undefined;
    return () => {
      if (!known || now() - known.at >= TOKEN_KEPT_MS) {
        const asked = { token: this.#find(provider, cluster), at: now() };
        known = asked;
        asked.token.catch(() => {
          if (known === asked) {
            known = undefined;
          }
        });
      }
      return known.token;
    };
  }

  async #find(provider: Provider, cluster: StrategyCluster): Promise<string> {
    let strategy = this.#strategies.get(provider);
    if (!strategy) {
      strategy = this.#create(provider);
      this.#strategies.set(provider, strategy);
      strategy.catch(() => this.#strategies.delete(provider));
    }
    const credential = await (await strategy).getCredential(cluster, {});
    if (credential.type !== 'bearer token' || !credential.token) {
      throw new Error(`the authProvider "${provider}" gave no token`);
    }
    return credential.token;
  }

  async #create(provider: Provider): Promise<Strategy> {
    const { rootConfig, logger } = this.options;
    const module = await this.#load();
    const Class = module[CLASSES[provider]] as unknown as new (
      options: unknown,
    ) => Strategy;
    return new Class(provider === 'azure' ? logger : { config: rootConfig });
  }

  async #load(): Promise<StrategyModule> {
    const {
      load = async () => fromHere('@backstage/plugin-kubernetes-backend'),
    } = this.options;
    try {
      return (await load()) as StrategyModule;
    } catch {
      throw new Error(
        'its authProvider needs @backstage/plugin-kubernetes-backend: add it to the backend, or set serviceMesh.clusters[].tokenFile for this cluster',
      );
    }
  }
}

/** Why clusters of a provider can not be asked. */
export function unsupportedProvider(provider: string): string {
  const reason = CLIENT_SIDE.includes(provider)
    ? 'its tokens are those of signed-in users, and clusters are watched while nobody is signed in'
    : 'the plugin reads clusters with an account of its own';
  return `The authProvider "${provider}" is not supported: ${reason}. Set serviceMesh.clusters[].tokenFile for this cluster, or use serviceAccount, aws, azure or googleServiceAccount`;
}
