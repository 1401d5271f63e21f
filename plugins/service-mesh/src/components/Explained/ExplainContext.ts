import type {
  ExplainedNumber,
  ExplainedSubject,
  TrafficStats,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { createContext } from 'react';

/** What screens make of a number that the backend explains. */
export type DerivedNumber =
  | 'answers'
  | 'timeouts'
  | 'unreachable'
  | 'explained'
  | 'together';

/** Which number of whom is to be explained. */
export interface ExplainRequest {
  number: ExplainedNumber;
  subject: ExplainedSubject;
  /** Node id of the workload that the number belongs to. */
  workloadId: string;
  /** The catalog entity of that workload, where it is not the one of the page. */
  entityRef?: string;
  /** The number is of another one, `name`, that no entity stands for: what is explained is the same number of the workload, `of`. */
  alike?: { name: string; of: string };
  /** The number is of the calls into this group, and `workloadId` is the id of the group. */
  group?: ExplainedGroup;
  /** The number covers steps of a history, and not the window on screen. */
  steps?: { seconds: number; count: number };
  derived?: DerivedNumber;
  /** The numbers on screen that it is one of: what was counted belongs to its explanation. */
  stats?: Pick<TrafficStats, 'counts' | 'calls'>;
}

/** A group of workloads, and the calls whose numbers are added, the busiest first. */
export interface ExplainedGroup {
  workloads: readonly WorkloadRef[];
  calls: readonly {
    id: string;
    caller: string;
    callee: string;
    requestsPerSecond?: number;
  }[];
}

/** Whose numbers are to be explained. */
export type ExplainedOwner = Omit<ExplainRequest, 'number' | 'derived'>;

/** Opens the explanation of a number beside the element that shows it. Numbers stay plain where nobody can explain them. */
export type OpenExplanation = (
  request: ExplainRequest,
  anchor: HTMLElement,
) => void;

export const ExplainContext = createContext<OpenExplanation | undefined>(
  undefined,
);
