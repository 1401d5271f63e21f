// `npm start`: the portal, on the embedded demo clusters or (--no-demo --config my.yaml) on clusters of your own.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Children } from './lib/children.mjs';
import { demoDirectory, startDemoClusters } from './lib/demoCluster.mjs';
import { ensureInstalled, root } from './lib/install.mjs';
import { requireFreePorts, waitForAnswer } from './lib/ports.mjs';

const USAGE = `Usage: npm start [-- [--no-demo] [--config <file>]...]

  --no-demo        without the demo clusters: on those of the given files
  --config <file>  one more configuration of the portal, later ones win
  --help           this text

Other ports: APP_PORT, BACKEND_PORT and DEMO_PORT (and the next one) in the environment.`;

/** For so long a start may take before it is worth a word. */
const PATIENCE_MS = 120_000;

function readOptions() {
  try {
    return parseArgs({
      options: {
        'no-demo': { type: 'boolean', default: false },
        config: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(1);
  }
}

/** A port out of the environment. */
function readPort(name, usual) {
  const text = process.env[name] || String(usual);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    console.error(
      `${name} is ${JSON.stringify(
        text,
      )}, which is no port: give a number from 1 to 65535, such as ${name}=${usual}.`,
    );
    process.exit(1);
  }
  return port;
}

const options = readOptions();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
const demo = !options['no-demo'];
if (!demo && options.config.length === 0) {
  console.error(
    'Without the demo the portal needs to know your clusters: npm start -- --no-demo --config my.yaml\nmy.yaml holds at least kubernetes.clusterLocatorMethods, as for the Kubernetes plugin; see README.md.',
  );
  process.exit(1);
}

// npm runs scripts in the folder of package.json, and says in INIT_CWD where the person was.
const ownConfigs = options.config.map(file =>
  path.resolve(process.env.INIT_CWD ?? process.cwd(), file),
);
const missing = ownConfigs.find(file => !existsSync(file));
if (missing) {
  console.error(`There is no file ${missing}.`);
  process.exit(1);
}

const ports = {
  app: readPort('APP_PORT', 3000),
  backend: readPort('BACKEND_PORT', 7007),
  east: readPort('DEMO_PORT', 9443),
};
const westPort = ports.east + 1;

ensureInstalled();

await requireFreePorts([
  { port: ports.app, use: 'the app' },
  { port: ports.backend, use: 'the backend' },
  ...(demo
    ? [
        { port: ports.east, use: 'the demo cluster east' },
        { port: westPort, use: 'the demo cluster west' },
      ]
    : []),
]);

const children = new Children();
const demoEnvironment = {};
if (demo) {
  console.log('Starting the demo clusters east and west.');
  const { tokens } = await startDemoClusters(children, ports.east);
  demoEnvironment.DEMO_CLUSTER_DIR = demoDirectory;
  demoEnvironment.DEMO_CLUSTER_TOKEN = tokens.portal;
  demoEnvironment.DEMO_EAST_PORT = String(ports.east);
  demoEnvironment.DEMO_WEST_PORT = String(westPort);
}

const configs = [
  path.join(root, 'app-config.yaml'),
  ...(demo ? [path.join(root, 'app-config.demo.yaml')] : []),
  ...ownConfigs,
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

const impatience = setTimeout(() => {
  console.error(
    '\nThe portal is still not ready. If a plugin failed to start, the reason is above ("startup failed"): mend it and save, or press Ctrl-C.\n',
  );
}, PATIENCE_MS);
await waitForAnswer(
  `http://127.0.0.1:${ports.backend}/.backstage/health/v1/readiness`,
);
await waitForAnswer(`http://localhost:${ports.app}`);
clearTimeout(impatience);
console.log(
  `\nThe portal is ready: http://localhost:${ports.app}${
    demo ? '/catalog/default/component/playlists-api/service-mesh/topology' : ''
  }\nCtrl-C ends it.\n`,
);
