import { readFileSync } from 'node:fs';
import path from 'node:path';
import { freePorts } from '../programs/ports';
import { Program } from '../programs/Program';

/** What `npm run demo-cluster` says when it is ready. */
interface Announcement {
  ready: true;
  clusters: {
    name: string;
    url: string;
    /** The same server without TLS. */
    httpUrl: string;
  }[];
  tokens: Record<'admin' | 'portal' | 'readOnly' | 'noTap', string>;
  kubeconfig: string;
  caFile: string;
  prometheusConfig: string;
}

/** The demo clusters, started as people start them: by their command, in a process of their own. */
export interface DemoClusters extends Omit<Announcement, 'ready'> {
  ca: string;
  stop(): Promise<void>;
}

const ANNOUNCEMENT = /^\{"ready":true.*\}$/m;

export async function startDemoClusters(options: {
  folder: string;
  worlds: readonly string[];
  scrapeInterval: string;
  warmUpSeconds: number;
  /** The size of the world `generated`. */
  generated?: { workloads: number; podsPerWorkload: number };
}): Promise<DemoClusters> {
  const { generated } = options;
  const root = path.dirname(require.resolve('demo-cluster/package.json'));
  const [httpPort] = await freePorts(1);
  const program = await Program.start({
    name: 'the demo cluster',
    file: process.execPath,
    args: [
      '--import',
      'tsx',
      'src/cli.ts',
      ...['--worlds', options.worlds.join(',')],
      ...['--port', '0'],
      ...['--http-port', String(httpPort)],
      ...['--run-dir', options.folder],
      ...['--scrape-interval', options.scrapeInterval],
      ...['--warm-up', String(options.warmUpSeconds)],
      ...(generated
        ? [
            ...['--workloads', String(generated.workloads)],
            ...['--pods-per-workload', String(generated.podsPerWorkload)],
          ]
        : []),
    ],
    cwd: root,
    isReady: said => ANNOUNCEMENT.test(said),
    withinMs: 120_000,
  });
  const line = ANNOUNCEMENT.exec(program.output)?.[0] ?? '';
  const announced: Announcement = JSON.parse(line);
  return {
    ...announced,
    ca: readFileSync(announced.caFile, 'utf8'),
    stop: () => program.stop(),
  };
}
