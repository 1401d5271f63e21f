import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { startDemoClusters, type DemoClusters } from '../demo/DemoClusters';
import { openCluster, type OpenCluster } from '../portal/openCluster';
import { scratchFolder } from '../programs/scratch';
import { RealPrometheus } from './RealPrometheus';

/** The demo cluster of the east with a Prometheus that scrapes it, as the portal holds it. */
export class MeasuredDemo {
  private constructor(
    private readonly demo: DemoClusters,
    readonly prometheus: RealPrometheus,
    readonly open: OpenCluster,
    /** Ends all of it. */
    readonly stop: () => Promise<void>,
  ) {}

  static async start(options: {
    /** Of the folder that it works in. */
    name: string;
    scrapeIntervalSeconds: number;
    warmUpSeconds: number;
    /** Files of recording rules. */
    ruleFiles?: readonly string[];
  }): Promise<MeasuredDemo> {
    const folder = await scratchFolder(options.name);
    const started: { stop(): unknown }[] = [{ stop: folder.remove }];
    const stop = async () => {
      for (const each of started.splice(0).reverse()) {
        await each.stop();
      }
    };
    try {
      const demo = await startDemoClusters({
        folder: folder.path,
        worlds: ['east'],
        scrapeInterval: `${options.scrapeIntervalSeconds}s`,
        warmUpSeconds: options.warmUpSeconds,
      });
      started.push(demo);
      const prometheus = await RealPrometheus.start({
        configFile: await withRules(demo, options.ruleFiles),
        folder: folder.path,
      });
      started.push(prometheus);
      const open = await openCluster({
        name: 'east',
        url: demo.clusters[0].url,
        ca: demo.ca,
        token: demo.tokens.portal,
        serviceMesh: {
          metrics: {
            source: 'prometheus',
            prometheus: { url: prometheus.url, matchers: { cluster: 'east' } },
          },
        },
      });
      started.push({ stop: open.close });
      return new MeasuredDemo(demo, prometheus, open, stop);
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** Of the API server, without TLS: what the simulation knows is asked there. */
  get httpUrl(): string {
    return this.demo.clusters[0].httpUrl;
  }
}

/** The file of the demo's Prometheus, or one beside it with the rules. */
async function withRules(
  { prometheusConfig }: DemoClusters,
  ruleFiles: readonly string[] = [],
): Promise<string> {
  if (ruleFiles.length === 0) {
    return prometheusConfig;
  }
  const config = parse(await readFile(prometheusConfig, 'utf8'));
  const file = path.join(path.dirname(prometheusConfig), 'with-rules.yml');
  await writeFile(file, stringify({ ...config, rule_files: ruleFiles }));
  return file;
}
