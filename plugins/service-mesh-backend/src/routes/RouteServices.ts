import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Authorization, PathMask } from '../authorization';
import { Clusters } from '../clusters';
import { ComparisonService } from '../comparison';
import { TapConfig } from '../config';
import { DependencyService } from '../dependencies';
import { EntityWorkloads, Parts } from '../entities';
import { ExplainService } from '../explain';
import { GatewayService } from '../gateways';
import { HistoryService } from '../history';
import { ManifestService } from '../manifests';
import { MeshRulesService } from '../mesh';
import { RulesService } from '../rules';
import { StatsService } from '../stats';
import { TapHub, TapSockets } from '../tap';
import { TapIdentities } from '../tapIdentity';
import { Telemetry } from '../telemetry';
import { TimelineService } from '../timeline';
import { TopologyService } from '../topology';

/** What the routes are made of. */
export interface RouteServices {
  auditor: AuditorService;
  authorization: Authorization;
  clusters: Clusters;
  comparisons: ComparisonService;
  dependencies: DependencyService;
  entityParts: Parts;
  entityWorkloads: EntityWorkloads;
  history: HistoryService;
  explanations: ExplainService;
  gateways: GatewayService;
  httpAuth: HttpAuthService;
  manifests: ManifestService;
  meshRules: MeshRulesService;
  /** Sites whose pages may open WebSockets. */
  origins: readonly string[];
  /** What of a path may be seen, filtered by and recorded. */
  pathMask: PathMask;
  rules: RulesService;
  /** Absent where WebSockets are switched off. */
  sockets?: TapSockets;
  stats: StatsService;
  tapConfig: TapConfig;
  tapIdentities: TapIdentities;
  taps: TapHub;
  telemetry?: Telemetry;
  timelines: TimelineService;
  topology: TopologyService;
}
