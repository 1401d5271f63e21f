import { CustomErrorBase } from '@backstage/errors';

/**
 * Why a mesh does not tap: `refused` (the cluster's RBAC; the message names the permission), `not-found`, `not-tappable`
 * (no pod can be tapped; the message says what to do), `unavailable` (the mesh's tap does not answer), `protocol` (what came was no
 * tap stream), `cut` (the stream broke after it began).
 *
 * @public
 */
export type MeshTapErrorReason =
  | 'refused'
  | 'not-found'
  | 'not-tappable'
  | 'unavailable'
  | 'protocol'
  | 'cut';

/**
 * A tap that could not begin, or that broke. The message is for people and says what to do.
 *
 * @public
 */
export class MeshTapError extends CustomErrorBase {
  name = 'MeshTapError' as const;

  readonly reason: MeshTapErrorReason;

  constructor(message: string, reason: MeshTapErrorReason, cause?: unknown) {
    super(message, cause);
    // The base class appends the cause; this message is shown to people, and the cause is for the log.
    this.message = message;
    this.reason = reason;
  }
}
