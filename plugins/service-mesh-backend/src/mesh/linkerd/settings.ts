import { Config } from '@backstage/config';

/**
 * What the configuration of a cluster says about Linkerd.
 *
 * @internal
 */
export interface LinkerdSettings {
  namespace: string;
  vizNamespace: string;
  meshClusterName?: string;
  includedNamespaces: readonly string[];
}

/**
 * @param config - an entry of `serviceMesh.clusters`
 * @internal
 */
export function readLinkerdSettings(config?: Config): LinkerdSettings {
  return {
    namespace: config?.getOptionalString('linkerd.namespace') ?? 'linkerd',
    vizNamespace:
      config?.getOptionalString('linkerd.vizNamespace') ?? 'linkerd-viz',
    meshClusterName: config?.getOptionalString('meshClusterName'),
    includedNamespaces:
      config?.getOptionalStringArray('namespaces.include') ?? [],
  };
}
