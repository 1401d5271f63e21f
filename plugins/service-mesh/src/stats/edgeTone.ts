import type { GraphEdge } from '../graph';

/** How much a call stands out among others. */
export function edgeTone({ health }: GraphEdge): 'fail' | 'warn' | 'quiet' {
  if (health.state === 'failing' || health.state === 'failing-because') {
    return 'fail';
  }
  return health.state === 'degraded' ? 'warn' : 'quiet';
}
