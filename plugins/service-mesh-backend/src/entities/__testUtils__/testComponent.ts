import { Entity } from '@backstage/catalog-model';

/** A component with the annotations of the Kubernetes plugin, which are written without their domain. */
export function testComponent(
  name: string,
  options: {
    id?: string;
    selector?: string;
    namespace?: string;
    cluster?: string;
    owner?: string;
    entityNamespace?: string;
    kind?: string;
  } = {},
): Entity {
  const annotations = Object.entries({
    'kubernetes-id': options.id,
    'kubernetes-label-selector': options.selector,
    'kubernetes-namespace': options.namespace,
    'kubernetes-cluster': options.cluster,
  }).flatMap(([key, value]) =>
    value === undefined ? [] : [[`backstage.io/${key}`, value]],
  );
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: options.kind ?? 'Component',
    metadata: {
      name,
      namespace: options.entityNamespace ?? 'default',
      annotations: Object.fromEntries(annotations),
    },
    spec: { owner: options.owner ?? 'team-video', type: 'service' },
  };
}
