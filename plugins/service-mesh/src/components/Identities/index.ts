export { Identities } from './Identities';
