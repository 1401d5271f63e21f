export { ColumnHeaders } from './ColumnHeaders';
export { SortableTable } from './SortableTable';
export type { TableColumn } from './TableColumn';
export { columnMarks } from './columnMarks';
export { default as rowStyles } from './rows.module.css';
export { useSortedRows } from './useSortedRows';
export { useExplainedCells } from './useExplainedCells';
export type { ExplainedRows } from './useExplainedCells';
