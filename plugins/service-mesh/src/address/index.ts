export { tapPath } from './tapPath';
export { workloadParameter } from './workloadParameter';
