// `npm start`: the portal, on the embedded demo clusters or (--no-demo --config my.yaml) on clusters of your own.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Children } from './lib/children.mjs';
import { demoDirectory, startDemoClusters } from './lib/demoCluster.mjs';
import { ensureInstalled, root } from './lib/install.mjs';
import { requireFreePorts, waitForAnswer } from './lib/ports.mjs';

function readOptions() {
  try {
    return parseArgs({
      options: {
        'no-demo': { type: 'boolean', default: false },
        config: { type: 'string', multiple: true, default: [] },
      },
    }).values;
  } catch (error) {
    console.error(
      `${error.message}\nUsage: npm start [-- [--no-demo] [--config <file>]...]`,
    );
    return process.exit(1);
  }
}

const options = readOptions();
const demo = !options['no-demo'];
if (!demo && options.config.length === 0) {
  console.error(
    'Without the demo the portal needs to know your clusters: npm start -- --no-demo --config my.yaml\nmy.yaml holds at least kubernetes.clusterLocatorMethods, as for the Kubernetes plugin; see README.md.',
  );
  process.exit(1);
}

ensureInstalled();

const ports = {
  app: Number(process.env.APP_PORT ?? 3000),
  backend: Number(process.env.BACKEND_PORT ?? 7007),
};
await requireFreePorts([
  { port: ports.app, use: 'the app' },
  { port: ports.backend, use: 'the backend' },
  ...(demo
    ? [
        { port: 9443, use: 'the demo cluster east' },
        { port: 9444, use: 'the demo cluster west' },
      ]
    : []),
]);

const children = new Children();
const demoEnvironment = {};
if (demo) {
  console.log('Starting the demo clusters east and west.');
  const { kubeconfig, tokens } = await startDemoClusters(children);
  console.log(`They speak to kubectl too: kubectl --kubeconfig ${kubeconfig}`);
  demoEnvironment.DEMO_CLUSTER_DIR = demoDirectory;
  demoEnvironment.DEMO_CLUSTER_TOKEN = tokens.portal;
}

// npm runs scripts in the folder of package.json, and says in INIT_CWD where the person was.
const fromCaller = file =>
  path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
const configs = [
  path.join(root, 'app-config.yaml'),
  ...(demo ? [path.join(root, 'app-config.demo.yaml')] : []),
  ...options.config.map(fromCaller),
];
children.start(
  'backstage-cli',
  ['repo', 'start', ...configs.flatMap(config => ['--config', config])],
  {
    env: {
      APP_PORT: String(ports.app),
      BACKEND_PORT: String(ports.backend),
      ...demoEnvironment,
      // The portal is a demonstration on one machine: it needs no browser to be opened for it.
      BROWSER: 'none',
    },
  },
);

await waitForAnswer(
  `http://127.0.0.1:${ports.backend}/.backstage/health/v1/readiness`,
);
await waitForAnswer(`http://localhost:${ports.app}`);
console.log(
  `\nThe portal is ready: http://localhost:${ports.app}${
    demo ? '/catalog/default/component/playlists-api/service-mesh/topology' : ''
  }\nCtrl-C ends it.\n`,
);
