import { startDemoCluster, type DemoCluster } from '../index';
import { TestClient } from '../__testUtils__/client';
import { recordedAnswer } from '../__testUtils__/recordings';

jest.setTimeout(60_000);

describe('lists', () => {
  let cluster: DemoCluster;
  let client: TestClient;

  beforeAll(async () => {
    cluster = await startDemoCluster({ world: 'east', speed: 0 });
    client = new TestClient(cluster);
  });

  afterAll(() => cluster.close());

  const names = (items: { metadata: { name: string } }[]) =>
    items.map(item => item.metadata.name);

  it('comes in chunks that together are the whole, as it was at the first', async () => {
    const whole = await client.list('/api/v1/namespaces/video/pods');
    const seen: string[] = [];
    let token = '';
    let chunks = 0;
    do {
      const chunk = await client.list(
        `/api/v1/namespaces/video/pods?limit=4&continue=${token}`,
      );
      seen.push(...names(chunk.items));
      expect(chunk.metadata.resourceVersion).toBe(
        whole.metadata.resourceVersion,
      );
      expect(chunk.metadata.remainingItemCount ?? 0).toBe(
        whole.items.length - seen.length,
      );
      token = chunk.metadata.continue ?? '';
      if (chunks === 0) {
        // What changes in between is not seen.
        cluster.store.delete('pods', 'video', seen[0]);
        cluster.store.delete(
          'pods',
          'video',
          whole.items[whole.items.length - 1].metadata.name,
        );
      }
      chunks += 1;
    } while (token !== '');
    expect(chunks).toBeGreaterThan(2);
    expect(seen).toEqual(names(whole.items));
  });

  it('writes its tokens as the recorded one does', async () => {
    const recorded = JSON.parse(
      recordedAnswer('list-pods-limit-7-page1.http.gz').body,
    );
    const decode = (token: string) =>
      JSON.parse(Buffer.from(token, 'base64url').toString());
    const real = decode(recorded.metadata.continue);
    const { metadata, items } = await client.list('/api/v1/pods?limit=7');
    const last = items[items.length - 1].metadata;
    expect(decode(metadata.continue ?? '')).toEqual({
      ...real,
      rv: Number(metadata.resourceVersion),
      start: `${last.namespace}/${last.name}\u0000`,
    });
    const realLast = recorded.items[6].metadata;
    expect(real.start).toBe(`${realLast.namespace}/${realLast.name}\u0000`);
  });

  it('answers an old token with 410 and a token for the rest as it is now', async () => {
    const recorded = JSON.parse(
      recordedAnswer('list-continue-expired-410.http.gz').body,
    );
    const first = await client.list('/api/v1/pods?limit=7');
    cluster.store.compact();
    cluster.store.create('namespaces', {
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name: 'later' },
    });
    cluster.store.compact();
    const { status, body } = await client.get(
      `/api/v1/pods?limit=7&continue=${first.metadata.continue}`,
    );
    const expired = JSON.parse(body);
    expect(status).toBe(410);
    expect({ ...expired, metadata: {} }).toEqual({ ...recorded, metadata: {} });
    const rest = await client.list(
      `/api/v1/pods?continue=${expired.metadata.continue}`,
    );
    const whole = await client.list('/api/v1/pods');
    expect(names(rest.items)).toEqual(names(whole.items).slice(7));
  });

  it('refuses a token that is none', async () => {
    const { status, body } = await client.get('/api/v1/pods?continue=abc');
    expect(status).toBe(400);
    expect(JSON.parse(body).message).toMatch(/^invalid continue token/);
  });

  it('does not look at the limit where any version will do', async () => {
    const { items } = await client.list(
      '/api/v1/namespaces/video/pods?resourceVersion=0&limit=2',
    );
    expect(items.length).toBeGreaterThan(2);
  });

  const selections: [query: string, ok: (pod: string) => boolean][] = [
    ['labelSelector=app%3Dsearch', name => name.startsWith('search')],
    [
      'labelSelector=app%20in%20(search,quiet),track!%3Dcanary',
      name => /^(search-[^c]|quiet)/.test(name),
    ],
    ['labelSelector=!pod-template-hash', name => !/-[a-z0-9]{10}-/.test(name)],
    [
      'fieldSelector=metadata.name%3Ddebug-shell',
      name => name === 'debug-shell',
    ],
    ['fieldSelector=status.phase!%3DRunning', () => false],
  ];

  it.each(selections)('selects by %s', async (query, ok) => {
    const all = await client.list('/api/v1/namespaces/video/pods');
    const found = await client.list(`/api/v1/namespaces/video/pods?${query}`);
    expect(names(found.items)).toEqual(names(all.items).filter(ok));
  });

  it('selects by node', async () => {
    const all = await client.list('/api/v1/pods');
    const found = await client.list(
      '/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1',
    );
    expect(found.items.length).toBeGreaterThan(0);
    expect(found.items.length).toBeLessThan(all.items.length);
  });

  it.each([
    ['labelSelector=a%3D%3D%3Db', 'unable to parse requirement'],
    ['fieldSelector=spec.secret%3Dx', 'field label not supported: spec.secret'],
    ['limit=-1', 'limit: Invalid value'],
    ['resourceVersion=abc', 'resourceVersion: Invalid value'],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await client.get(`/api/v1/pods?${query}`);
    expect(status).toBe(400);
    expect(JSON.parse(body).message).toContain(message);
  });

  it('compresses what is large for those who ask', async () => {
    const plain = await client.fetch('/api/v1/pods', {
      headers: { 'accept-encoding': 'identity' },
    });
    const packed = await client.fetch('/api/v1/pods', {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toBe(await plain.text());
  });
});
