import { Sample, SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import pLimit from 'p-limit';
import { Grouping } from '../labels';
import { splitByNamespace, splitLongestChoice } from './alternation';
import {
  decodeAnswer,
  PrometheusAnswer,
  PrometheusError,
} from './decodeAnswer';
import { halvesOf, Moments, paramsOf, pathOf, sampleAt } from './moments';
import { buildPromql, Dialect, originalNames } from './promql';
import { PrometheusTransport } from './transports';

/** @internal */
export interface QuestionRunnerOptions {
  transport: PrometheusTransport;
  dialect: Dialect;
  /** Added to the parameters of every query. */
  params: Readonly<Record<string, string>>;
  timeoutMs: number;
  maxConcurrent: number;
  /** The namespaces that there are, to split what is too much at once. */
  namespaces(): readonly string[];
  now(): number;
}

/** What stays the same while a question is split. */
interface Asked {
  windowSeconds: number;
  moments: Moments;
  signal?: AbortSignal;
  /** What an answer that counts as success says is missing from it. */
  warn(text: string): void;
}

/** How often a question may be halved. */
const MAX_SPLITS = 6;

/** For so long a question that was too much is asked in halves at once. */
const SPLIT_MEMORY_MS = 10 * 60_000;

/**
 * Puts questions to a Prometheus, a few at a time, and in parts where they are too long or too much.
 *
 * @internal
 */
export class QuestionRunner {
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly originals: ReadonlyMap<string, string>;
  private readonly tooLarge = new Map<string, number>();

  constructor(private readonly options: QuestionRunnerOptions) {
    this.limit = pLimit(options.maxConcurrent);
    this.originals = originalNames(options.dialect);
  }

  /**
   * The answers to one question, by moment.
   *
   * @throws PrometheusError
   */
  async run(
    query: SeriesQuery,
    asked: Asked,
    splits: number = 0,
  ): Promise<Sample[][]> {
    const runHalves = async (halves: readonly SeriesQuery[]) =>
      sum(
        query.by,
        await Promise.all(
          halves.map(half => this.run(half, asked, splits + 1)),
        ),
      );
    const maySplit = splits < MAX_SPLITS;
    const { dialect, transport } = this.options;
    const promql = buildPromql(query, asked.windowSeconds, dialect);
    if (this.lengthOf(promql, asked.moments) > transport.maxLength) {
      const halves = maySplit ? splitLongestChoice(query) : undefined;
      if (!halves) {
        throw new PrometheusError('too-large', 'the query is too long to send');
      }
      return runHalves(halves);
    }
    const inParts = (): Promise<Sample[][]> | undefined => {
      const halves = maySplit
        ? splitByNamespace(query, this.options.namespaces())
        : undefined;
      if (halves) {
        return runHalves(halves);
      }
      const times = maySplit ? halvesOf(asked.moments) : undefined;
      return times && this.runInTurn(query, asked, times, splits + 1);
    };
    const key = `${asked.moments.times.length} ${promql}`;
    const parts = this.isTooLarge(key) ? inParts() : undefined;
    if (parts) {
      return parts;
    }
    try {
      const answer = await this.ask(promql, asked.moments, asked.signal);
      answer.warnings.forEach(asked.warn);
      return this.samplesOf(answer, asked.moments);
    } catch (error) {
      const rest = isTooLarge(error) ? inParts() : undefined;
      if (!rest) {
        throw error;
      }
      this.remember(key);
      return rest;
    }
  }

  /** Sends PromQL as it is. */
  async ask(
    promql: string,
    moments?: Moments,
    signal?: AbortSignal,
  ): Promise<PrometheusAnswer> {
    return this.limit(async () => {
      const { status, body } = await this.options.transport.send({
        path: pathOf(moments),
        params: this.params(promql, moments),
        timeoutMs: this.options.timeoutMs,
        signal,
      });
      return decodeAnswer(status, body);
    });
  }

  private async runInTurn(
    query: SeriesQuery,
    asked: Asked,
    parts: readonly Moments[],
    splits: number,
  ): Promise<Sample[][]> {
    const answers: Sample[][] = [];
    for (const moments of parts) {
      answers.push(...(await this.run(query, { ...asked, moments }, splits)));
    }
    return answers;
  }

  private samplesOf(answer: PrometheusAnswer, moments: Moments): Sample[][] {
    const byMoment: Sample[][] = moments.times.map(() => []);
    for (const { labels, at, value } of sampleAt(answer, moments)) {
      byMoment[at].push({ labels, value });
    }
    return this.originals.size > 0
      ? byMoment.map(samples =>
          samples.map(({ labels, value }) => ({
            labels: this.translate(labels),
            value,
          })),
        )
      : byMoment;
  }

  private isTooLarge(key: string): boolean {
    const known = this.tooLarge.get(key);
    return known !== undefined && this.options.now() - known < SPLIT_MEMORY_MS;
  }

  private remember(key: string): void {
    const now = this.options.now();
    for (const [known, at] of this.tooLarge) {
      if (now - at > SPLIT_MEMORY_MS) {
        this.tooLarge.delete(known);
      }
    }
    this.tooLarge.set(key, now);
  }

  private params(query: string, moments?: Moments): Record<string, string> {
    return {
      ...this.options.params,
      query,
      ...paramsOf(moments),
      timeout: `${Math.ceil(this.options.timeoutMs / 1000)}s`,
    };
  }

  private lengthOf(promql: string, moments: Moments): number {
    return new URLSearchParams(this.params(promql, moments)).toString().length;
  }

  private translate(
    labels: Readonly<Record<string, string>>,
  ): Record<string, string> {
    return Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [
        this.originals.get(label) ?? label,
        value,
      ]),
    );
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof PrometheusError && error.problem === 'too-large';
}

/** Adds up, moment by moment, what the parts of a question answered. */
function sum(
  by: readonly string[],
  parts: readonly (readonly Sample[][])[],
): Sample[][] {
  return parts[0].map((_, moment) => {
    const groups = new Grouping(by);
    parts
      .flatMap(part => part[moment])
      .forEach(({ labels, value }) =>
        groups.add(label => labels[label] ?? '', value),
      );
    return groups.samples();
  });
}
