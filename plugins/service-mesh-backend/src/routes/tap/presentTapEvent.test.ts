import {
  TapEvent,
  TapHeader,
  tapRequestKey,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { tapPeer } from '../../mesh/linkerd/tap';
import { PodList, tapEvent } from '../../tap/__testUtils__/controlledMesh';
import { createIpHider } from './hideTapPeer';
import { createTapPresenter } from './presentTapEvent';

const LABELS = {
  namespace: 'billing',
  deployment: 'payments',
  pod: 'payments-1',
  server_id: 'payments.billing.serviceaccount.identity.linkerd.cluster.local',
  tls: 'true',
};
const PAYMENTS = {
  cluster: 'east',
  namespace: 'billing',
  kind: 'Deployment',
  name: 'payments',
};
const LINK = '/clusters/east/namespaces/billing/svcmeshworkloads/dpm-payments';
const KEY = Buffer.alloc(32, 1);
const HIDDEN_IP = expect.stringMatching(/^2(4\d|5[0-5])\.\d+\.\d+\.\d+$/);

type Options = Parameters<typeof createTapPresenter>[0];

function presenter(readable: WorkloadRef[], changes: Partial<Options> = {}) {
  const pods = new PodList();
  const snapshot: InventorySnapshot = {
    ...pods.snapshot(),
    podByIp: ip =>
      ip === '10.0.0.1'
        ? { ...pods.snapshot().pod('billing', 'web-1')!, workload: PAYMENTS }
        : undefined,
    serviceByClusterIp: ip =>
      ip === '10.96.0.1'
        ? { namespace: 'billing', name: 'pay', clusterIps: [ip], ports: [] }
        : undefined,
    workloads: namespace =>
      namespace === 'billing' ? [{ ref: PAYMENTS, labels: {} }] : [],
  };
  return createTapPresenter({
    mesh: { tapPeer },
    snapshot: () => snapshot,
    authorization: {
      mayReadClusters: async () => false,
      readableWorkloads: async () => new Set(readable.map(workloadKey)),
    },
    credentials: mockCredentials.user(),
    hideIp: createIpHider(KEY),
    ...changes,
  });
}

function eventWith(changes: Partial<TapEvent>): TapEvent {
  return {
    ...tapEvent(1),
    sourceMeta: { labels: LABELS },
    destinationMeta: { labels: LABELS },
    ...changes,
  };
}

/** A request whose headers tell who its ends are. */
function requestWith(
  proxyDirection: TapEvent['proxyDirection'],
  ...names: string[]
): TapEvent {
  const event = eventWith({ proxyDirection });
  const headers = names.map(name => ({ name, value: 'payments.billing' }));
  event.event.requestInit!.headers = headers;
  event.event.requestInit!.authority = 'payments.billing:80';
  return event;
}

const shown = (headers: TapHeader[] = []) =>
  headers.filter(({ value }) => value !== undefined).map(({ name }) => name);

describe('createTapPresenter', () => {
  it.each([
    ['INBOUND', 'source', 'sourceMeta', 'destinationMeta'],
    ['OUTBOUND', 'destination', 'destinationMeta', 'sourceMeta'],
  ] as const)(
    'should link the peer of %s',
    async (proxyDirection, end, peer, own) => {
      const original = requestWith(proxyDirection, 'user-agent', 'host');
      const event = await presenter([PAYMENTS])(original);
      expect(event[peer]).toEqual({ labels: LABELS, link: LINK });
      expect(event[own]).toEqual({ labels: LABELS });
      expect(event[end]).toEqual(original[end]);
      expect(event.event).toEqual(original.event);
    },
  );

  it.each([
    ['INBOUND', 'sourceMeta', 'destinationMeta'],
    ['OUTBOUND', 'destinationMeta', 'sourceMeta'],
  ] as const)(
    'should take the name from a peer of %s that may not be read',
    async (proxyDirection, peer, own) => {
      const event = await presenter([])(eventWith({ proxyDirection }));
      expect(event[peer]).toEqual({ labels: { tls: 'true' } });
      expect(event[own]).toEqual({ labels: LABELS });
    },
  );

  it('should take everything from a caller by which it can be known', async () => {
    const original = requestWith(
      'INBOUND',
      'User-Agent',
      'referer',
      'x-forwarded-for',
      'l5d-client-id',
      'host',
      'x-request-id',
    );
    const event = await presenter([])(original);
    expect(event.source).toEqual({ ip: HIDDEN_IP, port: 0 });
    expect(event.destination).toEqual(original.destination);
    // The tapped end's own name.
    expect(event.event.requestInit?.authority).toBe('payments.billing:80');
    expect(event.event.requestInit?.headers).toHaveLength(6);
    expect(shown(event.event.requestInit?.headers)).toEqual([
      'host',
      'x-request-id',
    ]);
  });

  it('should take everything from a callee by which it can be known', async () => {
    const original = {
      ...requestWith(
        'OUTBOUND',
        ':authority',
        'Host',
        'referer',
        'x-forwarded-host',
        'user-agent',
        ':path',
      ),
      routeMeta: { labels: { route: 'GET /pay' } },
    };
    const event = await presenter([])(original);
    expect(event.destination).toEqual({ ip: HIDDEN_IP, port: 80 });
    expect(event.source).toEqual(original.source);
    expect(event.routeMeta).toEqual({ labels: {} });
    expect(event.event.requestInit?.authority).toBe('');
    expect(shown(event.event.requestInit?.headers)).toEqual([
      'user-agent',
      ':path',
    ]);
  });

  it('should take the name from answers too', async () => {
    const id = { base: 1, stream: 1 };
    const since = { seconds: 0, nanos: 1 };
    const headers = [
      { name: 'server', value: 'payments' },
      { name: 'x-version', value: '1' },
    ];
    const present = presenter([]);
    const response = await present(
      eventWith({
        proxyDirection: 'OUTBOUND',
        event: {
          responseInit: {
            id,
            sinceRequestInit: since,
            httpStatus: 200,
            headers,
          },
        },
      }),
    );
    expect(shown(response.event.responseInit?.headers)).toEqual(['x-version']);
    expect(response.event).not.toHaveProperty('requestInit');
    const end = await present(
      eventWith({
        proxyDirection: 'OUTBOUND',
        event: {
          responseEnd: { id, sinceRequestInit: since, trailers: headers },
        },
      }),
    );
    expect(shown(end.event.responseEnd?.trailers)).toEqual(['x-version']);
    expect(tapRequestKey(end)).toBe(tapRequestKey(response));
  });

  it('should keep hidden peers apart, and tell nobody who they are in another tap', async () => {
    const from = (ip: string) =>
      eventWith({ proxyDirection: 'INBOUND', source: { ip, port: 7 } });
    const ips = ['10.1.0.1', '10.1.0.2', 'fd00::1'];
    const see = (changes: Partial<Options>) =>
      Promise.all(
        ips.map(async ip => (await presenter([], changes)(from(ip))).source.ip),
      );
    const first = await see({});
    expect(new Set(first).size).toBe(ips.length);
    expect(first).toEqual(ips.map(() => HIDDEN_IP));
    expect(await see({})).toEqual(first);
    const other = await see({ hideIp: createIpHider(Buffer.alloc(32, 2)) });
    expect(other.filter(ip => first.includes(ip))).toEqual([]);
  });

  it('should hide both ends where the direction is unknown', async () => {
    const event = await presenter([])(eventWith({ proxyDirection: 'UNKNOWN' }));
    expect(event.sourceMeta.labels).toEqual({ tls: 'true' });
    expect(event.destinationMeta.labels).toEqual({ tls: 'true' });
    expect(event.source.ip).toEqual(HIDDEN_IP);
    expect(event.destination.ip).toEqual(HIDDEN_IP);
  });

  it('should leave hosts outside the cluster as they are', async () => {
    const original = {
      ...requestWith('OUTBOUND', 'host'),
      destination: { ip: '203.0.113.10', port: 443 },
      destinationMeta: { labels: { tls: 'no_identity' } },
    };
    expect(await presenter([])(original)).toEqual(original);
  });

  it.each([
    ['an identity', { client_id: 'payments.billing.serviceaccount' }],
    ['a node', { node: 'node-1' }],
  ])('should hide %s of whom nothing else is known', async (_, names) => {
    const original = eventWith({
      proxyDirection: 'INBOUND',
      source: { ip: '10.9.9.9', port: 9 },
      sourceMeta: { labels: { ...names, tls: 'true' } },
    });
    const event = await presenter([])(original);
    expect(event.sourceMeta).toEqual({ labels: { tls: 'true' } });
    expect(event.source).toEqual({ ip: HIDDEN_IP, port: 0 });
    const all = presenter([], {
      authorization: {
        mayReadClusters: async () => true,
        readableWorkloads: async () => new Set(),
      },
    });
    expect(await all(original)).toEqual(original);
  });

  it('should show the address of a Service to those who may see its namespace', async () => {
    const original = eventWith({
      proxyDirection: 'OUTBOUND',
      destination: { ip: '10.96.0.1', port: 80 },
      destinationMeta: { labels: {} },
    });
    expect(await presenter([PAYMENTS])(original)).toEqual(original);
    const event = await presenter([])(original);
    expect(event.destination.ip).toEqual(HIDDEN_IP);
    expect(event.event.requestInit?.authority).toBe('');
  });

  it('should know a peer without labels by its address', async () => {
    const event = eventWith({
      proxyDirection: 'INBOUND',
      sourceMeta: { labels: { tls: 'no_tls_from_remote' } },
    });
    expect((await presenter([PAYMENTS])(event)).sourceMeta.link).toBe(LINK);
    const hidden = await presenter([])(event);
    expect(hidden.sourceMeta).toEqual({
      labels: { tls: 'no_tls_from_remote' },
    });
    expect(hidden.source.ip).toEqual(HIDDEN_IP);
  });

  it.each<[string, Partial<Options>]>([
    ['of a mesh that does not explain its labels', { mesh: {} }],
    ['where the cluster is not known any more', { snapshot: () => undefined }],
    [
      'where nobody says who may see it',
      {
        authorization: {
          mayReadClusters: async () => {
            throw new Error('busy');
          },
          readableWorkloads: async () => {
            throw new Error('busy');
          },
        },
      },
    ],
  ])('should hide a peer %s', async (_, changes) => {
    const event = await presenter(
      [],
      changes,
    )(
      eventWith({
        proxyDirection: 'INBOUND',
        source: { ip: '1.1.1.1', port: 1 },
      }),
    );
    expect(event.sourceMeta.labels).not.toHaveProperty('deployment');
    expect(event.source).toEqual({ ip: HIDDEN_IP, port: 0 });
  });
});
