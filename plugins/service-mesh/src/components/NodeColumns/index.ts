export { nodeColumns } from './nodeColumns';
