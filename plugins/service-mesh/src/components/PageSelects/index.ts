export { ClusterSelect, WindowSelect } from './PageSelects';
