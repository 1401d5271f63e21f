/**
 * A program: `createBackend` with the plugins that the variable PLUGINS names, in that order. It runs outside of Jest, which can not
 * load the Kubernetes plugin's client, and ends as a deployment does, by a signal.
 */
import { createBackend } from '@backstage/backend-defaults';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

const PLUGINS: Record<string, () => Promise<unknown>> = {
  ours: () => import('../index'),
  kubernetes: () => import('@backstage/plugin-kubernetes-backend'),
  signals: () => import('@backstage/plugin-signals-backend'),
};

const backend = createBackend();
backend.add(catalogServiceMock.factory());
for (const name of (process.env.PLUGINS ?? '').split(',')) {
  backend.add(PLUGINS[name]() as Parameters<typeof backend.add>[0]);
}
backend.start();
