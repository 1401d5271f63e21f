export { judgeVerdict, verdictState } from './judgeVerdict';
export type { Verdict } from './judgeVerdict';
export { verdictSentence } from './sentence';
