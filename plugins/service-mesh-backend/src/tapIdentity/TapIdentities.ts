import {
  ClusterIdentity,
  KubernetesStatusError,
  Mesh,
} from '@backstage-mesh/plugin-service-mesh-node';
import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { Entity, RELATION_MEMBER_OF } from '@backstage/catalog-model';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Cluster } from '../clusters';
import { TapIdentityConfig } from '../config';
import { messageOf } from '../messageOf';
import { isSwitchedOff } from '../switches';
import { nameUser } from './userTemplate';

/** Who wants to tap what. */
export interface TapAsker {
  credentials: BackstageCredentials;
  cluster: Pick<Cluster, 'name' | 'config' | 'connection'>;
  mesh: Pick<Mesh, 'tapAccess'>;
  target: WorkloadRef;
}

type Impersonation = Extract<ClusterIdentity, { type: 'impersonate' }>;

/**
 * As whom a cluster is asked for a tap: as the portal's account, or as the viewer. Then Kubernetes itself is asked about each viewer, also
 * where the tap is open already: nobody sees through the rights of another.
 *
 * @internal
 */
export class TapIdentities {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #logger: LoggerService;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    logger: LoggerService;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#logger = options.logger;
  }

  /**
   * The identity for a tap, which Kubernetes allows now.
   *
   * @throws NotAllowedError with what is missing; ServiceUnavailableError where nobody can tell
   */
  async identityOf(asker: TapAsker): Promise<ClusterIdentity> {
    const config = asker.cluster.config.tap.identity;
    if (config.type === 'service-account') {
      return { type: 'service-account' };
    }
    const identity = identityOfUser(config, await this.#userOf(asker));
    await review(asker, identity, this.#logger);
    return identity;
  }

  async #userOf({ credentials, cluster }: TapAsker): Promise<Entity> {
    if (!this.#auth.isPrincipal(credentials, 'user')) {
      throw new NotAllowedError(
        `The cluster ${cluster.name} is tapped as the signed-in user, and you are none`,
      );
    }
    const { userEntityRef } = credentials.principal;
    const user = await this.#catalog.getEntityByRef(userEntityRef, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    if (!user) {
      throw new NotAllowedError(
        `You may not tap the cluster ${cluster.name}: it is asked as you, and the catalog does not know ${userEntityRef}`,
      );
    }
    return user;
  }
}

function identityOfUser(
  { user, groups }: Extract<TapIdentityConfig, { type: 'user' }>,
  entity: Entity,
): Impersonation {
  const memberOf = new Set(
    entity.relations
      ?.filter(({ type }) => type === RELATION_MEMBER_OF)
      .map(({ targetRef }) => targetRef.toLowerCase()),
  );
  return {
    type: 'impersonate',
    user: nameUser(user, entity),
    groups: groups
      .filter(
        group => group.memberOf === undefined || memberOf.has(group.memberOf),
      )
      .map(({ name }) => name),
  };
}

/** Asks Kubernetes whether it would let somebody tap. */
async function review(
  { cluster, mesh, target }: TapAsker,
  { user, groups }: Impersonation,
  logger: LoggerService,
): Promise<void> {
  const access = mesh.tapAccess?.(target);
  if (!access) {
    throw new NotAllowedError(
      `A ${target.kind} of the cluster ${cluster.name} can not be tapped as the signed-in user`,
    );
  }
  let answer: { status?: { allowed?: unknown } };
  try {
    answer = await cluster.connection.json({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: JSON.stringify({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user,
          // As the API server adds it to whomever it lets somebody act as.
          groups: [...groups, 'system:authenticated'],
          resourceAttributes: access,
        },
      }),
      headTimeoutMs: 10_000,
      maxBytes: 64 * 1024,
    });
  } catch (error) {
    if (isSwitchedOff(error)) {
      throw error;
    }
    // Why holds names and addresses of the portal's own, and its status is that of the portal and not of the viewer.
    logger.warn(
      `Whether a viewer may tap the cluster ${
        cluster.name
      } could not be asked: ${messageOf(error)}`,
    );
    throw new ServiceUnavailableError(
      error instanceof KubernetesStatusError && error.status === 403
        ? `Kubernetes could not be asked whether you may tap: the portal's account may not create subjectaccessreviews (authorization.k8s.io) in the cluster ${cluster.name}. GET /clusters/${cluster.name}/manifests has what it needs`
        : `Kubernetes could not be asked whether you may tap: the API server of the cluster ${cluster.name} gave no answer that can be used. Try again in a moment; the log of the portal says why`,
    );
  }
  if (answer.status?.allowed !== true) {
    const { verb, group, resource, subresource, namespace } = access;
    throw new NotAllowedError(
      `Kubernetes does not let you tap this: the user ${JSON.stringify(user)}${
        groups.length > 0 ? ` in the groups ${groups.join(', ')}` : ''
      } lacks the verb ${verb} on ${[resource, subresource]
        .filter(Boolean)
        .join('/')} (${group})${
        namespace ? ` in the namespace ${namespace}` : ''
      } of the cluster ${cluster.name}`,
    );
  }
}
