import { RuleObjects } from '../objects/RuleObjects';

/** A cluster without any object that rules are made of. */
export const NO_OBJECTS: RuleObjects = {
  routes: [],
  profiles: [],
  servers: [],
  authorizations: [],
  serverAuthorizations: [],
  meshTls: [],
  networks: [],
  known: new Set(),
};
