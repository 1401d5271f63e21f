import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ClusterInventory, HttpClusterConnection } from '../portal/insides';
import { openCluster } from '../portal/openCluster';
import { describeWith } from '../programs/describeWith';
import { waitUntil } from '../programs/waitUntil';
import { missingKubernetes } from './binaries';
import { TOKENS } from './ControlPlane';
import { ObservedConnection, type Interference } from './ObservedConnection';
import { grant, READ_INVENTORY, serviceAccountToken } from './rights';
import { useRealCluster } from './useRealCluster';

jest.setTimeout(120_000);

const PODS = '/api/v1/pods';
const SHOP_PODS = '/api/v1/namespaces/shop/pods';

describeWith(missingKubernetes(), 'an inventory that lives long', () => {
  const real = useRealCluster('endurance');

  beforeAll(async () => {
    await real.workloads.namespace('shop');
    await grant(real.api, {
      name: 'portal-inventory',
      to: { kind: 'User', name: TOKENS.portal.user },
      rules: [READ_INVENTORY],
    });
  });

  function open(interference: Interference, include: string[] = []) {
    const inner = HttpClusterConnection.create({
      name: 'real',
      url: real.controlPlane.url,
      caData: real.controlPlane.ca,
      token: async () => TOKENS.portal.token,
    });
    const connection = new ObservedConnection(inner, interference);
    const inventory = ClusterInventory.create({
      connection,
      namespaces: { include, exclude: [] },
      logger: mockServices.logger.mock(),
    });
    real.closeAfterTest(() => {
      inventory.close();
      inner.close();
    });
    return { connection, inventory };
  }

  it('reads a token file anew when it was rotated', async () => {
    const tokenFile = path.join(real.folder, 'rotated-token');
    const token = await serviceAccountToken(real.api, 'shop', 'rotated');
    await grant(real.api, {
      name: 'rotated-inventory',
      to: { kind: 'ServiceAccount', namespace: 'shop', name: 'rotated' },
      rules: [READ_INVENTORY],
    });
    await writeFile(tokenFile, 'of-last-year\n');
    const { cluster, close } = await openCluster({
      name: 'real',
      url: real.controlPlane.url,
      ca: real.controlPlane.ca,
      serviceMesh: { tokenFile },
    });
    real.closeAfterTest(close);
    await expect(cluster.inventory.ready()).rejects.toThrow(/401|nauthorized/);

    await writeFile(tokenFile, `${token}\n`);
    await waitUntil('the new token to be used', () =>
      cluster.inventory.snapshot(),
    );
    expect(cluster.inventory.state()).toMatchObject({ state: 'ready' });
  });

  it('goes on from bookmarks where only others change', async () => {
    await real.workloads.namespace('elsewhere');
    await real.workloads.pod('shop', 'still');
    const { connection, inventory } = open({ watchSeconds: 5 }, ['shop']);
    await inventory.ready();
    let others = 0;
    await waitUntil(
      'a second watch',
      async () => {
        others += 1;
        await real.workloads.pod('elsewhere', `other-${others}`);
        return connection.watchedFrom(SHOP_PODS).length > 1;
      },
      { withinMs: 30_000, everyMs: 250 },
    );
    const [listed, bookmarked] = connection.watchedFrom(SHOP_PODS);
    expect(bookmarked).toBeGreaterThan(listed);
    const lists = connection.asked.filter(
      ({ path: asked, query }) => asked === SHOP_PODS && !query?.watch,
    );
    expect(lists).toHaveLength(1);
    expect(
      inventory
        .snapshot()
        ?.pods()
        .map(({ name }) => name),
    ).toEqual(['still']);
  });

  it('begins a list anew whose next page is gone', async () => {
    await real.workloads.namespace('many');
    const names = Array.from({ length: 600 }, (_, index) => `pod-${index}`);
    await Promise.all(names.map(name => real.workloads.pod('many', name)));
    let compactions = 0;
    const { connection, inventory } = open({
      afterPage: async () => {
        if (compactions < 1) {
          compactions += 1;
          await real.api.delete('/api/v1/namespaces/many/pods/pod-0');
          await real.controlPlane.stopApiserver();
          await real.controlPlane.compact();
          await real.controlPlane.startApiserverAgain();
        }
      },
    });
    inventory.start();
    const snapshot = await waitUntil(
      'the whole list',
      () => inventory.snapshot(),
      { withinMs: 60_000 },
    );
    expect(connection.expiredLists).toBe(1);
    expect(snapshot.pods('many')).toHaveLength(names.length - 1);
  });

  it('lists again where its version is gone, and misses nothing', async () => {
    let wait = false;
    let goOn = () => {};
    const gone = new Promise<void>(resolve => {
      goOn = resolve;
    });
    const { connection, inventory } = open({
      watchSeconds: 3,
      beforeWatch: async request => {
        if (wait && request.path === PODS) {
          await gone;
        }
      },
    });
    await real.workloads.pod('shop', 'before');
    await inventory.ready();
    wait = true;
    const watches = () => connection.watchedFrom(PODS).length;
    const began = watches();
    await waitUntil('the watch to be held', () => watches() > began);
    // While nobody watches: one pod goes, one comes, and the server forgets how it was before.
    await real.api.delete('/api/v1/namespaces/shop/pods/before');
    await real.workloads.pod('shop', 'after');
    await real.controlPlane.stopApiserver();
    await real.controlPlane.compact();
    await real.controlPlane.startApiserverAgain();
    goOn();

    await waitUntil(
      'the inventory to know both',
      () => {
        const snapshot = inventory.snapshot();
        return (
          snapshot?.pod('shop', 'after') &&
          snapshot.pod('shop', 'before')?.deletedAt !== undefined
        );
      },
      { withinMs: 60_000 },
    );
    expect(connection.expiredWatches).toBeGreaterThan(0);
    expect(inventory.state().state).toBe('ready');
  });
});
