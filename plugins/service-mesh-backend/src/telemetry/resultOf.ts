import { isError } from '@backstage/errors';

/** Errors of Prometheus say in one word what went wrong. */
const WORD = /^[a-z][a-z-]{0,30}$/;

const NAME = /^[A-Z][A-Za-z]{0,60}$/;

/**
 * What went wrong, as one of few words: the attribute `error.type`. Never a message, which may name anything.
 *
 * @internal
 */
export function resultOf(error: unknown): string {
  if (!isError(error)) {
    return '_OTHER';
  }
  const { problem, status, name } = error as {
    problem?: unknown;
    status?: unknown;
    name: string;
  };
  if (typeof problem === 'string' && WORD.test(problem)) {
    return problem;
  }
  if (typeof status === 'number' && status >= 100 && status <= 599) {
    return String(status);
  }
  return NAME.test(name) ? name : '_OTHER';
}
