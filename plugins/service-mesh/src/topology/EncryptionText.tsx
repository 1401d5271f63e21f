import type { TopologyEdge } from '@backstage-mesh/plugin-service-mesh-common';
import { useNumbers, useTranslate } from '../hooks';
import { mtlsText } from '../names';

/** In words, how the connections of a call are protected. */
export function EncryptionText({ edge }: { edge: TopologyEdge }) {
  const t = useTranslate();
  const n = useNumbers();
  return <>{mtlsText(edge, t, n)}</>;
}
