import { useMemo } from 'react';
import type { EntityFactsByRef } from '../catalog';
import type { MeshGraph } from '../graph';
import { useTranslate } from '../hooks';
import { expressionProblem } from './expressionProblem';
import { findNodes } from './findNodes';
import { parseExpression } from './parse';

/** What an expression finds in a graph; its problem where it was not understood. */
export interface FindResult {
  /** Undefined where nothing is asked, or it was not understood. */
  found: ReadonlySet<string> | undefined;
  problem: string | undefined;
}

/** Asks a graph by an expression. */
export function useFind(
  text: string,
  graph: MeshGraph,
  entities: EntityFactsByRef,
): FindResult {
  const t = useTranslate();
  const result = useMemo(() => parseExpression(text), [text]);
  const found = useMemo(
    () =>
      result.ok && result.expression
        ? findNodes(result.expression, graph, entities)
        : undefined,
    [result, graph, entities],
  );
  return {
    found,
    problem: result.ok ? undefined : expressionProblem(result.error, t),
  };
}
