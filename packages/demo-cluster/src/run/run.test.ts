import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { demoTokens } from '../api/access';
import { startDemoCluster } from '../index';
import { scrapeConfigOf } from '../prometheus/scrapeConfig';
import { prometheusTargets } from '../prometheus/targets';
import { keepCertificates } from './certificates';
import { kubeconfigOf } from './kubeconfig';
import { readOptions } from './options';

jest.setTimeout(60_000);

describe('options', () => {
  it('has the two demo clusters on their ports by default', () => {
    expect(readOptions([])).toMatchObject({
      worlds: ['east', 'west'],
      port: 9443,
      seed: '1',
      speed: 1,
    });
  });

  it('generates a cluster where its size is given', () => {
    expect(
      readOptions(['--workloads', '1000', '--pods-per-workload', '5']),
    ).toMatchObject({
      worlds: ['generated'],
      workloads: 1000,
      podsPerWorkload: 5,
    });
  });

  it.each([
    [['--port', '99999'], '--port: "99999" is no number between 0 and 65535'],
    [['--port', '1.5'], '--port: "1.5" is no whole number'],
    [['--worlds', 'north'], 'there is no world "north"'],
    [['--worlds', 'generated'], 'say how large with --workloads'],
    [['--scrape-interval', 'soon'], '"soon" is no duration'],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

describe('a run directory', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'demo-cluster-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('keeps its certificates from one start to the next, the key for its owner alone', async () => {
    const first = await keepCertificates(directory);
    expect(await keepCertificates(directory)).toEqual(first);
    const { mode } = await stat(path.join(directory, 'server.key'));
    expect(mode % 0o1000).toBe(0o600);
    expect(await readFile(first.caFile, 'utf8')).toBe(first.ca);
    const cert = new X509Certificate(first.cert);
    expect(cert.verify(new X509Certificate(first.ca).publicKey)).toBe(true);
    expect(cert.checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  it('makes new ones where the old ones cannot be read', async () => {
    const first = await keepCertificates(directory);
    await rm(path.join(directory, 'server.key'));
    expect((await keepCertificates(directory)).cert).not.toBe(first.cert);
  });

  it('lets a client in that trusts its authority, and nobody else', async () => {
    const { ca, key, cert } = await keepCertificates(directory);
    const cluster = await startDemoCluster({
      world: 'west',
      speed: 0,
      tls: { key, cert },
      httpPort: 0,
    });
    const get = (trusted: string | undefined) =>
      new Promise<number | undefined>((resolve, reject) => {
        https
          .get(`${cluster.url}/version`, { ca: trusted }, response => {
            response.resume();
            resolve(response.statusCode);
          })
          .on('error', reject);
      });
    expect(await get(ca)).toBe(200);
    await expect(get(undefined)).rejects.toThrow(/certificate/);
    expect((await fetch(`${cluster.httpUrl}/version`)).status).toBe(200);
    await cluster.close();
  });
});

describe('what is written for others', () => {
  const clusters = [
    { name: 'east', url: 'https://127.0.0.1:9443' },
    { name: 'west', url: 'https://127.0.0.1:9444' },
  ];

  it('gives kubectl a context per cluster and user', () => {
    const config = parse(kubeconfigOf(clusters, demoTokens, '/run/ca.crt'));
    expect(config['current-context']).toBe('east');
    expect(config.contexts.map(({ name }: { name: string }) => name)).toContain(
      'west-read-only',
    );
    expect(config.clusters[1].cluster).toEqual({
      server: 'https://127.0.0.1:9444',
      'certificate-authority': '/run/ca.crt',
    });
  });

  it('tells Prometheus to ask the API server for each proxy, and to label as Linkerd does', () => {
    const config = parse(
      scrapeConfigOf(clusters, {
        token: 'demo-portal',
        caFile: '/run/ca.crt',
        interval: '5s',
      }),
    );
    expect(config.global.scrape_interval).toBe('5s');
    const [east] = config.scrape_configs;
    expect(east.http_sd_configs[0].url).toBe(
      'https://127.0.0.1:9443/demo/prometheus-targets',
    );
    expect(east.relabel_configs).toContainEqual({
      target_label: '__address__',
      replacement: '127.0.0.1:9443',
      action: 'replace',
    });
  });

  it('lists a target per meshed pod, and follows a rollout', async () => {
    const cluster = await startDemoCluster({ world: 'west', speed: 0 });
    const names = () =>
      prometheusTargets(cluster.store).map(
        ({ labels }) => labels.__meta_kubernetes_pod_name,
      );
    const before = names().filter(name => name.startsWith('videos-api-'));
    expect(before).toHaveLength(2);
    expect(names().some(name => name.startsWith('ingress-'))).toBe(false);
    cluster.rollOut({ namespace: 'video', name: 'videos-api' }, '1.9.0');
    cluster.clock.advance(40_000);
    const after = names().filter(name => name.startsWith('videos-api-'));
    expect(after).toHaveLength(2);
    expect(after.some(name => before.includes(name))).toBe(false);
    await cluster.close();
  });
});

describe('a port in use', () => {
  it('is told by its number', async () => {
    const first = await startDemoCluster({ world: 'west', speed: 0 });
    const port = Number(new URL(first.url).port);
    await expect(
      startDemoCluster({ world: 'west', speed: 0, port }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    await first.close();
  });
});
