/**
 * The id under which an entity's pods are labelled (`backstage.io/kubernetes-id=<id>`), as the Kubernetes plugin reads it.
 *
 * @public
 */
export const KUBERNETES_ID_ANNOTATION = 'backstage.io/kubernetes-id';

/**
 * A label selector that finds an entity's pods in place of the id, as the Kubernetes plugin reads it.
 *
 * @public
 */
export const KUBERNETES_LABEL_SELECTOR_ANNOTATION =
  'backstage.io/kubernetes-label-selector';

/**
 * The namespace that an entity's pods live in; every namespace without it.
 *
 * @public
 */
export const KUBERNETES_NAMESPACE_ANNOTATION =
  'backstage.io/kubernetes-namespace';

/**
 * The cluster that an entity's pods live in; every cluster without it.
 *
 * @public
 */
export const KUBERNETES_CLUSTER_ANNOTATION = 'backstage.io/kubernetes-cluster';

/**
 * The label on a pod by which its owner consents that the named entity shows and taps it: the same string
 * as the Kubernetes plugin's annotation, set on the workload by those who deploy it.
 *
 * @public
 */
export const KUBERNETES_ID_LABEL = 'backstage.io/kubernetes-id';
