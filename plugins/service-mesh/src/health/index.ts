export {
  addStats,
  failuresPerSecond,
  hasRequestNumbers,
  judgeEdge,
  judgeNode,
} from './judge';
export { useThresholds } from './useThresholds';
