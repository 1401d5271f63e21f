import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startDemoClusters, type DemoClusters } from '../demo/DemoClusters';
import { describeWith } from '../programs/describeWith';
import { Program } from '../programs/Program';
import { scratchFolder } from '../programs/scratch';
import { waitUntil } from '../programs/waitUntil';
import { findKubernetes } from './binaries';

jest.setTimeout(120_000);

const run = promisify(execFile);
const kubernetes = findKubernetes();
const missing = 'missing' in kubernetes ? kubernetes.missing : undefined;

describeWith(missing, 'kubectl on a demo cluster', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let demo: DemoClusters;
  let kubectl: string;

  beforeAll(async () => {
    if ('missing' in kubernetes) {
      throw new Error(kubernetes.missing);
    }
    kubectl = kubernetes.kubectl;
    folder = await scratchFolder('kubectl');
    demo = await startDemoClusters({
      folder: folder.path,
      worlds: ['east'],
      scrapeInterval: '10s',
      warmUpSeconds: 60,
    });
  });

  afterAll(async () => {
    await demo?.stop();
    await folder?.remove();
  });

  const args = (...words: string[]) => [
    ...['--kubeconfig', demo.kubeconfig],
    ...['--cache-dir', `${folder.path}/kubectl`],
    ...words,
  ];

  async function ask(...words: string[]): Promise<string> {
    return (await run(kubectl, args(...words))).stdout;
  }

  it('prints the pods of all namespaces as a table', async () => {
    const [head, ...rows] = (await ask('get', 'pods', '-A')).trim().split('\n');
    expect(head).toMatch(/^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE$/);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows).toContainEqual(
      expect.stringMatching(/^video +videos-web-\S+ +2\/2 +Running +0 +\S+$/),
    );
  });

  it('prints owners, Services and namespaces, by their short names too', async () => {
    expect(await ask('get', 'deploy', '-n', 'video')).toMatch(
      /^videos-web +2\/2 +2 +2 /m,
    );
    expect(await ask('get', 'sts,ds,jobs,cj,rs', '-A')).toMatch(
      /statefulset\.apps\/playlists-db/,
    );
    expect(await ask('get', 'svc,endpointslices', '-n', 'video')).toMatch(
      /service\/videos-web/,
    );
    expect(await ask('get', 'ns', 'video')).toMatch(/^video +Active/m);
  });

  it('selects by labels and fields', async () => {
    const running = await ask(
      ...['get', 'pods', '-n', 'video', '-o', 'name'],
      ...['--field-selector', 'status.phase=Running'],
      ...['-l', 'linkerd.io/control-plane-ns=linkerd'],
    );
    expect(running).toMatch(/^pod\/videos-web-/m);
  });

  it('follows pods with -w', async () => {
    const watch = await Program.start({
      name: 'kubectl get pods -A -w',
      file: kubectl,
      args: args('get', 'pods', '-A', '-w', '--output-watch-events'),
      isReady: said => /ADDED +video +videos-web-/.test(said),
    });
    try {
      // The CronJob of the world starts a pod every minute, and something crashes again and again.
      await waitUntil(
        'a change in the watch',
        () => /^(MODIFIED|DELETED) /m.test(watch.output),
        { withinMs: 75_000, everyMs: 250 },
      );
      expect(watch.isRunning).toBe(true);
    } finally {
      await watch.stop();
    }
  });

  it('reads what the aggregated tap API can do', async () => {
    expect(await ask('api-resources', '--api-group', 'tap.linkerd.io')).toMatch(
      /^deployments +tap\.linkerd\.io\/v1alpha1 +true +Tap$/m,
    );
    expect(await ask('version')).toMatch(/Server Version: v1\.34/);
  });

  it('is told what somebody may not do', async () => {
    await expect(
      run(kubectl, args('get', 'pods', '-A', '--as', 'bob')),
    ).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /Forbidden.*User "bob" cannot list resource "pods"/,
      ),
    });
  });
});
