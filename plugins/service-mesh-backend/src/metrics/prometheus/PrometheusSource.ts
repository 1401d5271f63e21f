import { LoggerService } from '@backstage/backend-plugin-api';
import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MetricsSource,
  Recordings,
  SeriesQuery,
  SeriesRangeResult,
  SeriesResult,
} from '@backstage-mesh/plugin-service-mesh-node';
import { widenWindow } from '../leastWindow';
import { AskedPrometheus, askAll, unavailable } from './askAll';
import { coveredWindow, noMemory } from './coveredWindow';
import { Moments, rangeOf } from './moments';
import { PrometheusMemory } from './PrometheusMemory';
import { buildPromql } from './promql';
import { PrometheusSurvey, Survey } from './PrometheusSurvey';
import { QuestionRunner, QuestionRunnerOptions } from './QuestionRunner';
import { RecordingRules } from './RecordingRules';

/** @internal */
export interface PrometheusSourceOptions
  extends Omit<QuestionRunnerOptions, 'now'> {
  cluster: string;
  /** A metric of which each proxy has one series; nothing is surveyed without it. */
  presenceMetric?: string;
  /** Recording rules that it may have. */
  recordings?: Recordings;
  logger: LoggerService;
  now?(): number;
}

/** Shorter windows that end now are remembered, or fill within a short time. */
const LONG_SECONDS = 600;

/**
 * Asks a Prometheus, or what speaks its API.
 *
 * @internal
 */
export class PrometheusSource implements MetricsSource {
  readonly kind = 'prometheus';
  readonly description: string;

  private readonly runner: QuestionRunner;
  private readonly asked: AskedPrometheus;
  private readonly survey: PrometheusSurvey;
  private readonly past?: PrometheusMemory;
  private readonly rules?: RecordingRules;
  private readonly now: () => number;

  constructor(private readonly options: PrometheusSourceOptions) {
    this.description = options.transport.description;
    this.now = options.now ?? Date.now;
    this.runner = new QuestionRunner({ ...options, now: this.now });
    this.asked = {
      cluster: options.cluster,
      description: this.description,
      runner: this.runner,
    };
    this.survey = new PrometheusSurvey({
      ask: query => this.runner.ask(query),
      config: () => this.config(),
      presenceMetric: options.presenceMetric,
      dialect: options.dialect,
      now: this.now,
    });
    const { presenceMetric, recordings, dialect } = options;
    this.rules =
      recordings &&
      new RecordingRules({
        recordings,
        ask: (promql, moments, signal) =>
          this.runner.ask(promql, moments, signal),
        dialect,
        now: this.now,
      });
    this.past = presenceMetric
      ? new PrometheusMemory({
          ask: (promql, moments, signal) =>
            this.runner.ask(promql, moments, signal),
          presenceMetric,
          dialect,
          now: this.now,
        })
      : undefined;
  }

  scrapeIntervalSeconds(): number | undefined {
    return this.survey.known()?.intervalSeconds;
  }

  describe(
    query: SeriesQuery,
    windowSeconds: number,
    options: { at?: number } = {},
  ): string {
    return (
      this.rulesAt(options.at)?.write(query, windowSeconds) ??
      buildPromql(query, windowSeconds, this.options.dialect)
    );
  }

  detail(): string | undefined {
    return this.rules?.describe();
  }

  close(): void {
    this.options.transport.close();
  }

  /**
   * Whether it answers, and knows the proxies of this cluster, each once.
   *
   * @throws PrometheusError with the reason
   */
  async check(): Promise<Survey> {
    const survey = await this.survey.get();
    await this.rules?.look(survey);
    return survey;
  }

  async query(
    queries: readonly SeriesQuery[],
    options: { windowSeconds: number; at?: number; signal?: AbortSignal },
  ): Promise<SeriesResult> {
    const survey = await this.surveyed(options.signal);
    // Beside the questions: what was found the last time holds for them.
    void this.rules?.look(survey);
    const warnings: Warning[] = [];
    const windowSeconds = this.widen(
      options.windowSeconds,
      survey.intervalSeconds,
      warnings,
    );
    // All at one moment, by the clock of the one who answers.
    const moment = Math.min(options.at ?? this.now(), this.newest(survey));
    const at = moment + survey.clockOffsetMs;
    const rules = this.rulesAt(options.at);
    const [results, coveredSeconds, recordedAt] = await Promise.all([
      askAll(this.asked, queries, {
        windowSeconds,
        parts: [{ times: [at] }],
        signal: options.signal,
        warnings,
        rewrite: query => rules?.write(query, windowSeconds),
      }),
      this.covered(
        { ...options, windowSeconds, end: at },
        survey.clockOffsetMs,
        warnings,
      ),
      rules?.recordedAt(queries, {
        windowSeconds,
        at,
        signal: options.signal,
      }),
    ]);
    return {
      results: results.map(byMoment => byMoment?.[0]),
      windowSeconds: coveredSeconds,
      measuredAt:
        options.at === undefined
          ? Math.round((recordedAt ?? at) - survey.clockOffsetMs)
          : moment,
      warnings,
    };
  }

  async queryRange(
    queries: readonly SeriesQuery[],
    options: {
      windowSeconds: number;
      times: readonly number[];
      signal?: AbortSignal;
    },
  ): Promise<SeriesRangeResult> {
    const { times, signal } = options;
    const survey = await this.surveyed(signal);
    const warnings: Warning[] = [];
    const windowSeconds = this.widen(
      options.windowSeconds,
      survey.intervalSeconds,
      warnings,
    );
    if (times.length === 0) {
      return { results: queries.map(() => []), windowSeconds, warnings };
    }
    const stepMs =
      times.length > 1 ? times[1] - times[0] : windowSeconds * 1000;
    const parts = rangeOf(
      times.map(time => time + survey.clockOffsetMs),
      stepMs,
    );
    const [results, remembered] = await Promise.all([
      askAll(this.asked, queries, { windowSeconds, parts, signal, warnings }),
      this.remembered(
        { windowSeconds, intervalSeconds: survey.intervalSeconds },
        parts,
        signal,
      ),
    ]);
    // What was given up halfway is no answer of which a part is missing.
    signal?.throwIfAborted();
    const newest = this.newest(survey);
    const isKnown = (moment: number) =>
      times[moment] <= newest &&
      (remembered
        ? remembered.has(moment)
        : results.some(byMoment => (byMoment?.[moment].length ?? 0) > 0));
    const first = times.findIndex((_, moment) => isKnown(moment));
    return {
      results: results.map(byMoment =>
        byMoment?.map((samples, moment) =>
          isKnown(moment) ? samples : undefined,
        ),
      ),
      windowSeconds,
      ...(first > 0 && { rememberedSince: times[first] }),
      warnings,
    };
  }

  /** The newest moment that it shows, in ms since the epoch by our clock. */
  private newest({ lagMs }: Survey): number {
    return lagMs > 0 ? this.now() - lagMs : Infinity;
  }

  /** The rules are evaluated now, and say nothing exact of another moment. */
  private rulesAt(at: number | undefined): RecordingRules | undefined {
    return at === undefined ? this.rules : undefined;
  }

  /** Undefined where it can not be learned. */
  private async remembered(
    options: { windowSeconds: number; intervalSeconds?: number },
    parts: readonly Moments[],
    signal?: AbortSignal,
  ): Promise<ReadonlySet<number> | undefined> {
    return this.past
      ?.remembered(options, parts, signal)
      .catch(error => noMemory(this.options.logger, error));
  }

  private async covered(
    window: { windowSeconds: number; at?: number; end: number },
    clockOffsetMs: number,
    warnings: Warning[],
  ): Promise<number> {
    const { at, windowSeconds } = window;
    if (!this.past || (at === undefined && windowSeconds < LONG_SECONDS)) {
      return windowSeconds;
    }
    return coveredWindow(
      this.past,
      { ...window, clockOffsetMs },
      { ...this.options, warnings },
    );
  }

  private async surveyed(signal?: AbortSignal): Promise<Survey> {
    const survey = await this.survey.get().catch(error => {
      throw unavailable(this.asked, error);
    });
    signal?.throwIfAborted();
    return survey;
  }

  private async config(): Promise<string | undefined> {
    const { status, body } = await this.options.transport.send({
      path: '/api/v1/status/config',
      params: {},
      timeoutMs: this.options.timeoutMs,
    });
    const yaml = status === 200 ? JSON.parse(body)?.data?.yaml : undefined;
    return typeof yaml === 'string' ? yaml : undefined;
  }

  private widen(
    asked: number,
    interval: number | undefined,
    warnings: Warning[],
  ): number {
    const { cluster } = this.options;
    const reader = 'Prometheus reads the proxies';
    return widenWindow(asked, interval, { cluster, reader }, warnings);
  }
}
