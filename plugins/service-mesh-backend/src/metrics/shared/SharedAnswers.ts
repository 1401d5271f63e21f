import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import {
  MetricsSource,
  SeriesQuery,
} from '@backstage-mesh/plugin-service-mesh-node';
import { Replicas } from '../../replicas';
import { askedThrough } from '../askedThrough';
import {
  readAnswer,
  readRangeAnswer,
  writeAnswer,
  writeRangeAnswer,
} from './answerRecord';

/** How an answer is got by all instances of the portal together. @internal */
export interface ShareOptions {
  cluster: string;
  /** How old an answer of another instance may be. */
  maxAgeMs: number;
  /** Told when an answer was asked for, in milliseconds since the epoch: by another instance, some time ago. */
  onAskedAt?(at: number): void;
}

/** One question, as it is shared. */
interface Question<T> {
  /** @throws Error where it can not be written */
  key(): readonly unknown[];
  write(answer: T): object | undefined;
  read(record: unknown): T | undefined;
  ask(): Promise<T>;
  /** Whether something is missing that may be there the next time. */
  isPending?(answer: T): boolean;
}

/** Nobody keeps an answer for longer. */
const MAX_AGE_MS = 5 * 60_000;

/** An answer of which something is missing is old sooner: it may be there the next time. */
const PARTIAL_AGE_MS = 15_000;

/** Warnings that say nothing about what was counted. */
const HARMLESS = new Set(['window-widened', 'window-filling']);

/**
 * Lets one instance of the portal ask a Prometheus, and gives its answer to all: so they show the same numbers, and it is asked as often
 * as by one.
 *
 * @internal
 */
export class SharedAnswers {
  constructor(
    private readonly replicas: Replicas,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The same source, of which each answer is shared. The proxies' own source is left as it is: what it read is shared, and every
   * instance adds it up by itself.
   */
  of(source: MetricsSource, options: ShareOptions): MetricsSource {
    if (source.kind !== 'prometheus') {
      return source;
    }
    const keyOf = (
      queries: readonly SeriesQuery[],
      windowSeconds: number,
      at: number | undefined,
    ) => [
      'answer',
      options.cluster,
      source.description,
      // What is really asked: two instances with another configuration share nothing.
      queries.map(query => [
        query.by,
        source.describe(query, windowSeconds, at === undefined ? {} : { at }),
      ]),
      windowSeconds,
    ];
    return askedThrough(source, {
      query: (queries, asked) =>
        this.once(options, {
          key: () => [
            ...keyOf(queries, asked.windowSeconds, asked.at),
            asked.at,
          ],
          write: answer => writeAnswer(queries, answer),
          read: record => readAnswer(queries, record),
          ask: () => source.query(queries, asked),
        }),
      queryRange: (queries, asked) =>
        this.once(options, {
          key: () => [
            ...keyOf(queries, asked.windowSeconds, asked.times[0] ?? 0),
            asked.times,
          ],
          write: answer => writeRangeAnswer(queries, answer),
          read: record => readRangeAnswer(queries, asked.times, record),
          ask: () => source.queryRange(queries, asked),
          isPending: ({ results }) =>
            results.some(moments => moments && moments.at(-1) === undefined),
        }),
    });
  }

  private async once<T extends { warnings: readonly Warning[] }>(
    options: ShareOptions,
    { key, write, read, ask, isPending }: Question<T>,
  ): Promise<T> {
    let name: string;
    try {
      name = JSON.stringify(key());
    } catch {
      // The source knows what to say of a question that can not be written.
      return ask();
    }
    const maxAgeOf = (answer: T) =>
      Math.min(
        options.maxAgeMs,
        answer.warnings.every(({ code }) => HARMLESS.has(code)) &&
          !isPending?.(answer)
          ? MAX_AGE_MS
          : PARTIAL_AGE_MS,
      );
    const find = async () => {
      const record = await this.replicas.read(name);
      if (typeof record !== 'object' || record === null) {
        return undefined;
      }
      const { askedAt, answer } = record as Record<string, unknown>;
      if (typeof askedAt !== 'number') {
        return undefined;
      }
      const age = (await this.replicas.sharedTime()) - askedAt;
      const found = read(answer);
      return found && age < maxAgeOf(found)
        ? { answer: found, at: this.now() - Math.max(0, age) }
        : undefined;
    };
    const found = await this.replicas.once({
      name,
      find,
      work: async () => {
        const at = this.now();
        const askedAt = await this.replicas.sharedTime();
        const answer = await ask();
        const record = write(answer);
        if (record) {
          await this.replicas.write(
            name,
            { askedAt, answer: record },
            maxAgeOf(answer),
          );
        }
        return { answer, at };
      },
    });
    options.onAskedAt?.(found.at);
    return found.answer;
  }
}

/**
 * The source whose answers are shared, where there is somebody to share them with.
 *
 * @internal
 */
export function shared(
  answers: SharedAnswers | undefined,
  source: MetricsSource,
  options: ShareOptions,
): MetricsSource {
  return answers?.of(source, options) ?? source;
}
