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
    .map(encodeURIComponent)
    .join('/');
}

/** Reads a workload from an address; undefined where it is not of that form. */
export function parseWorkloadParameter(
  text: string,
):
  | { cluster: string; namespace: string; kind: string; name: string }
  | undefined {
  const parts = text.split('/');
  if (parts.length !== 4 || parts.some(part => part === '')) {
    return undefined;
  }
  try {
    const [cluster, namespace, kind, name] = parts.map(decodeURIComponent);
    return { cluster, namespace, kind, name };
  } catch {
    return undefined;
  }
}
