export { OriginPill } from './OriginPill';
