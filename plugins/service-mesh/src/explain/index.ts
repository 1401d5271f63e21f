export { ExplainProvider } from './ExplainProvider';
