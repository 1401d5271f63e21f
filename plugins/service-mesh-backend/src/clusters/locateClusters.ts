import { ClusterDetails } from '@backstage-mesh/plugin-service-mesh-node';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { existsSync } from 'fs';
import { join } from 'path';
import { messageOf } from '../messageOf';
import { ServiceMeshConfig, clusterConfigOf } from '../config';
import {
  certificatesFromFile,
  IN_CLUSTER_FOLDER,
  isCertificate,
  tokenFromFile,
} from './credentialFiles';
import { ServerStrategies, unsupportedProvider } from './ServerStrategies';

/**
 * A cluster of the configuration: one that the plugin can speak to, or one that it can not, with the reason.
 *
 * @internal
 */
export type LocatedCluster =
  | { type: 'supported'; details: ClusterDetails }
  | { type: 'unsupported'; name: string; title?: string; reason: string };

/** What `kubectl proxy` listens on, and the name under which the Kubernetes plugin shows it. */
const LOCAL_PROXY = { name: 'local', url: 'http://localhost:8001' };

/**
 * Reads the clusters of `kubernetes.clusterLocatorMethods`, as the Kubernetes plugin does. What the plugin can not use is told, not
 * thrown: one such cluster does not hide the others.
 *
 * @throws InputError for a configuration that the Kubernetes plugin could not read either
 * @internal
 */
export function locateClusters(
  rootConfig: Config,
  config: ServiceMeshConfig,
  options?: { inClusterFolder?: string; strategies?: ServerStrategies },
): LocatedCluster[] {
  const folder = options?.inClusterFolder ?? IN_CLUSTER_FOLDER;
  const methods =
    rootConfig.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  const located = methods.flatMap(method => {
    const type = method.getString('type');
    switch (type) {
      case 'config':
        return (method.getOptionalConfigArray('clusters') ?? []).map(cluster =>
          locateCluster(cluster, config, folder, options?.strategies),
        );
      case 'localKubectlProxy':
        return [{ type: 'supported' as const, details: { ...LOCAL_PROXY } }];
      case 'catalog':
        return [
          {
            type: 'unsupported' as const,
            name: '(catalog)',
            reason:
              'Clusters of kubernetes.clusterLocatorMethods type "catalog" are not supported: whoever may register an entity would say where the credentials of the portal are sent, and with them its account is used without a user. List them under type "config", or supply them by a module of your own (serviceMeshClustersExtensionPoint)',
          },
        ];
      default:
        return [
          {
            type: 'unsupported' as const,
            name: `(${type})`,
            reason: `Clusters of kubernetes.clusterLocatorMethods type "${type}" are not supported; list them under type "config"`,
          },
        ];
    }
  });
  const names = located.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InputError(
      `Invalid configuration: kubernetes.clusterLocatorMethods holds two clusters with the name ${JSON.stringify(
        twice,
      )}`,
    );
  }
  return located;
}

function nameOf(cluster: LocatedCluster): string {
  return cluster.type === 'supported' ? cluster.details.name : cluster.name;
}

function locateCluster(
  cluster: Config,
  config: ServiceMeshConfig,
  inClusterFolder: string,
  strategies: ServerStrategies | undefined,
): LocatedCluster {
  const name = cluster.getString('name');
  const title = cluster.getOptionalString('title');
  try {
    return {
      type: 'supported',
      details: {
        name,
        title,
        url: cluster.getString('url'),
        skipTLSVerify: cluster.getOptionalBoolean('skipTLSVerify'),
        ...readCredentials(cluster, {
          tokenFile: clusterConfigOf(config, name).tokenFile,
          inClusterFolder,
          strategies,
        }),
      },
    };
  } catch (error) {
    return {
      type: 'unsupported',
      name,
      title,
      reason: messageOf(error),
    };
  }
}

function readCredentials(
  cluster: Config,
  options: {
    tokenFile?: string;
    inClusterFolder: string;
    strategies?: ServerStrategies;
  },
): Pick<ClusterDetails, 'token' | 'ca' | 'caData'> {
  // As the Kubernetes plugin has it, this block wins; its keys are annotations, which no getter of the configuration accepts.
  const metadata: Record<string, unknown> =
    cluster.getOptional('authMetadata') ?? {};
  const provider =
    metadata['kubernetes.io/auth-provider'] ??
    cluster.getOptionalString('authProvider');
  const authority = readCertificateAuthority(cluster);
  if (options.tokenFile) {
    return { ...authority, token: tokenFromFile(options.tokenFile) };
  }
  switch (provider) {
    case 'localKubectlProxy':
      return authority;
    case 'serviceAccount': {
      const token =
        metadata.serviceAccountToken ??
        cluster.getOptionalString('serviceAccountToken');
      if (typeof token === 'string' && token) {
        return { ...authority, token: async () => token };
      }
      const inClusterCa = join(options.inClusterFolder, 'ca.crt');
      return {
        token: tokenFromFile(join(options.inClusterFolder, 'token')),
        ...(!authority.ca && !authority.caData && existsSync(inClusterCa)
          ? { ca: certificatesFromFile(inClusterCa) }
          : authority),
      };
    }
    case undefined:
      throw new Error(
        'The cluster has no authProvider; set it to serviceAccount',
      );
    default:
      return {
        ...authority,
        token: strategyToken(cluster, `${provider}`, metadata, options),
      };
  }
}

function strategyToken(
  cluster: Config,
  provider: string,
  metadata: Record<string, unknown>,
  { strategies }: { strategies?: ServerStrategies },
): () => Promise<string> {
  if (!strategies?.supports(provider)) {
    throw new Error(unsupportedProvider(provider));
  }
  return strategies.token(provider, {
    name: cluster.getString('name'),
    url: cluster.getString('url'),
    authMetadata: readAuthMetadata(cluster, provider, metadata),
  });
}

/** What a strategy is told, put together as the Kubernetes plugin does it. */
function readAuthMetadata(
  cluster: Config,
  provider: string,
  metadata: Record<string, unknown>,
): Record<string, string> {
  const assumeRole = cluster.getOptionalString('assumeRole');
  const externalId = cluster.getOptionalString('externalId');
  return {
    'kubernetes.io/auth-provider': provider,
    ...(assumeRole && { 'kubernetes.io/aws-assume-role': assumeRole }),
    ...(externalId && { 'kubernetes.io/aws-external-id': externalId }),
    ...Object.fromEntries(
      Object.entries(metadata).map(([key, value]) => [key, `${value}`]),
    ),
  };
}

function readCertificateAuthority(
  cluster: Config,
): Pick<ClusterDetails, 'ca' | 'caData'> {
  const data = cluster.getOptionalString('caData');
  if (data) {
    const pem = data.includes('-----BEGIN')
      ? data
      : Buffer.from(data, 'base64').toString('utf8');
    if (!isCertificate(pem)) {
      throw new Error('Its caData is no certificate in PEM, encoded in base64');
    }
    return { caData: pem };
  }
  const file = cluster.getOptionalString('caFile');
  return file ? { ca: certificatesFromFile(file) } : {};
}
