export {
  addStats,
  failuresPerSecond,
  hasRequestNumbers,
  isUnmeasured,
  judgeEdge,
  judgeNode,
  judgedSuccess,
} from './judge';
export { useThresholds } from './useThresholds';
