import type {
  ExplainedNumber,
  ExplainedSubject,
} from '@backstage-mesh/plugin-service-mesh-common';
import { createContext } from 'react';

/** Which number of whom is to be explained. */
export interface ExplainRequest {
  number: ExplainedNumber;
  subject: ExplainedSubject;
  /** Node id of the entity's workload that the number belongs to. */
  workloadId: string;
}

/** Opens the explanation of a number beside the element that shows it. Numbers stay plain where nobody can explain them. */
export type OpenExplanation = (
  request: ExplainRequest,
  anchor: HTMLElement,
) => void;

export const ExplainContext = createContext<OpenExplanation | undefined>(
  undefined,
);
