import {
  Measurement,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { SharedDependency } from './SharedDependency';

/**
 * All dependencies, before anything is hidden from a viewer.
 *
 * @internal
 */
export interface SharedDependencies {
  dependencies: readonly SharedDependency[];
  /** Milliseconds since the epoch; absent where nothing was observed yet. */
  rememberedSince?: number;
  measurements: Measurement[];
  warnings: Warning[];
}

/**
 * Compares who calls whom with what the catalog declares. The answer is the same for everybody: what a viewer may not see is taken out
 * after, by whoever asks.
 *
 * @internal
 */
export interface DependencyService {
  /** Days after which a call that is not seen again is forgotten. */
  readonly retentionDays: number;
  /** What needs what, in all clusters. One that can not be asked is named in `warnings`; what is remembered of it is told. */
  dependencies(): Promise<SharedDependencies>;
}
