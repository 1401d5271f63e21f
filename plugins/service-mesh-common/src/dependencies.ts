import { MeasuredAnswer, TrafficStats, Warning } from './stats';
import { EdgeProtocol } from './topology';

/**
 * How a dependency stands between the catalog and the mesh: `both` = declared and seen; `undeclared` = seen, and the catalog does not
 * say it; `unseen` = the catalog says it, and nobody called within the time that is remembered.
 *
 * @public
 */
export type DependencyState = 'both' | 'undeclared' | 'unseen';

/**
 * One end of a dependency: a catalog entity, or what runs where no entity claims it.
 *
 * @public
 */
export interface DependencyEnd {
  /** The entity; absent where no entity that the viewer may read selects the workload. */
  entityRef?: string;
  /** Node ids of its workloads that took part, as in topologies. Empty for what was never seen. */
  nodeIds: string[];
  /** What people call it: the name of the entity, of the workload, or of the host. Empty for what the viewer may not see. */
  name: string;
  /** Where it runs, for ends without an entity. */
  cluster?: string;
  namespace?: string;
  /** As of nodes in topologies; `Hidden` for what the viewer may not see. */
  kind?: string;
}

/**
 * How the catalog declares a dependency: `dependsOn` the entity, or `consumesApis` with an API that it provides.
 *
 * @public
 */
export interface DependencyDeclaration {
  relation: 'dependsOn' | 'consumesApis';
  /** The API, for `consumesApis`; the entity, for `dependsOn`. */
  targetRef: string;
}

/**
 * One entity or workload that needs another, as the mesh saw it, as the catalog says, or both.
 *
 * @public
 */
export interface Dependency {
  /** Opaque, and stable over refreshes. */
  id: string;
  state: DependencyState;
  source: DependencyEnd;
  target: DependencyEnd;
  /** How it is declared; empty for `undeclared`. */
  declarations: DependencyDeclaration[];
  /** Protocols that were seen. */
  protocols: EdgeProtocol[];
  /** When a call was first and last seen, ISO 8601; absent for what was never seen within the time that is remembered. */
  firstSeenAt?: string;
  lastSeenAt?: string;
  /** For `unseen` ones: since when a call would be known, ISO 8601. What was called before, nobody can tell. */
  unseenSince?: string;
  /** The calls of now, all workloads together; absent where there are none or nothing is measured. */
  stats?: TrafficStats;
  /** What to add to the catalog, for `undeclared` ones whose source is an entity. */
  suggestion?: DependencySuggestion;
}

/**
 * What would declare a dependency.
 *
 * @public
 */
export interface DependencySuggestion {
  relation: 'dependsOn' | 'consumesApis';
  /** References to add: the one API that the callee provides, for calls that are no bare TCP; the callee itself otherwise. */
  targetRefs: string[];
  /** Where the file of the source is edited, where the catalog knows. */
  editUrl?: string;
}

/**
 * Answer of `GET /dependencies` and of `GET /entities/{kind}/{namespace}/{name}/dependencies`.
 *
 * @public
 */
export interface DependencyList {
  /** One page of what was asked for. */
  dependencies: Dependency[];
  /** How many of each state the viewer may see, whatever was asked for. */
  counts: Record<DependencyState, number>;
  /** How many were asked for, on all pages. */
  total: number;
  /** What the next page is asked for with; absent on the last one. */
  nextCursor?: string;
  /** Since when calls are remembered, ISO 8601: what was seen before is not known. Absent where nothing was observed yet. */
  rememberedSince?: string;
  /** Days after which a call that is not seen again is forgotten. */
  retentionDays: number;
  measurements: MeasuredAnswer['measurements'];
  warnings: Warning[];
}
