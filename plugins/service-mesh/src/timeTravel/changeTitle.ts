import type { MeshChange } from '@backstage-mesh/plugin-service-mesh-common';

/** A change with its version, as titles have it: `videos-api 1.9.0`. */
export function changeTitle({ name, detail }: MeshChange): string {
  return [name, detail].filter(Boolean).join(' ');
}
