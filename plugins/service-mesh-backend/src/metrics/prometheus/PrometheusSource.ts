import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MetricsSource,
  Sample,
  SeriesQuery,
  SeriesResult,
} from '@backstage-mesh/plugin-service-mesh-node';
import pLimit from 'p-limit';
import { Grouping } from '../labels';
import { splitByNamespace, splitLongestChoice } from './alternation';
import {
  decodeAnswer,
  PrometheusAnswer,
  PrometheusError,
} from './decodeAnswer';
import { buildPromql, Dialect, originalNames } from './promql';
import { PrometheusSurvey, Survey } from './PrometheusSurvey';
import { PrometheusTransport } from './transports';

/** @internal */
export interface PrometheusSourceOptions {
  cluster: string;
  transport: PrometheusTransport;
  dialect: Dialect;
  /** Added to the parameters of every query. */
  params: Readonly<Record<string, string>>;
  timeoutMs: number;
  maxConcurrent: number;
  /** A metric of which each proxy has one series; nothing is surveyed without it. */
  presenceMetric?: string;
  /** The namespaces that there are, to split what is too much at once. */
  namespaces(): readonly string[];
  logger: LoggerService;
  now?(): number;
}

/** A thinner window may hold no two samples of a series. */
const SCRAPES_PER_WINDOW = 4;

/** How often a question may be halved. */
const MAX_SPLITS = 6;

/** For so long a question that was too much is asked in halves at once. */
const SPLIT_MEMORY_MS = 10 * 60_000;

/**
 * Asks a Prometheus, or what speaks its API.
 *
 * @internal
 */
export class PrometheusSource implements MetricsSource {
  readonly kind = 'prometheus';
  readonly description: string;

  private readonly limit: ReturnType<typeof pLimit>;
  private readonly survey: PrometheusSurvey;
  private readonly originals: ReadonlyMap<string, string>;
  private readonly tooLarge = new Map<string, number>();
  private readonly now: () => number;

  constructor(private readonly options: PrometheusSourceOptions) {
    this.description = options.transport.description;
    this.limit = pLimit(options.maxConcurrent);
    this.originals = originalNames(options.dialect);
    this.now = options.now ?? Date.now;
    this.survey = new PrometheusSurvey({
      ask: (query, signal) => this.ask(query, { signal }),
      config: () => this.config(),
      presenceMetric: options.presenceMetric,
      dialect: options.dialect,
      now: this.now,
    });
  }

  scrapeIntervalSeconds(): number | undefined {
    return this.survey.known()?.intervalSeconds;
  }

  close(): void {
    this.options.transport.close();
  }

  /**
   * Whether it answers, and knows the proxies of this cluster, each once.
   *
   * @throws PrometheusError with the reason
   */
  async check(signal?: AbortSignal): Promise<Survey> {
    return this.survey.get(signal);
  }

  async query(
    queries: readonly SeriesQuery[],
    options: { windowSeconds: number; signal?: AbortSignal },
  ): Promise<SeriesResult> {
    let survey: Survey;
    try {
      survey = await this.survey.get(options.signal);
    } catch (error) {
      throw this.unavailable(error);
    }
    const warnings: Warning[] = [];
    const windowSeconds = this.widen(
      options.windowSeconds,
      survey.intervalSeconds,
      warnings,
    );
    // All at one moment, by the clock of the one who answers.
    const measuredAt = this.now() + survey.clockOffsetMs;
    const told = new Set<string>();
    const failures: unknown[] = [];
    const results = await Promise.all(
      queries.map(async query => {
        try {
          return await this.run(query, {
            windowSeconds,
            measuredAt,
            signal: options.signal,
            warn: text => told.add(text),
            splits: 0,
          });
        } catch (error) {
          failures.push(error);
          warnings.push(
            this.warning(
              'metric-missing',
              `${query.metric} could not be asked: ${messageOf(error)}`,
            ),
          );
          return undefined;
        }
      }),
    );
    if (failures.length > 0 && failures.length === queries.length) {
      throw this.unavailable(failures[0]);
    }
    told.forEach(text =>
      warnings.push(
        this.warning('partial-data', `Prometheus answered in part: ${text}`),
      ),
    );
    return { results, windowSeconds, measuredAt, warnings };
  }

  private async run(
    query: SeriesQuery,
    context: {
      windowSeconds: number;
      measuredAt: number;
      signal?: AbortSignal;
      warn(text: string): void;
      splits: number;
    },
  ): Promise<Sample[]> {
    const runHalves = async (halves: readonly SeriesQuery[]) => {
      const parts = await Promise.all(
        halves.map(half =>
          this.run(half, { ...context, splits: context.splits + 1 }),
        ),
      );
      const groups = new Grouping(query.by);
      parts.flat().forEach(({ labels, value }) => {
        groups.add(label => labels[label] ?? '', value);
      });
      return groups.samples();
    };
    const maySplit = context.splits < MAX_SPLITS;
    const promql = buildPromql(
      query,
      context.windowSeconds,
      this.options.dialect,
    );
    const params = this.params(promql, context.measuredAt);
    if (lengthOf(params) > this.options.transport.maxLength) {
      const halves = maySplit ? splitLongestChoice(query) : undefined;
      if (!halves) {
        throw new PrometheusError('too-large', 'the query is too long to send');
      }
      return runHalves(halves);
    }
    const byNamespace = () =>
      maySplit ? splitByNamespace(query, this.options.namespaces()) : undefined;
    const known = this.tooLarge.get(promql);
    if (known !== undefined && this.now() - known < SPLIT_MEMORY_MS) {
      const halves = byNamespace();
      if (halves) {
        return runHalves(halves);
      }
    }
    try {
      const answer = await this.send(params, context.signal);
      answer.warnings.forEach(context.warn);
      return answer.samples.flatMap(({ labels, value }) =>
        Number.isNaN(value) ? [] : [{ labels: this.translate(labels), value }],
      );
    } catch (error) {
      const halves =
        error instanceof PrometheusError && error.problem === 'too-large'
          ? byNamespace()
          : undefined;
      if (!halves) {
        throw error;
      }
      this.remember(promql);
      return runHalves(halves);
    }
  }

  private remember(promql: string): void {
    for (const [known, at] of this.tooLarge) {
      if (this.now() - at > SPLIT_MEMORY_MS) {
        this.tooLarge.delete(known);
      }
    }
    this.tooLarge.set(promql, this.now());
  }

  private async ask(
    promql: string,
    { signal }: { signal?: AbortSignal },
  ): Promise<PrometheusAnswer> {
    return this.send(this.params(promql), signal);
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

  private send(
    params: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<PrometheusAnswer> {
    return this.limit(async () => {
      const { status, body } = await this.options.transport.send({
        path: '/api/v1/query',
        params,
        timeoutMs: this.options.timeoutMs,
        signal,
      });
      return decodeAnswer(status, body);
    });
  }

  private params(query: string, at?: number): Record<string, string> {
    return {
      ...this.options.params,
      query,
      ...(at !== undefined && { time: (at / 1000).toFixed(3) }),
      timeout: `${Math.ceil(this.options.timeoutMs / 1000)}s`,
    };
  }

  private widen(
    asked: number,
    interval: number | undefined,
    warnings: Warning[],
  ): number {
    const least = Math.ceil(SCRAPES_PER_WINDOW * (interval ?? 0));
    if (asked >= least) {
      return asked;
    }
    warnings.push(
      this.warning(
        'window-widened',
        `Measured over ${least} s instead of ${asked} s: Prometheus reads the proxies every ${interval} s only`,
      ),
    );
    return least;
  }

  private translate(labels: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [
        this.originals.get(label) ?? label,
        value,
      ]),
    );
  }

  private unavailable(error: unknown): ServiceUnavailableError {
    return new ServiceUnavailableError(
      `${this.description} does not answer: ${messageOf(error)}`,
    );
  }

  private warning(code: string, message: string): Warning {
    return { code, message, cluster: this.options.cluster };
  }
}

function lengthOf(params: Readonly<Record<string, string>>): number {
  return new URLSearchParams(params).toString().length;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
