export { Explained } from './Explained';
export { ExplainContext } from './ExplainContext';
export type {
  DerivedNumber,
  ExplainRequest,
  ExplainedOwner,
  OpenExplanation,
} from './ExplainContext';
