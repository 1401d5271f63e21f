import { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { Authorization } from '../authorization';
import { Clusters } from '../clusters';
import { TapConfig } from '../config';
import { EntityWorkloads } from '../entities';
import { StatsService } from '../stats';
import { TapHub } from '../tap';
import { TopologyService } from '../topology';

/** What the routes are made of. */
export interface RouteServices {
  auditor: AuditorService;
  authorization: Authorization;
  clusters: Clusters;
  entityWorkloads: EntityWorkloads;
  httpAuth: HttpAuthService;
  stats: StatsService;
  tapConfig: TapConfig;
  taps: TapHub;
  topology: TopologyService;
}
