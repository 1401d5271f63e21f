import { setImmediate } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { ClusterRequest } from '@backstage-mesh/plugin-service-mesh-node';
import { scriptedConnection } from '../../../../metrics/__testUtils__/recordedMesh';
import { ObjectReader } from './ObjectReader';

const NOT_FOUND = { status: 404, body: '404 page not found' };
const SERVERS = '/apis/policy.linkerd.io/v1beta1/servers';

function list(names: string[], next?: string) {
  return {
    status: 200,
    body: JSON.stringify({
      metadata: { ...(next && { continue: next }) },
      items: names.map(name => ({
        metadata: { name, namespace: 'shop' },
        spec: { podSelector: {}, port: 80 },
      })),
    }),
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await setImmediate();
  }
}

describe('ObjectReader', () => {
  let now = 0;

  beforeEach(() => {
    now = 0;
  });

  function create(
    answer: (request: ClusterRequest) => { status: number; body: string },
    namespaces: string[] = [],
  ) {
    const connection = scriptedConnection(answer);
    const reader = new ObjectReader(
      { connection, logger: mockServices.logger.mock() },
      { namespaces, now: () => now },
    );
    const pathsAsked = () => connection.asked.splice(0).map(({ path }) => path);
    return { reader, pathsAsked };
  }

  const onlyServers = ({ path }: ClusterRequest) =>
    path === SERVERS ? list(['a']) : NOT_FOUND;

  it('should find objects under the version that the cluster has, and ask for that one alone from then on', async () => {
    const { reader, pathsAsked } = create(onlyServers);
    const { objects, warnings } = await reader.read();
    expect(objects.servers.map(({ name }) => name)).toEqual(['a']);
    expect(objects.known.size).toBe(7);
    expect(warnings).toEqual([]);
    expect(pathsAsked()).toContain('/apis/policy.linkerd.io/v1beta3/servers');
    now += 30_000;
    await reader.read();
    expect(pathsAsked()).toEqual([SERVERS]);
    // Somebody may install what was not there.
    now += 600_000;
    await reader.read();
    expect(pathsAsked().length).toBeGreaterThan(10);
  });

  it('should read once for all who ask within half a minute', async () => {
    const { reader, pathsAsked } = create(onlyServers);
    await Promise.all([reader.read(), reader.read()]);
    const first = pathsAsked();
    expect(new Set(first).size).toBe(first.length);
    now += 29_000;
    await reader.read();
    expect(pathsAsked()).toEqual([]);
  });

  it('should read page by page', async () => {
    const { reader } = create(({ path, query }) => {
      if (path !== SERVERS) {
        return NOT_FOUND;
      }
      return query?.continue === 'more' ? list(['b']) : list(['a'], 'more');
    });
    const { objects } = await reader.read();
    expect(objects.servers.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('should read the namespaces that the configuration includes, and no others', async () => {
    const { reader, pathsAsked } = create(
      ({ path }) =>
        path === '/apis/linkerd.io/v1alpha2/namespaces/shop/serviceprofiles'
          ? { status: 200, body: '{"items":null}' }
          : NOT_FOUND,
      ['shop', 'books'],
    );
    await reader.read();
    expect(
      pathsAsked().every(path => /namespaces\/(shop|books)\//.test(path)),
    ).toBe(true);
  });

  it('should tell what may not be read from what can not', async () => {
    const { reader } = create(({ path }) => {
      if (path.endsWith('servers')) {
        return { status: 403, body: '{}' };
      }
      return path.endsWith('grpcroutes')
        ? { status: 500, body: '{}' }
        : NOT_FOUND;
    });
    const { objects, warnings } = await reader.read();
    expect(warnings.map(({ code }) => code)).toEqual([
      'rules-forbidden',
      'rules-unreadable',
    ]);
    expect(warnings[0].message).toContain('servers.policy.linkerd.io');
    expect(warnings.map(({ values }) => values)).toEqual([
      { resources: 'servers.policy.linkerd.io' },
      { resources: 'grpcroutes.gateway.networking.k8s.io' },
    ]);
    expect(warnings[0].manifest).toContain('servers');
    expect(warnings[1].message).toContain(
      'grpcroutes.gateway.networking.k8s.io',
    );
    expect([...objects.known].sort()).toEqual([
      'authorizations',
      'meshTls',
      'networks',
      'profiles',
      'serverAuthorizations',
    ]);
  });

  it('should tell of newer readings alone where a slow one ends after the next', async () => {
    const connection = scriptedConnection(() => NOT_FOUND);
    const answers: ((names: string[]) => void)[] = [];
    connection.json = <T>({ path }: ClusterRequest) =>
      path.endsWith('/servers')
        ? new Promise<T>(resolve =>
            answers.push(names => resolve(JSON.parse(list(names).body))),
          )
        : Promise.resolve({ items: [] } as T);
    const told: [number, string[]][] = [];
    const reader = new ObjectReader(
      { connection, logger: mockServices.logger.mock() },
      {
        namespaces: [],
        now: () => now,
        onRead: (at, { servers }) =>
          told.push([at, servers.map(({ name }) => name)]),
      },
    );
    const slow = reader.read();
    await until(() => answers.length === 1);
    now += 30_000;
    const quick = reader.read();
    await until(() => answers.length === 2);
    now += 1_000;
    answers[1](['new']);
    await quick;
    answers[0](['old']);
    await slow;
    expect(told).toEqual([[31_000, ['new']]]);
    now += 30_000;
    const next = reader.read();
    await until(() => answers.length === 3);
    answers[2](['newer']);
    await next;
    expect(told.slice(1)).toEqual([[61_000, ['newer']]]);
  });

  it('should survive an answer that is no list', async () => {
    const { reader } = create(() => ({ status: 200, body: '[1,"x",null]' }));
    const { objects } = await reader.read();
    expect(objects.servers).toEqual([]);
  });
});
