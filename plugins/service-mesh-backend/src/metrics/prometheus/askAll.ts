import { ServiceUnavailableError } from '@backstage/errors';
import { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { Sample, SeriesQuery } from '@backstage-mesh/plugin-service-mesh-node';
import { clusterWarning } from '../../clusterWarning';
import { messageOf } from '../../messageOf';
import { Moments } from './moments';
import { QuestionRunner } from './QuestionRunner';

/**
 * Who is asked.
 *
 * @internal
 */
export interface AskedPrometheus {
  cluster: string;
  /** For people. */
  description: string;
  runner: Pick<QuestionRunner, 'runAll'>;
}

/**
 * The answers by question, and of each by moment. What failed alone is undefined.
 *
 * @throws ServiceUnavailableError where everything failed
 * @internal
 */
export async function askAll(
  source: AskedPrometheus,
  queries: readonly SeriesQuery[],
  options: {
    windowSeconds: number;
    parts: readonly Moments[];
    signal?: AbortSignal;
    warnings: Warning[];
    rewrite?(query: SeriesQuery): string | undefined;
  },
): Promise<(Sample[][] | undefined)[]> {
  const { windowSeconds, parts, signal, warnings, rewrite } = options;
  const told = new Set<string>();
  const failures: unknown[] = [];
  const answers = await Promise.all(
    parts.map(moments =>
      source.runner.runAll(queries, {
        windowSeconds,
        moments,
        signal,
        rewrite,
        warn: text => told.add(text),
      }),
    ),
  );
  const results = queries.map((query, index) => {
    const byPart = answers.map(answer => answer[index]);
    const failure = byPart.find(answer => answer instanceof Error);
    if (!failure) {
      return (byPart as Sample[][][]).flat();
    }
    failures.push(failure);
    warnings.push({
      ...clusterWarning(
        source.cluster,
        'metric-missing',
        `${query.metric} could not be asked`,
        messageOf(failure),
      ),
      values: { metric: query.metric },
    });
    return undefined;
  });
  if (failures.length > 0 && failures.length === queries.length) {
    throw unavailable(source, failures[0]);
  }
  told.forEach(text =>
    warnings.push(
      clusterWarning(
        source.cluster,
        'partial-data',
        'Prometheus answered in part',
        text,
      ),
    ),
  );
  return results;
}

/**
 * What is thrown where a Prometheus does not answer.
 *
 * @internal
 */
export function unavailable(
  { description }: Pick<AskedPrometheus, 'description'>,
  error: unknown,
): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `${description} does not answer: ${messageOf(error)}`,
  );
}
