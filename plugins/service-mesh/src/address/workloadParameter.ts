import { encodePart } from './encodePart';

/** A workload as the tabs name it in their addresses: `cluster/namespace/kind/name`, each part encoded. */
export function workloadParameter(workload: {
  cluster: string;
  namespace?: string;
  kind: string;
  name?: string;
}): string {
  return [
    workload.cluster,
    workload.namespace ?? '',
    workload.kind,
    workload.name ?? '',
  ]
    .map(encodePart)
    .join('/');
}
