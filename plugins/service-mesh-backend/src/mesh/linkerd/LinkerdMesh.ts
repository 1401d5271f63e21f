import {
  NumberExplanation,
  TapEvent,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventoryPod,
  InventorySnapshot,
  AccessAttributes,
  Mesh,
  MeshContext,
  MeshGateways,
  MeshInstallation,
  MeshRules,
  MeshTapPeer,
  MeshTapRequest,
  MeshTraffic,
  MeshTrafficHistory,
  PrometheusHint,
  ProxyTarget,
  RulesRequest,
  SplitChange,
  TrafficHistoryRequest,
  TrafficRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { assembleAnswers, shortestLifeSeconds } from './assembleAnswers';
import { explain } from './explain';
import { readGateways } from './gateways/readGateways';
import { PeerResolver } from './PeerResolver';
import { prometheusHints } from './prometheusHints';
import { adminPortOf, proxyTargetOf } from './proxyTarget';
import { METRIC_NAMES, PRESENCE_METRIC } from './metricTables';
import { buildQuestions, Question } from './questions';
import { RECORDINGS } from './recordings';
import { ObjectReader } from './rules/objects/ObjectReader';
import { readRules } from './rules/readRules';
import { buildRuleQuestions } from './rules/ruleQuestions';
import { SplitLog } from './rules/SplitLog';
import { LinkerdSettings } from './settings';
import { SystemWorkloads } from './SystemWorkloads';
import { tapAccess, tapPeer, tappablePods, tapWorkload } from './tap';

/** Pods carry it once they are injected. */
const CONTROL_PLANE_LABEL = 'linkerd.io/control-plane-ns';

/** Set on the pods of the multicluster extension's gateway. */
const GATEWAY_ANNOTATION = 'config.linkerd.io/enable-gateway';

const DEFAULT_ADMIN_PORT = 4191;

/**
 * Linkerd in one cluster.
 *
 * @internal
 */
export class LinkerdMesh implements Mesh {
  readonly metricNames = METRIC_NAMES;
  readonly presenceMetric = PRESENCE_METRIC;
  readonly recordings = RECORDINGS;

  private readonly objects: ObjectReader;
  private readonly splits = new SplitLog();

  constructor(
    private readonly context: MeshContext,
    readonly installation: MeshInstallation,
    private readonly settings: LinkerdSettings,
  ) {
    this.objects = new ObjectReader(context, {
      namespaces: settings.includedNamespaces,
      onRead: (at, objects) => this.splits.note(at, objects),
    });
  }

  isMeshed(pod: Pick<InventoryPod, 'labels'>): boolean {
    return Object.hasOwn(pod.labels, CONTROL_PLANE_LABEL);
  }

  isGateway(pod: Pick<InventoryPod, 'annotations'>): boolean {
    return pod.annotations[GATEWAY_ANNOTATION] === 'true';
  }

  proxyTarget(pod: InventoryPod): ProxyTarget | undefined {
    return this.isMeshed(pod) ? proxyTargetOf(pod) : undefined;
  }

  prometheusHints(snapshot: InventorySnapshot): readonly PrometheusHint[] {
    return prometheusHints(snapshot, this.installation, this.settings);
  }

  async traffic(request: TrafficRequest): Promise<MeshTraffic> {
    const { metrics, snapshot } = request;
    const resolver = this.resolver(snapshot, request.byPod);
    const questions = this.questions(request, resolver);
    const { results, windowSeconds, measuredAt, warnings } =
      await metrics.query(
        questions.map(({ query }) => query),
        {
          windowSeconds: request.windowSeconds,
          at: request.at,
          scope: request.scope,
          signal: request.signal,
        },
      );
    return {
      ...assembleAnswers(questions, results, {
        resolver,
        request,
        windowSeconds,
        measuredAt,
      }),
      windowSeconds,
      measuredAt,
      warnings,
    };
  }

  /** Without `part`: counts, and the buckets of what the scope answered, but not of its calls. */
  async trafficHistory(
    request: TrafficHistoryRequest,
  ): Promise<MeshTrafficHistory> {
    const { metrics, snapshot, times, part } = request;
    const resolver = this.resolver(snapshot);
    const questions = [
      ...(part === 'latency'
        ? []
        : this.questions({ ...request, part: 'counts' }, resolver)),
      ...(part === 'counts'
        ? []
        : this.questions(
            {
              ...request,
              part: 'latency',
              inboundOnly: request.inboundOnly || part === undefined,
            },
            resolver,
          )),
    ];
    const { results, windowSeconds, rememberedSince, warnings } =
      await metrics.queryRange(
        questions.map(({ query }) => query),
        {
          windowSeconds: request.stepSeconds,
          times,
          scope: request.scope,
          signal: request.signal,
        },
      );
    const steps = times.map((measuredAt, step): MeshTraffic | undefined => {
      const answers = results.map(result => result?.[step]);
      return answers.some(answer => answer)
        ? {
            ...assembleAnswers(questions, answers, {
              resolver,
              request,
              windowSeconds,
              measuredAt,
            }),
            windowSeconds,
            measuredAt,
            warnings: [],
          }
        : undefined;
    });
    return {
      steps,
      ...(rememberedSince !== undefined && { rememberedSince }),
      warnings,
    };
  }

  rules(request: RulesRequest): Promise<MeshRules> {
    return readRules(request, {
      reader: this.objects,
      system: this.system(request.snapshot),
      adminPorts: this.adminPorts(request.snapshot),
      isMeshed: pod => this.isMeshed(pod),
    });
  }

  async splitChanges(): Promise<readonly SplitChange[]> {
    await this.objects.read();
    return this.splits.all();
  }

  gateways(
    request: Parameters<NonNullable<Mesh['gateways']>>[0],
  ): Promise<MeshGateways> {
    return readGateways(
      this.context.connection,
      request,
      this.installation.systemNamespaces,
    );
  }

  explain(
    request: Parameters<NonNullable<Mesh['explain']>>[0],
  ): readonly NumberExplanation[] {
    const { metrics, snapshot, windowSeconds, at, scope } = request;
    const resolver = this.resolver(snapshot);
    const ask = (more: Partial<TrafficRequest>, by = resolver) =>
      this.questions({ snapshot, scope, ...more }, by);
    const byPod = {
      byPod: true,
      inboundOnly: true,
    };
    const podResolver = this.resolver(snapshot, true);
    const system = this.system(snapshot);
    const adminPorts = this.adminPorts(snapshot);
    return explain(
      {
        counts: ask({ part: 'counts' }),
        latency: ask({ part: 'latency' }),
        podCounts: ask({ part: 'counts', ...byPod }, podResolver),
        podLatency: ask({ part: 'latency', ...byPod }, podResolver),
        elsewhere: ask({ part: 'counts', scope: undefined }),
        rules: buildRuleQuestions({
          system,
          adminPorts,
          request: { snapshot, scope: scope ?? {} },
          overriding: [],
        }),
      },
      {
        describe: query => metrics.describe(query, windowSeconds, { at }),
        system,
        adminPorts,
        shortestSeconds: shortestLifeSeconds(metrics),
      },
    );
  }

  tap(request: MeshTapRequest): AsyncIterable<TapEvent> {
    return tapWorkload(this.context.connection, request);
  }

  tapAccess(target: WorkloadRef): AccessAttributes | undefined {
    return tapAccess(target);
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

  private resolver(snapshot: InventorySnapshot, byPod?: boolean): PeerResolver {
    return new PeerResolver(snapshot, {
      isMeshed: pod => this.isMeshed(pod),
      byPod,
      isGateway: pod => this.isGateway(pod),
      system: this.system(snapshot),
    });
  }

  private questions(
    request: Parameters<typeof buildQuestions>[0]['request'],
    resolver: PeerResolver,
  ): Question[] {
    return buildQuestions({
      system: this.system(request.snapshot),
      adminPorts: this.adminPorts(request.snapshot),
      resolver,
      request,
    });
  }

  /** The mesh's own parts, but for the namespaces that the configuration asks for by name. */
  private system(snapshot: InventorySnapshot): SystemWorkloads {
    return new SystemWorkloads(
      snapshot,
      this.installation.systemNamespaces.filter(
        name => !this.settings.includedNamespaces.includes(name),
      ),
      pod => this.isGateway(pod),
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
