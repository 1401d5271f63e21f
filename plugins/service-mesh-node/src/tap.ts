import { WorkloadRef } from '@backstage-mesh/plugin-service-mesh-common';
import { ClusterIdentity } from './cluster';

/**
 * A tap, as it is asked of a mesh. Validated before it comes here.
 *
 * @public
 */
export interface MeshTapRequest {
  target: WorkloadRef;
  to?: { namespace: string; kind: string; name: string };
  method?: string;
  path?: string;
  authority?: string;
  scheme?: string;
  maxRps: number;
  identity: ClusterIdentity;
  signal: AbortSignal;
}

/**
 * Something that somebody wants to do in Kubernetes, as a SubjectAccessReview has it.
 *
 * @public
 */
export interface AccessAttributes {
  verb: string;
  group: string;
  version?: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

/**
 * Something that an account may do in Kubernetes, as a Role has it.
 *
 * @public
 */
export interface AccessRule {
  apiGroups: readonly string[];
  resources: readonly string[];
  /** Only those with these names; all of them without it. */
  resourceNames?: readonly string[];
  verbs: readonly string[];
}

/**
 * What the labels at one end of a tapped request say.
 *
 * @public
 */
export interface MeshTapPeer {
  /** The owner of the pod, by its Kubernetes kind; absent where the labels name none: hosts outside the cluster, nodes. */
  owner?: { namespace: string; kind: string; name: string };
  /** The labels that tell of the call and not of who the peer is: what is left for a viewer who may not read the peer. */
  callLabels: Record<string, string>;
}
