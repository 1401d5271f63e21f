export { SortableTable } from './SortableTable';
export type { TableColumn } from './TableColumn';
