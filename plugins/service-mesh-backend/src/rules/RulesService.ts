import {
  EntityRules,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { RuleNames } from './RuleNames';

/**
 * Routes, splits and policies of workloads, the same for everybody.
 *
 * @internal
 */
export interface SharedRules extends EntityRules {
  /** Who is behind the names in it, so that they can be taken from those who may not know of them. */
  names: RuleNames;
}

/**
 * What the routes, splits and policies of workloads say and do. The answers are the same for everybody: what a viewer may not see is
 * taken out after, by whoever asks.
 *
 * @internal
 */
export interface RulesService {
  /**
   * Workloads may be in several clusters. One that no longer exists is left out.
   *
   * @throws ServiceUnavailableError where no cluster could be asked
   */
  workloadRules(
    workloads: readonly WorkloadRef[],
    options: { windowSeconds: number; at?: number; signal?: AbortSignal },
  ): Promise<SharedRules>;
}
