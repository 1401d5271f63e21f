export { attempt } from './attempt';
export type { Attempt } from './attempt';
export { fuzz } from './fuzz';
export { HOSTILE_TEXTS, hostileText } from './hostile';
export { mutatedBytes, mutatedText } from './mutateBytes';
export { mutatedJson } from './mutateJson';
