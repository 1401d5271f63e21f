export { trafficColumns } from './trafficColumns';
