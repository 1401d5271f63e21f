import {
  Attributes,
  Counter,
  Histogram,
  Meter,
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
  Tracer,
} from '@opentelemetry/api';
import { resultOf } from './resultOf';

/** As Backstage names the scopes of its plugins. */
const SCOPE = 'backstage-plugin-service-mesh';

/** Bounds of the histogram of durations, in seconds: a cheap question takes milliseconds, an expensive one many seconds. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Whom a question is put to. @internal */
export type AskedSource = 'kubernetes' | 'prometheus' | 'proxy';

/** How an answer was got that is kept for a while. @internal */
export type CacheResult = 'hit' | 'miss' | 'shared' | 'failed';

/** How a cluster is. @internal */
export interface ClusterVitals {
  name: string;
  /** Its inventory is complete and live. */
  connected: boolean;
  /** Seconds since the API server was last heard of by the watch that is silent for longest; undefined before the first. */
  watchAgeSeconds?: number;
  /** Whether a source is left alone because it failed again and again. */
  circuits: Readonly<Record<'prometheus' | 'proxy', boolean>>;
}

/** What is counted when somebody reads the metrics. @internal */
export interface Observed {
  clusters(): readonly ClusterVitals[];
  taps(): {
    openByCluster: ReadonlyMap<string, number>;
    viewers: number;
    /** Since the start. */
    sent: number;
    dropped: number;
  };
  /** Whether the other instances of the portal can be reached; undefined where there is nothing to share. */
  sharing(): boolean | undefined;
}

/**
 * What the plugin tells of itself through OpenTelemetry: nothing, and at no cost, where the backend runs without its SDK. Attributes
 * name clusters and kinds of things; never people, paths or workloads.
 *
 * @internal
 */
export class Telemetry {
  private readonly durations: Histogram;
  private readonly lookups: Counter;
  private readonly refusals: Counter;

  constructor(
    private readonly meter: Meter = metrics.getMeter(SCOPE),
    private readonly tracer: Tracer = trace.getTracer(SCOPE),
  ) {
    this.durations = meter.createHistogram('service_mesh.question.duration', {
      description:
        'How long a cluster took to answer: a Prometheus until the end of its answer, all others until its head',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATIONS },
    });
    this.lookups = meter.createCounter('service_mesh.cache.lookups', {
      description:
        'Answers that were wanted: kept here (hit), taken from another instance of the portal (shared), asked for (miss), or not got',
      unit: '{lookup}',
    });
    this.refusals = meter.createCounter('service_mesh.tap.refusals', {
      description: 'Live taps that were asked for and not opened',
      unit: '{tap}',
    });
  }

  /** One question to a cluster: a span, and how long it took. */
  async question<T>(
    asked: { cluster: string; source: AskedSource },
    ask: () => Promise<T>,
    /** What went wrong though there is an answer; undefined where nothing did. */
    problemOf: (answer: T) => string | undefined = () => undefined,
  ): Promise<T> {
    const attributes: Attributes = {
      'service_mesh.cluster': asked.cluster,
      'service_mesh.source': asked.source,
    };
    const startedAt = performance.now();
    return this.tracer.startActiveSpan(
      `ask ${asked.source}`,
      { kind: SpanKind.CLIENT, attributes },
      async span => {
        let problem: string | undefined = 'cancelled';
        try {
          const answer = await ask();
          problem = problemOf(answer);
          return answer;
        } catch (error) {
          problem = resultOf(error);
          throw error;
        } finally {
          const failed: Attributes = problem ? { 'error.type': problem } : {};
          this.durations.record((performance.now() - startedAt) / 1000, {
            ...attributes,
            ...failed,
          });
          span.setAttributes(failed);
          if (problem) {
            span.setStatus({ code: SpanStatusCode.ERROR, message: problem });
          }
          span.end();
        }
      },
    );
  }

  /** An answer was wanted that is kept for a while. */
  lookup(cache: string, result: CacheResult): void {
    this.lookups.add(1, {
      'service_mesh.cache': cache,
      'service_mesh.result': result,
    });
  }

  tapRefused(error: unknown): void {
    this.refusals.add(1, { 'error.type': resultOf(error) });
  }

  /** Tells of what is there, whenever somebody reads the metrics. @returns ends that */
  observe(observed: Observed): () => void {
    const { meter } = this;
    const connected = meter.createObservableGauge(
      'service_mesh.cluster.connected',
      {
        description: '1 where the inventory of a cluster is complete and live',
        unit: '{cluster}',
      },
    );
    const watchAge = meter.createObservableGauge('service_mesh.watch.age', {
      description:
        'Time since the API server was last heard of by the watch that is silent for longest',
      unit: 's',
    });
    const circuits = meter.createObservableGauge('service_mesh.circuit.open', {
      description:
        '1 where a source is left alone because it failed again and again',
      unit: '{source}',
    });
    const sharing = meter.createObservableGauge('service_mesh.sharing.active', {
      description:
        '1 where this instance shares what it asks with the others; absent where that is not configured',
      unit: '{instance}',
    });
    const openTaps = meter.createObservableUpDownCounter(
      'service_mesh.tap.open',
      {
        description:
          'Taps of the mesh that are open, each shared by its viewers',
        unit: '{tap}',
      },
    );
    const viewers = meter.createObservableUpDownCounter(
      'service_mesh.tap.viewers',
      { description: 'Open streams of live taps', unit: '{viewer}' },
    );
    const events = meter.createObservableCounter('service_mesh.tap.events', {
      description: 'Events of live taps that were sent to viewers, or dropped',
      unit: '{event}',
    });
    const instruments = [
      connected,
      watchAge,
      circuits,
      sharing,
      openTaps,
      viewers,
      events,
    ];
    const callback: Parameters<
      Meter['addBatchObservableCallback']
    >[0] = result => {
      for (const cluster of observed.clusters()) {
        const of = { 'service_mesh.cluster': cluster.name };
        result.observe(connected, Number(cluster.connected), of);
        if (cluster.watchAgeSeconds !== undefined) {
          result.observe(watchAge, cluster.watchAgeSeconds, of);
        }
        for (const [source, open] of Object.entries(cluster.circuits)) {
          result.observe(circuits, Number(open), {
            ...of,
            'service_mesh.source': source,
          });
        }
      }
      const shares = observed.sharing();
      if (shares !== undefined) {
        result.observe(sharing, Number(shares));
      }
      const taps = observed.taps();
      for (const [cluster, count] of taps.openByCluster) {
        result.observe(openTaps, count, { 'service_mesh.cluster': cluster });
      }
      result.observe(viewers, taps.viewers);
      result.observe(events, taps.sent, { 'service_mesh.result': 'sent' });
      result.observe(events, taps.dropped, {
        'service_mesh.result': 'dropped',
      });
    };
    meter.addBatchObservableCallback(callback, instruments);
    return () => meter.removeBatchObservableCallback(callback, instruments);
  }
}
