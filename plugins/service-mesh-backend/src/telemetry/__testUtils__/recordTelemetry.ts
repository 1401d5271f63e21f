import {
  AggregationTemporality,
  DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** OpenTelemetry's own SDK, which keeps in memory what it is told. */
export interface RecordedTelemetry {
  meters: MeterProvider;
  tracers: BasicTracerProvider;
  /** The newest points of each metric, by its name. */
  metrics(): Promise<Map<string, DataPoint<unknown>[]>>;
  spans(): ReadableSpan[];
  stop(): Promise<void>;
}

export function recordTelemetry(): RecordedTelemetry {
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: 3_600_000,
  });
  const meters = new MeterProvider({ readers: [reader] });
  const spans = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(spans)],
  });
  return {
    meters,
    tracers,
    async metrics() {
      exporter.reset();
      await reader.forceFlush();
      return new Map(
        exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics)
          .flatMap(({ metrics }) => metrics)
          .map(({ descriptor, dataPoints }) => [
            descriptor.name,
            dataPoints as DataPoint<unknown>[],
          ]),
      );
    },
    spans: () => spans.getFinishedSpans(),
    async stop() {
      await meters.shutdown();
      await tracers.shutdown();
    },
  };
}
