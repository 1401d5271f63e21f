import { MeshProvider } from '@backstage-mesh/plugin-service-mesh-node';
import { AuthService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Clusters } from '../clusters';
import { clusterConfigOf, ServiceMeshConfig } from '../config';
import { Switches } from '../switches';
import { usersInKubernetes } from '../tapIdentity';
import { permissionsOf } from './permissions';
import { Account, comment, formatPermissions } from './rbacObjects';

/**
 * What an administrator of a cluster applies, so that the portal can do there what is switched on.
 *
 * @internal
 */
export class ManifestService {
  constructor(
    private readonly options: {
      auth: AuthService;
      catalog: CatalogService;
      clusters: Pick<Clusters, 'get'>;
      config: ServiceMeshConfig;
      meshProviders: readonly MeshProvider[];
      switches: Switches;
    },
  ) {}

  /**
   * YAML of the permissions that an account needs in a cluster.
   *
   * @throws NotFoundError where there is no such cluster
   */
  async manifestsOf(cluster: string, account: Account): Promise<string> {
    const { auth, catalog, clusters, meshProviders, switches } = this.options;
    await clusters.get(cluster).catch(error => {
      // One that can not be used now may need just this.
      if (!(error instanceof ServiceUnavailableError)) {
        throw error;
      }
    });
    const config = clusterConfigOf(this.options.config, cluster);
    const { identity } = config.tap;
    const permissions = permissionsOf({
      config,
      mesh: meshProviders
        .filter(({ id }) => config.mesh === 'auto' || config.mesh === id)
        .flatMap(provider => provider.permissions ?? []),
      ...switches.features(cluster),
      ...(identity.type === 'user'
        ? await usersInKubernetes({ auth, catalog }, identity.user)
        : { users: [] }),
    });
    return `${comment(
      `What the service account ${account.namespace}/${
        account.name
      } needs in the cluster ${JSON.stringify(
        cluster,
      )} for what the configuration switches on.\nRead it before you apply it: kubectl apply -f -`,
    )}---\n${formatPermissions(permissions, account)}`;
  }
}
