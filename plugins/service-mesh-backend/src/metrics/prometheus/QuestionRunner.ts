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
import {
  buildPromql,
  Dialect,
  labelReader,
  mergePromql,
  questionOf,
} from './promql';
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
  /** Another way to put a question, where there is one. */
  rewrite?(query: SeriesQuery): string | undefined;
  /** What an answer that counts as success says is missing from it. */
  warn(text: string): void;
}

/** More questions are not put into one query: it would take as long as all of them one after the other. */
const MAX_MERGED = 8;

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
  private readonly tooLarge = new Map<string, number>();

  constructor(private readonly options: QuestionRunnerOptions) {
    this.limit = pLimit(options.maxConcurrent);
  }

  /**
   * The answers to several questions, each by moment, in as few queries as it takes. A question that failed has its error.
   */
  async runAll(
    queries: readonly SeriesQuery[],
    asked: Asked,
  ): Promise<(Sample[][] | Error)[]> {
    const answers: (Sample[][] | Error)[] = new Array(queries.length);
    await Promise.all(
      this.batchesOf(queries).map(async batch => {
        const answered = await this.runBatch(
          batch.map(index => queries[index]),
          asked,
        );
        batch.forEach((index, i) => {
          answers[index] = answered[i];
        });
      }),
    );
    return answers;
  }

  /** Indices of questions that are asked together. Histograms are alone: each is as much as all the others. */
  private batchesOf(queries: readonly SeriesQuery[]): number[][] {
    const indices = queries.map((_, index) => index);
    const isLarge = (index: number) => queries[index].by.includes('le');
    const small = indices.filter(index => !isLarge(index));
    const count = Math.max(
      Math.ceil(small.length / MAX_MERGED),
      // They are answered side by side.
      Math.min(small.length, this.options.maxConcurrent),
    );
    // Dealt out like cards, as neighbours cost alike.
    const batches = Array.from({ length: count }, (_, batch) =>
      small.filter((__, i) => i % count === batch),
    );
    return [...indices.filter(isLarge).map(index => [index]), ...batches];
  }

  private async runBatch(
    queries: readonly SeriesQuery[],
    asked: Asked,
  ): Promise<(Sample[][] | Error)[]> {
    if (queries.length === 1) {
      return [await this.run(queries[0], asked).catch(asError)];
    }
    const inHalves = async () => {
      const middle = Math.ceil(queries.length / 2);
      const halves = await Promise.all([
        this.runBatch(queries.slice(0, middle), asked),
        this.runBatch(queries.slice(middle), asked),
      ]);
      return halves.flat();
    };
    const { moments, signal } = asked;
    const { dialect, transport } = this.options;
    let promql: string;
    try {
      promql = mergePromql(queries.map(query => this.write(query, asked)));
    } catch {
      // One of them can not be written.
      return inHalves();
    }
    const key = keyOf(promql, moments);
    if (
      this.lengthOf(promql, moments) > transport.maxLength ||
      this.isTooLarge(key)
    ) {
      return inHalves();
    }
    try {
      const answer = await this.ask(promql, moments, signal);
      answer.warnings.forEach(asked.warn);
      return samplesOf(answer, queries, moments, dialect);
    } catch (error) {
      if (!isWorthHalving(error)) {
        return queries.map(() => asError(error));
      }
      this.remember(key);
      return inHalves();
    }
  }

  /**
   * The answers to one question, by moment.
   *
   * @throws PrometheusError
   */
  private async run(
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
    const promql = this.write(query, asked);
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
    const key = keyOf(promql, asked.moments);
    const parts = this.isTooLarge(key) ? inParts() : undefined;
    if (parts) {
      return parts;
    }
    try {
      const answer = await this.ask(promql, asked.moments, asked.signal);
      answer.warnings.forEach(asked.warn);
      return samplesOf(answer, [query], asked.moments, dialect)[0];
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

  private write(query: SeriesQuery, asked: Asked): string {
    return (
      asked.rewrite?.(query) ??
      buildPromql(query, asked.windowSeconds, this.options.dialect)
    );
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
}

function keyOf(promql: string, { times }: Moments): string {
  return `${times.length} ${promql}`;
}

/** By question, and of each by moment. */
function samplesOf(
  answer: PrometheusAnswer,
  queries: readonly SeriesQuery[],
  moments: Moments,
  dialect: Dialect,
): Sample[][][] {
  const readers = queries.map(({ by }) => labelReader(by, dialect));
  const samples: Sample[][][] = queries.map(() => moments.times.map(() => []));
  for (const { labels, at, value } of sampleAt(answer, moments)) {
    const question = queries.length > 1 ? questionOf(labels) : 0;
    samples[question]?.[at].push({ labels: readers[question](labels), value });
  }
  return samples;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What was too much together, or wrong with one of them, may be answered apart. */
function isWorthHalving(error: unknown): boolean {
  return (
    error instanceof PrometheusError &&
    ['too-large', 'timeout', 'bad-query'].includes(error.problem)
  );
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
