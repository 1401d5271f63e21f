import {
  TapEvent,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
  Mesh,
  MeshContext,
  MeshInstallation,
  MeshRules,
  MeshTapPeer,
  MeshTapRequest,
  MeshTraffic,
  PrometheusHint,
  ProxyTarget,
  RulesRequest,
  TrafficRequest,
  TrafficSplit,
  TrafficSplitRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { assemble } from './assemble';
import { collect } from './collect';
import { PeerResolver } from './PeerResolver';
import { prometheusHints } from './prometheusHints';
import { adminPortOf, proxyTargetOf } from './proxyTarget';
import { METRIC_NAMES, PRESENCE_METRIC } from './metricTables';
import { buildQuestions } from './questions';
import { ObjectReader } from './rules/objects/ObjectReader';
import { readRules } from './rules/readRules';
import { LinkerdSettings } from './settings';
import { trafficSplits } from './trafficSplits';
import { tapPeer, tappablePods, tapWorkload } from './tap';

/** Pods carry it once they are injected. */
const CONTROL_PLANE_LABEL = 'linkerd.io/control-plane-ns';

const DEFAULT_ADMIN_PORT = 4191;

/** Scrapes that a pod must have lived through to be measured at its own side. */
const SHORTEST_SCRAPES = 4;

const DEFAULT_INTERVAL_SECONDS = 10;

/**
 * Linkerd in one cluster.
 *
 * @internal
 */
export class LinkerdMesh implements Mesh {
  readonly metricNames = METRIC_NAMES;
  readonly presenceMetric = PRESENCE_METRIC;

  private readonly objects: ObjectReader;

  constructor(
    private readonly context: MeshContext,
    readonly installation: MeshInstallation,
    private readonly settings: LinkerdSettings,
  ) {
    this.objects = new ObjectReader(context, {
      namespaces: settings.includedNamespaces,
    });
  }

  isMeshed(pod: Pick<InventoryPod, 'labels'>): boolean {
    return Object.hasOwn(pod.labels, CONTROL_PLANE_LABEL);
  }

  proxyTarget(pod: InventoryPod): ProxyTarget | undefined {
    return this.isMeshed(pod) ? proxyTargetOf(pod) : undefined;
  }

  prometheusHints(snapshot: InventorySnapshot): readonly PrometheusHint[] {
    return prometheusHints(snapshot, this.installation, this.settings);
  }

  async traffic(request: TrafficRequest): Promise<MeshTraffic> {
    const { snapshot, metrics } = request;
    const resolver = new PeerResolver(
      snapshot,
      pod => this.isMeshed(pod),
      request.byPod,
    );
    const questions = buildQuestions({
      excluded: this.excludedNamespaces(),
      adminPorts: this.adminPorts(snapshot),
      resolver,
      request,
    });
    const answer = await metrics.query(
      questions.map(({ query }) => query),
      {
        windowSeconds: request.windowSeconds,
        scope: request.scope,
        signal: request.signal,
      },
    );
    const collected = collect(
      questions,
      answer.results,
      resolver,
      request.scope,
    );
    const interval =
      metrics.scrapeIntervalSeconds() ?? DEFAULT_INTERVAL_SECONDS;
    const { workloads, edges } = assemble(collected, resolver, {
      from: answer.measuredAt - answer.windowSeconds * 1000,
      to: answer.measuredAt,
      shortestMs: SHORTEST_SCRAPES * interval * 1000,
    });
    return {
      workloads,
      edges: request.inboundOnly ? [] : edges,
      windowSeconds: answer.windowSeconds,
      measuredAt: answer.measuredAt,
      warnings: answer.warnings,
    };
  }

  rules(request: RulesRequest): Promise<MeshRules> {
    return readRules(request, {
      reader: this.objects,
      excluded: this.excludedNamespaces(),
      adminPorts: this.adminPorts(request.snapshot),
      isMeshed: pod => this.isMeshed(pod),
    });
  }

  trafficSplits(
    request: TrafficSplitRequest,
  ): Promise<readonly TrafficSplit[]> {
    return trafficSplits(request);
  }

  tap(request: MeshTapRequest): AsyncIterable<TapEvent> {
    return tapWorkload(this.context.connection, request);
  }

  tappablePods(
    target: WorkloadRef,
    snapshot: InventorySnapshot,
  ): ReturnType<typeof tappablePods> {
    return tappablePods(target, snapshot, pod => this.isMeshed(pod));
  }

  tapPeer(labels: Readonly<Record<string, string>>): MeshTapPeer {
    return tapPeer(labels);
  }

  /** The mesh's own namespaces, but for those that the configuration asks for by name. */
  private excludedNamespaces(): string[] {
    return this.installation.systemNamespaces.filter(
      name => !this.settings.includedNamespaces.includes(name),
    );
  }

  private adminPorts(snapshot: InventorySnapshot): string[] {
    const ports = new Set([DEFAULT_ADMIN_PORT]);
    for (const pod of snapshot.pods()) {
      const port = this.isMeshed(pod) ? adminPortOf(pod) : undefined;
      if (port !== undefined) {
        ports.add(port);
      }
    }
    return [...ports].map(String);
  }
}
