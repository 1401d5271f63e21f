export { RowName } from './RowName';
