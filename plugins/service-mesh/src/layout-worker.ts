/**
 * The worker that lays out graphs. It is an entry point of its own because a packed plugin can only name a worker of its own
 * package by an exported path.
 *
 * @packageDocumentation
 */
import { GroupedInput, layoutGrouped } from './graph/groupLayout';

interface WorkerScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = (
  event: MessageEvent<{ id: number; input: GroupedInput }>,
) => {
  const { id, input } = event.data;
  scope.postMessage({ id, layout: layoutGrouped(input) });
};
