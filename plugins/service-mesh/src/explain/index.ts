export { ExplainProvider } from './ExplainProvider';
export { explainedEdge, explainedNode } from './explainedBy';
