export { AnswerNotices } from './AnswerNotices';
export { AnswerState, ErrorState, reasonOf } from './AnswerState';
export { isStale } from './isStale';
export {
  isInformation,
  nodesIn,
  ofCluster,
  splitWarnings,
} from './answerWarnings';
export { LoadingFrame } from './LoadingFrame';
export { NothingRuns } from './NothingRuns';
export { NoWorkload, NotMeshed, NoMetrics, NoTraffic } from './WorkloadStates';
export { warningText } from './warningText';
