export { DataTable } from './DataTable';
export { default as tableStyles } from './DataTable.module.css';
export { saveTable } from './saveTable';
export { saveBlob, saveText } from './saveText';
export { toCsv } from './toCsv';
