import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { startDemoCluster, type DemoCluster } from '../index';
import { readWatch, TestClient } from '../__testUtils__/client';
import { recordedAnswer } from '../__testUtils__/recordings';
import { watchObjects } from './watches';

jest.setTimeout(60_000);

const CONFIG = { kind: 'ServiceAccount', apiVersion: 'v1' };

describe('watches', () => {
  let cluster: DemoCluster;
  let client: TestClient;

  beforeAll(async () => {
    cluster = await startDemoCluster({
      world: 'west',
      speed: 0,
      bookmarkEveryMs: 40,
    });
    client = new TestClient(cluster);
  });

  afterAll(() => cluster.close());

  let serial = 0;
  function create(labels: Record<string, string> = {}): string {
    serial += 1;
    const name = `account-${serial}`;
    cluster.store.create('serviceaccounts', {
      ...CONFIG,
      metadata: { name, namespace: 'video', labels },
    });
    return name;
  }

  function path(query: string): string {
    return `/api/v1/namespaces/video/serviceaccounts?watch=1&${query}`;
  }

  it('goes on from a version, and tells of every change once and in order', async () => {
    const since = cluster.store.resourceVersion;
    const before = create();
    const { events } = await readWatch(
      client,
      path(`resourceVersion=${since}`),
      seen => seen.length === 4,
      () => {
        cluster.store.update('serviceaccounts', 'video', before, draft => {
          draft.metadata.labels = { changed: 'yes' };
        });
        cluster.store.delete('serviceaccounts', 'video', before);
        create();
      },
    );
    expect(events.map(({ type }) => type)).toEqual([
      'ADDED',
      'MODIFIED',
      'DELETED',
      'ADDED',
    ]);
    const versions = events.map(({ object }) =>
      Number(object.metadata.resourceVersion),
    );
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(4);
    expect(events[0].object.kind).toBe('ServiceAccount');
  });

  it('begins with what is there where it is told no version', async () => {
    const { items } = await client.list('/api/v1/namespaces/video/pods');
    const { events } = await readWatch(
      client,
      '/api/v1/namespaces/video/pods?watch=1',
      seen => seen.length === items.length,
    );
    expect(events.map(({ object }) => object.metadata.name)).toEqual(
      items.map(item => item.metadata.name),
    );
  });

  it('sees an object come and go as its labels begin and cease to match', async () => {
    const since = cluster.store.resourceVersion;
    const name = create();
    const { events } = await readWatch(
      client,
      path(`resourceVersion=${since}&labelSelector=colour%3Dred`),
      seen => seen.length === 3,
      () => {
        for (const colour of ['blue', 'red', 'red', 'green']) {
          cluster.store.update('serviceaccounts', 'video', name, draft => {
            draft.metadata.labels = { colour };
          });
        }
      },
    );
    expect(events.map(({ type }) => type)).toEqual([
      'ADDED',
      'MODIFIED',
      'DELETED',
    ]);
  });

  it('watches one object by its name', async () => {
    const since = cluster.store.resourceVersion;
    create();
    const name = create();
    const { events } = await readWatch(
      client,
      `/api/v1/namespaces/video/serviceaccounts/${name}?watch=1&resourceVersion=${since}`,
      seen => seen.length === 1,
    );
    expect(events[0].object.metadata.name).toBe(name);
  });

  it('sends bookmarks in the recorded shape, with a version to go on from', async () => {
    const recorded = recordedAnswer('watch-pods-bookmarks.http.gz')
      .body.trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .find(({ type }) => type === 'BOOKMARK');
    const since = cluster.store.resourceVersion;
    const { events } = await readWatch(
      client,
      `/api/v1/namespaces/video/pods?watch=1&allowWatchBookmarks=true&resourceVersion=${since}`,
      seen => seen.some(({ type }) => type === 'BOOKMARK'),
      () => {
        create();
      },
    );
    const bookmark = events[events.length - 1];
    const version = Number(bookmark.object.metadata.resourceVersion);
    expect(version).toBeGreaterThan(since);
    expect({
      ...bookmark,
      object: {
        ...bookmark.object,
        metadata: { resourceVersion: '5947' },
      },
    }).toEqual(recorded);
  });

  it('ends when its time is up', async () => {
    const recorded = recordedAnswer('watch-timeout-3s.http');
    const started = performance.now();
    const { events, ended } = await readWatch(
      client,
      path(`resourceVersion=${cluster.store.resourceVersion}&timeoutSeconds=1`),
      () => false,
    );
    expect(ended).toBe(true);
    expect(events).toEqual([]);
    expect(recorded.body).toBe('');
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('answers a forgotten version with 410 inside the watch', async () => {
    const recorded = JSON.parse(recordedAnswer('watch-too-old-rv.http').body);
    const { events, ended } = await readWatch(
      client,
      path('resourceVersion=1'),
      () => false,
    );
    expect(ended).toBe(true);
    expect(events).toHaveLength(1);
    const forgotten = String(cluster.store.compactedAt('serviceaccounts'));
    expect(events[0]).toEqual(
      JSON.parse(JSON.stringify(recorded).replace('5394', forgotten)),
    );
  });

  it('has no streaming lists, as the recorded one', async () => {
    const recorded = JSON.parse(
      recordedAnswer('watch-list-sendInitialEvents.http').body,
    );
    const { events } = await readWatch(
      client,
      path('sendInitialEvents=true&resourceVersionMatch=NotOlderThan'),
      () => false,
    );
    expect(events).toEqual([recorded]);
  });

  it('breaks without a last word when told to', async () => {
    const watching = readWatch(
      client,
      path(`resourceVersion=${cluster.store.resourceVersion}`),
      () => false,
      () => {
        setTimeout(() => cluster.faults.cutWatches(), 20);
      },
    );
    await expect(watching).rejects.toThrow();
  });

  it('writes nothing between its end and the close of the connection', async () => {
    const request = new IncomingMessage(new Socket());
    // without a connection it is never closed
    const response = new ServerResponse(request);
    const failed = jest.fn();
    response.on('error', failed);
    watchObjects(
      cluster.store,
      { now: () => 0, after: () => () => undefined },
      request,
      response,
      {
        resource: 'serviceaccounts',
        query: new URLSearchParams({
          allowWatchBookmarks: 'true',
          timeoutSeconds: '0.01',
        }),
      },
      { bookmarkEveryMs: 5 },
      new AbortController().signal,
    );
    await new Promise(resolve => {
      response.once('finish', resolve);
      setTimeout(resolve, 100);
    });
    create();
    await new Promise(resolve => {
      setTimeout(resolve, 30);
    });
    response.emit('close');
    expect(response.writableEnded).toBe(true);
    expect(failed).not.toHaveBeenCalled();
  });
});
