export { NameCell } from './NameCell';
export { nodeColumns } from './nodeColumns';
