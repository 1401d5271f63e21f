import type { ClusterInfo } from '@backstage-mesh/plugin-service-mesh-common';

/** The mesh of a cluster and its version, for people: `Linkerd 2.18`. */
export function meshName(info: ClusterInfo | undefined): string {
  if (!info?.mesh) {
    return '';
  }
  const { id, version } = info.mesh;
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  return version ? `${name} ${version.replace(/^stable-/, '')}` : name;
}
