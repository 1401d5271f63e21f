export {
  addStats,
  failuresPerSecond,
  hasRequestNumbers,
  isUnmeasured,
  judgeEdge,
  judgeNode,
} from './judge';
export { useThresholds } from './useThresholds';
