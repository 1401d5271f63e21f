import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { serviceMeshPermissions } from '@backstage-mesh/plugin-service-mesh-common';
import {
  ClusterSupplier,
  MeshProvider,
  serviceMeshClustersExtensionPoint,
  serviceMeshProvidersExtensionPoint,
} from '@backstage-mesh/plugin-service-mesh-node';
import {
  createTapRedactor,
  HiddenIds,
  MeshAuthorization,
  PathMask,
} from './authorization';
import { ClusterRegistry } from './clusters';
import { createComparisonService } from './comparison';
import { readServiceMeshConfig } from './config';
import {
  CallStore,
  createDependencyService,
  scheduleRecorder,
} from './dependencies';
import { PluginDatabase } from './database';
import { CatalogParts, EntityWorkloadIndex } from './entities';
import { createExplainService } from './explain';
import { createGatewayService } from './gateways';
import {
  createHistoryService,
  HistoryKeeper,
  TrafficHistoryService,
} from './history';
import {
  LinkerdProvider,
  MeshRulesService,
  Origins,
  TrafficService,
} from './mesh';
import { ManifestService } from './manifests';
import { messageOf } from './messageOf';
import { openMetrics } from './metrics';
import { plainLogger } from './plainLogger';
import { SharedAnswers } from './metrics/shared';
import { openReplicas } from './replicas';
import { createRouter } from './routes/createRouter';
import { isTapRequest, readOrigins } from './routes/tap/upgrades';
import { createRulesService } from './rules';
import { createStatsService } from './stats';
import { Switches } from './switches';
import { routeUpgrades, TapHub, TapSockets } from './tap';
import { TapIdentities } from './tapIdentity';
import { Telemetry } from './telemetry';
import { createTimelineService } from './timeline';
import { createTopologyService } from './topology';

/**
 * The backend of the Service Mesh plugin: reads Kubernetes and the mesh, and serves topology, stats and live tap.
 *
 * @public
 */
export const serviceMeshPlugin = createBackendPlugin({
  pluginId: 'service-mesh',
  register(env) {
    const meshProviders: MeshProvider[] = [new LinkerdProvider()];
    let supplier: ClusterSupplier | undefined;

    env.registerExtensionPoint(serviceMeshProvidersExtensionPoint, {
      addMeshProvider(provider) {
        if (meshProviders.some(({ id }) => id === provider.id)) {
          throw new ConflictError(
            `A mesh provider with the id "${provider.id}" was added twice`,
          );
        }
        meshProviders.push(provider);
      },
    });
    env.registerExtensionPoint(serviceMeshClustersExtensionPoint, {
      setClusterSupplier(added) {
        if (supplier) {
          throw new ConflictError('A supplier of clusters was set twice');
        }
        supplier = added;
      },
    });

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        cache: coreServices.cache,
        catalog: catalogServiceRef,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootConfig: coreServices.rootConfig,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const { auth, catalog, permissions, rootConfig } = deps;
        const logger = plainLogger(deps.logger);
        const config = readServiceMeshConfig(rootConfig);
        const switches = Switches.create({ rootConfig, logger });
        const database = new PluginDatabase(deps.database);
        const replicas = openReplicas({
          rootConfig,
          share: config.replicas.share,
          cache: deps.cache,
          database,
          logger,
        });
        const telemetry = new Telemetry();
        const answers = replicas && new SharedAnswers(replicas);
        const clusters = ClusterRegistry.create({
          rootConfig,
          config,
          logger,
          meshProviders,
          openMetrics: target =>
            openMetrics({ ...target, replicas, telemetry }),
          supplier,
          switches,
          telemetry,
        });
        const entityWorkloads = EntityWorkloadIndex.create({
          clusters,
          catalog,
          auth,
          logger,
          namespaceOwners: config.tap.consent.namespaceOwners,
        });
        const authorization = MeshAuthorization.create({
          permissions,
          catalog,
          clusters,
          entities: entityWorkloads,
          config,
          switches,
          hiddenIds: new HiddenIds({ database, logger }),
        });
        const historyKeeper = HistoryKeeper.start({
          clusters,
          config,
          logger,
        });
        const origins = new Origins(clusters, logger);
        const traffic = new TrafficService({
          logger,
          origins,
          answers,
          telemetry,
        });
        const histories = new TrafficHistoryService({
          logger,
          origins,
          answers,
          telemetry,
        });
        const topology = createTopologyService({ clusters, traffic, logger });
        const store = config.dependencies.enabled
          ? new CallStore({ database })
          : undefined;
        const meshRules = new MeshRulesService({ logger, answers, telemetry });
        const pathMask = new PathMask(config.tap);
        const taps = new TapHub({
          config: config.tap,
          switches,
          redact: createTapRedactor(config.tap.allowedHeaders, pathMask),
          logger,
        });

        const endTelemetry = telemetry.observe({
          clusters: () => clusters.vitals(),
          taps: () => taps.usage,
          sharing: () => replicas?.areReachable,
        });

        deps.permissionsRegistry.addPermissions(serviceMeshPermissions);
        deps.httpRouter.use(
          createRouter({
            auditor: deps.auditor,
            authorization,
            clusters,
            comparisons: createComparisonService({
              clusters,
              topology,
              histories,
              logger,
            }),
            dependencies: createDependencyService({
              clusters,
              traffic,
              entityWorkloads,
              store,
              config: config.dependencies,
              logger,
            }),
            entityParts: new CatalogParts({ catalog, auth }),
            entityWorkloads,
            explanations: createExplainService({ clusters, traffic, logger }),
            gateways: createGatewayService({
              clusters,
              logger,
              answers,
              telemetry,
            }),
            history: createHistoryService({ clusters, histories, logger }),
            httpAuth: deps.httpAuth,
            manifests: new ManifestService({
              auth,
              catalog,
              clusters,
              config,
              meshProviders,
              switches,
            }),
            meshRules,
            origins: readOrigins(rootConfig),
            pathMask,
            rules: createRulesService({
              clusters,
              traffic,
              rules: meshRules,
              logger,
            }),
            sockets: config.tap.webSocket ? new TapSockets() : undefined,
            stats: createStatsService({ clusters, traffic, logger }),
            tapConfig: config.tap,
            tapIdentities: new TapIdentities({ auth, catalog, logger }),
            taps,
            telemetry,
            timelines: createTimelineService({ clusters, histories, logger }),
            topology,
          }),
        );
        if (store) {
          await scheduleRecorder({
            clusters,
            traffic,
            store,
            config: config.dependencies,
            logger,
            scheduler: deps.scheduler,
          }).catch(error =>
            logger.warn(`Calls are not remembered: ${messageOf(error)}`),
          );
        }
        const endUpgrades = config.tap.webSocket
          ? routeUpgrades(isTapRequest)
          : () => {};
        // Open streams would keep the server from closing.
        deps.lifecycle.addShutdownHook(async () => {
          endUpgrades();
          switches.close();
          historyKeeper.close();
          await taps.close();
          entityWorkloads.close();
          clusters.close();
          await replicas?.close();
          endTelemetry();
        });
      },
    });
  },
});
