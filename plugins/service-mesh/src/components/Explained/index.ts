export { Explained } from './Explained';
export { ExplainContext } from './ExplainContext';
export type {
  DerivedNumber,
  ExplainedGroup,
  ExplainRequest,
  ExplainedOwner,
  OpenExplanation,
} from './ExplainContext';
