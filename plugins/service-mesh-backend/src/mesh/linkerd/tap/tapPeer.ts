import { MeshTapPeer } from '@backstage-mesh/plugin-service-mesh-node';
import { ownerOf } from '../ownerLabels';

/** Identities are no part of these: they name the peer's service account. */
const CALL_LABELS = ['tls', 'zone_locality'];

/** Reads the labels that Linkerd gives to one end of a tapped request. They are the same as in metrics, and complete. */
export function tapPeer(labels: Readonly<Record<string, string>>): MeshTapPeer {
  const callLabels = Object.fromEntries(
    Object.entries(labels).filter(([name]) => CALL_LABELS.includes(name)),
  );
  const { namespace, pod } = labels;
  const owner = ownerOf(labels) ?? (pod && { kind: 'Pod', name: pod });
  return namespace && owner
    ? { owner: { namespace, ...owner }, callLabels }
    : { callLabels };
}
