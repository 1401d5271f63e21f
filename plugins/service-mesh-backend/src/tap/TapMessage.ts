import {
  TapDropped,
  TapEnd,
  TapEvent,
  TapOpen,
} from '@backstage-mesh/plugin-service-mesh-common';

/** One message of a stream, in the order `open`, then `tap` and `dropped` mixed, then `end`. */
export type TapMessage =
  | { type: 'open'; data: TapOpen }
  | { type: 'tap'; data: TapEvent }
  | { type: 'dropped'; data: TapDropped }
  | { type: 'end'; data: TapEnd };
