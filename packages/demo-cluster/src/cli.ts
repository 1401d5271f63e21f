import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { demoTokens } from './api/access';
import type { DemoCluster } from './DemoCluster';
import { scrapeConfigOf } from './prometheus/scrapeConfig';
import { keepCertificates } from './run/certificates';
import { kubeconfigOf } from './run/kubeconfig';
import { readOptions, USAGE, UsageError, type RunOptions } from './run/options';
import { startDemoCluster } from './startDemoCluster';
import type { WorldModel } from './simulation/model';
import { generatedWorld } from './worlds/generated';
import { eastWorld, westWorld } from './worlds/worlds';

function worldOf(name: string, options: RunOptions): WorldModel {
  if (name === 'generated') {
    return generatedWorld({
      workloads: options.workloads ?? 1,
      podsPerWorkload: options.podsPerWorkload,
      seed: options.seed,
    });
  }
  return name === 'west' ? westWorld() : eastWorld();
}

function scrapeConfig(
  clusters: { name: string; url: string }[],
  options: RunOptions,
  caFile: string,
): string {
  return scrapeConfigOf(clusters, {
    token: demoTokens.portal,
    caFile,
    interval: options.scrapeInterval,
  });
}

/** @throws UsageError where a port is taken. */
async function start(
  name: string,
  index: number,
  options: RunOptions,
  tls: { key: string; cert: string },
): Promise<DemoCluster> {
  const port = options.port === 0 ? 0 : options.port + index;
  const httpPort = options.httpPort ? options.httpPort + index : undefined;
  try {
    return await startDemoCluster({
      world: worldOf(name, options),
      seed: options.seed,
      port,
      ...(httpPort === undefined ? {} : { httpPort }),
      tls,
      speed: options.speed,
      warmUpSeconds: options.warmUpSeconds,
    });
  } catch (error) {
    const { code, port: taken } = error as NodeJS.ErrnoException & {
      port?: number;
    };
    if (code === 'EADDRINUSE') {
      throw new UsageError(
        `Port ${taken} is in use, and the demo cluster ${name} needs it. Stop what listens there, or choose another with ${
          taken === port ? '--port' : '--http-port'
        } <port>.`,
      );
    }
    throw error;
  }
}

async function run(options: RunOptions): Promise<void> {
  const { caFile, key, cert } = await keepCertificates(options.runDirectory);
  if (options.printPrometheusConfig) {
    const planned = options.worlds.map((name, index) => ({
      name,
      url: `https://127.0.0.1:${options.port + index}`,
    }));
    process.stdout.write(scrapeConfig(planned, options, caFile));
    return;
  }
  const clusters: DemoCluster[] = [];
  const close = async () => {
    await Promise.all(clusters.map(cluster => cluster.close()));
  };
  try {
    for (const [index, name] of options.worlds.entries()) {
      clusters.push(await start(name, index, options, { key, cert }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const kubeconfig = path.join(options.runDirectory, 'kubeconfig.yaml');
  const prometheusConfig = path.join(options.runDirectory, 'prometheus.yml');
  await writeFile(kubeconfig, kubeconfigOf(clusters, demoTokens, caFile), {
    mode: 0o600,
  });
  await writeFile(prometheusConfig, scrapeConfig(clusters, options, caFile));
  for (const { name, url } of clusters) {
    console.log(`The demo cluster ${name} is ready: ${url}`);
  }
  console.log(`kubectl --kubeconfig ${kubeconfig} get pods -A`);
  console.log(
    JSON.stringify({
      ready: true,
      clusters: clusters.map(({ name, url, httpUrl }) => ({
        name,
        url,
        httpUrl,
      })),
      tokens: demoTokens,
      kubeconfig,
      caFile,
      prometheusConfig,
      runDirectory: options.runDirectory,
    }),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  await run(options);
}

main().catch(error => {
  console.error(error instanceof UsageError ? error.message : error);
  process.exit(1);
});
