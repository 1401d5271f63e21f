import {
  EntityWorkload,
  WorkloadRef,
  serviceMeshClusterTapPermission,
  serviceMeshTapExportPermission,
  serviceMeshTapPermission,
} from '@backstage-mesh/plugin-service-mesh-common';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { ServiceMeshConfig } from '../config';
import { Consent, EntityMatch, EntityWorkloads } from '../entities';
import { Switches } from '../switches';
import { TapGrant } from './Authorization';
import { ViewerDecisions } from './ViewerDecisions';
import { viewerName } from './viewerName';

export type TapExplanation = EntityWorkload['tap'];

/**
 * The rules of who may see live requests of what: a permission, and the consent of the workload. An annotation proves nothing.
 */
export class TapAuthorization {
  readonly #config: ServiceMeshConfig;
  readonly #entities: EntityWorkloads;
  readonly #decisions: ViewerDecisions;
  readonly #switches: Pick<Switches, 'tapOff'>;

  constructor(options: {
    config: ServiceMeshConfig;
    entities: EntityWorkloads;
    decisions: ViewerDecisions;
    switches: Pick<Switches, 'tapOff'>;
  }) {
    this.#config = options.config;
    this.#entities = options.entities;
    this.#decisions = options.decisions;
    this.#switches = options.switches;
  }

  /**
   * @throws NotAllowedError with the reason; NotFoundError where the caller may not know the entity
   */
  async authorize(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef?: string },
  ): Promise<TapGrant> {
    const { workload } = request;
    const entityRef = request.entityRef?.toLowerCase();
    const state = this.state(workload.cluster, workload.namespace);
    if (!state.enabled) {
      throw new NotAllowedError(state.reason ?? 'Live tap is off.');
    }
    const grant = { viewer: viewerName(credentials) };
    if (entityRef !== undefined) {
      await this.#decisions.requireVisible(credentials, entityRef);
      const [answer] = await this.explain(credentials, [workload], entityRef);
      if (!answer.allowed) {
        throw new NotAllowedError(answer.message);
      }
      return { ...grant, via: { entityRef } };
    }
    const consented = (await this.#entitiesOf(workload)).filter(match =>
      this.#isConsent(match.consent),
    );
    const [allowed] = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshTapPermission,
      consented.map(match => match.entityRef),
    );
    if (allowed !== undefined) {
      return { ...grant, via: { entityRef: allowed } };
    }
    if (
      await this.#decisions.isAllowed(
        credentials,
        serviceMeshClusterTapPermission,
      )
    ) {
      return { ...grant, via: { permission: 'service-mesh.cluster.tap' } };
    }
    throw new NotAllowedError(
      `You may not tap this workload: neither does a catalog entity that its pods name give you ${serviceMeshTapPermission.name}, nor do you have ${serviceMeshClusterTapPermission.name}`,
    );
  }

  /**
   * @throws as `authorize`
   */
  async authorizeExport(
    credentials: BackstageCredentials,
    request: { workload: WorkloadRef; entityRef: string },
  ): Promise<TapGrant> {
    const entityRef = request.entityRef.toLowerCase();
    const grant = await this.authorize(credentials, {
      ...request,
      entityRef,
    });
    const allowed = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshTapExportPermission,
      [entityRef],
    );
    if (!allowed.has(entityRef)) {
      throw new NotAllowedError(
        `You may not save live requests of ${entityRef}: the permission ${serviceMeshTapExportPermission.name} is missing for this entity.`,
      );
    }
    return grant;
  }

  /** Whether workloads may be tapped through an entity, and why not. */
  async explain(
    credentials: BackstageCredentials,
    workloads: readonly WorkloadRef[],
    entityRef: string,
  ): Promise<TapExplanation[]> {
    const allowed = await this.#decisions.allowedEntities(
      credentials,
      serviceMeshTapPermission,
      [entityRef],
    );
    return Promise.all(
      workloads.map(async workload => {
        const state = this.state(workload.cluster, workload.namespace);
        if (!state.enabled) {
          return {
            allowed: false,
            reason: 'disabled' as const,
            message: state.reason,
          };
        }
        if (!allowed.has(entityRef)) {
          return {
            allowed: false,
            reason: 'no-permission' as const,
            message: `You may not tap through ${entityRef}: the permission ${serviceMeshTapPermission.name} is missing for this entity.`,
          };
        }
        const match = (await this.#entitiesOf(workload)).find(
          candidate => candidate.entityRef === entityRef,
        );
        return match && this.#isConsent(match.consent)
          ? { allowed: true }
          : {
              allowed: false,
              reason: 'no-consent' as const,
              message: `The pods of ${workload.kind} ${workload.name} do not name ${entityRef}, so it may not be tapped through it. Whoever deploys them can add the label backstage.io/kubernetes-id with the entity's id to the pods, or an administrator can give the namespace to the entity's owner in serviceMesh.tap.consent.namespaceOwners. Where several entities of different owners claim the same id, the label must hold the entity's reference, such as component.default.web.`,
            };
      }),
    );
  }

  /** Whether a cluster, or a namespace of it, can be tapped at all, by configuration. */
  state(
    cluster: string,
    namespace?: string,
  ): { enabled: boolean; reason?: string } {
    const reason = this.#switches.tapOff(cluster, namespace);
    return reason === undefined
      ? { enabled: true }
      : { enabled: false, reason };
  }

  #isConsent(consent: Consent): boolean {
    return consent !== 'none' || this.#config.tap.consent.selectorMatches;
  }

  /** Entities of a workload; none where its cluster can not be asked, which allows nothing. */
  async #entitiesOf(workload: WorkloadRef): Promise<readonly EntityMatch[]> {
    try {
      return await this.#entities.entitiesOf(workload);
    } catch {
      return [];
    }
  }
}
