export { TapTab } from './TapTab';
