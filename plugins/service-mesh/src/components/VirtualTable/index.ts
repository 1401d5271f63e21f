export { VirtualTable } from './VirtualTable';
