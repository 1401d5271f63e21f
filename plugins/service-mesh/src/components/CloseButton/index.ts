export { CloseButton } from './CloseButton';
