import type { Rbac } from './api/authorization';
import type { ClusterController } from './controllers/ClusterController';

/** Writes what a query says of an object, such as `video/search`. */
function refOf(text = '') {
  const [namespace, name] = text.split('/');
  return { namespace, name };
}

/** What can be done to a cluster by POST, each by its path. What they throw is told as a bad request. */
export function demoActions(
  controller: ClusterController,
  rbac: Rbac,
): Record<string, (query: URLSearchParams) => unknown> {
  return {
    '/demo/weights': query => {
      const { service = '', ...weights } = Object.fromEntries(query);
      controller.shiftWeights(
        refOf(service),
        Object.fromEntries(
          Object.entries(weights).map(([leaf, weight]) => [
            leaf,
            Number(weight),
          ]),
        ),
      );
      return { service, ...weights };
    },
    '/demo/rollout': query => {
      const { deployment = '', version = '' } = Object.fromEntries(query);
      if (!/^[\w.-]+$/.test(version)) {
        throw new Error('a rollout needs a version');
      }
      controller.rollOut(refOf(deployment), version);
      return { deployment, version };
    },
    '/demo/binding': query => {
      const { name = '', bound = '' } = Object.fromEntries(query);
      if (bound !== 'true' && bound !== 'false') {
        throw new Error('bound is true or false');
      }
      rbac.setBound(name, bound === 'true');
      return { name, bound };
    },
  };
}
