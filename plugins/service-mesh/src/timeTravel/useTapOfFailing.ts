import type { compareTopologies } from '@backstage-mesh/plugin-service-mesh-common';
import { useNavigate } from 'react-router-dom';
import { tapPathOfCall } from '../address';
import { useTapPath } from '../components';
import type { MeshGraph } from '../graph';

/** Opens the live tap on the component's calls that fail the most; absent where none of them can be tapped. */
export function useTapOfFailing(
  graph: MeshGraph,
  differences: ReturnType<typeof compareTopologies>['differences'],
): (() => void) | undefined {
  const tap = useTapPath();
  const navigate = useNavigate();
  for (const { kind, subject } of differences) {
    const edge =
      kind === 'fails' && subject?.type === 'edge'
        ? graph.edges.get(subject.id)
        : undefined;
    const source = edge && graph.nodes.get(edge.source);
    const target = edge && graph.nodes.get(edge.target);
    const path =
      tap && edge && tapPathOfCall(tap, edge.edge.protocol, source, target);
    if (path) {
      return () => navigate(path);
    }
  }
  return undefined;
}
