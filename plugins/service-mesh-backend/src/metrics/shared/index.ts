export { shared, SharedAnswers } from './SharedAnswers';
