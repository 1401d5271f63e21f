/** What these suites try of the backend plugin: its own parts, put together as the plugin does it. */
export {
  ClusterRegistry,
  HttpClusterConnection,
  type Cluster,
  type Clusters,
} from '../../../../plugins/service-mesh-backend/src/clusters';
export { createComparisonService } from '../../../../plugins/service-mesh-backend/src/comparison';
export { readServiceMeshConfig } from '../../../../plugins/service-mesh-backend/src/config';
export { TrafficHistoryService } from '../../../../plugins/service-mesh-backend/src/history';
export { ClusterInventory } from '../../../../plugins/service-mesh-backend/src/inventory';
export {
  LinkerdProvider,
  TrafficService,
} from '../../../../plugins/service-mesh-backend/src/mesh';
export { METRIC_NAMES } from '../../../../plugins/service-mesh-backend/src/mesh/linkerd/metricTables';
export { PeerResolver } from '../../../../plugins/service-mesh-backend/src/mesh/linkerd/PeerResolver';
export { openMetrics } from '../../../../plugins/service-mesh-backend/src/metrics';
export { ProxiesSource } from '../../../../plugins/service-mesh-backend/src/metrics/proxies';
export { tapWorkload } from '../../../../plugins/service-mesh-backend/src/mesh/linkerd/tap';
export { createTimelineService } from '../../../../plugins/service-mesh-backend/src/timeline';
export { createTopologyService } from '../../../../plugins/service-mesh-backend/src/topology';
export {
  as,
  clustersConfig,
  PLATFORM,
  READER,
  startPortal,
  VIDEO,
} from '../../../../plugins/service-mesh-backend/src/routes/__testUtils__/portal';
export { openEventStream } from '../../../../plugins/service-mesh-backend/src/routes/__testUtils__/eventStream';
