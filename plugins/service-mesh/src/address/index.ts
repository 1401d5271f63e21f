export { tapPath } from './tapPath';
export { parseWorkloadParameter, workloadParameter } from './workloadParameter';
