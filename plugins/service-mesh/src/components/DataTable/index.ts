export { DataTable } from './DataTable';
export { default as tableStyles } from './DataTable.module.css';
