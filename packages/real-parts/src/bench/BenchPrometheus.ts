import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { METRIC_NAMES } from '../portal/insides';
import { RealPrometheus } from '../prometheus/RealPrometheus';
import { QueryLog } from './QueryLog';

/** A real Prometheus that scrapes a demo cluster and writes down what it is asked. */
export interface BenchPrometheus {
  url: string;
  log: QueryLog;
  stop(): Promise<void>;
}

/**
 * Starts it with the demo cluster's own scrape configuration. It keeps the metrics that the plugin asks for and no others: what nobody asks
 * for changes no query, and 5,000 proxies have 2.5 million series of all kinds.
 */
export async function startBenchPrometheus(options: {
  /** The scrape configuration that the demo cluster wrote. */
  configFile: string;
  folder: string;
}): Promise<BenchPrometheus> {
  const logFile = path.join(options.folder, 'queries.log');
  const config = parse(await readFile(options.configFile, 'utf8'));
  config.global.query_log_file = logFile;
  for (const job of config.scrape_configs) {
    job.metric_relabel_configs = [
      {
        source_labels: ['__name__'],
        regex: METRIC_NAMES.join('|'),
        action: 'keep',
      },
    ];
  }
  const configFile = path.join(options.folder, 'bench-prometheus.yml');
  await writeFile(configFile, stringify(config));
  const prometheus = await RealPrometheus.start({
    configFile,
    folder: options.folder,
  });
  return {
    url: prometheus.url,
    log: new QueryLog(logFile),
    stop: () => prometheus.stop(),
  };
}
