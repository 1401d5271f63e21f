export { Sparkline } from './Sparkline';
export { TimeChart } from './TimeChart';
