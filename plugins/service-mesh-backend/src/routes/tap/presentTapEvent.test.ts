import {
  TapEvent,
  workloadKey,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { tapPeer } from '../../mesh/linkerd/tap';
import { PodList, tapEvent } from '../../tap/__testUtils__/controlledMesh';
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

function presenter(
  readable: WorkloadRef[],
  mesh: Parameters<typeof createTapPresenter>[0]['mesh'] = { tapPeer },
) {
  const pods = new PodList();
  return createTapPresenter({
    mesh,
    snapshot: () => ({
      ...pods.snapshot(),
      podByIp: ip =>
        ip === '10.0.0.1'
          ? { ...pods.snapshot().pod('billing', 'web-1')!, workload: PAYMENTS }
          : undefined,
    }),
    authorization: {
      readableWorkloads: async () => new Set(readable.map(workloadKey)),
    },
    credentials: mockCredentials.user(),
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

describe('createTapPresenter', () => {
  it.each([
    ['INBOUND', 'sourceMeta', 'destinationMeta'],
    ['OUTBOUND', 'destinationMeta', 'sourceMeta'],
  ] as const)(
    'should link the peer of %s',
    async (proxyDirection, peer, own) => {
      const event = await presenter([PAYMENTS])(eventWith({ proxyDirection }));
      expect(event[peer]).toEqual({ labels: LABELS, link: LINK });
      expect(event[own]).toEqual({ labels: LABELS });
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

  it('should hide both ends where the direction is unknown', async () => {
    const event = await presenter([])(eventWith({ proxyDirection: 'UNKNOWN' }));
    expect(event.sourceMeta.labels).toEqual({ tls: 'true' });
    expect(event.destinationMeta.labels).toEqual({ tls: 'true' });
  });

  it('should leave hosts outside the cluster as they are', async () => {
    const meta = { labels: { tls: 'no_identity' } };
    const event = await presenter([])(
      eventWith({
        proxyDirection: 'OUTBOUND',
        destination: { ip: '203.0.113.10', port: 443 },
        destinationMeta: meta,
      }),
    );
    expect(event.destinationMeta).toEqual(meta);
  });

  it('should know a peer without labels by its address', async () => {
    const event = eventWith({
      proxyDirection: 'INBOUND',
      sourceMeta: { labels: { tls: 'no_tls_from_remote' } },
    });
    expect((await presenter([PAYMENTS])(event)).sourceMeta.link).toBe(LINK);
    expect((await presenter([])(event)).sourceMeta).toEqual({
      labels: { tls: 'no_tls_from_remote' },
    });
  });

  it('should hide all labels of a mesh that does not explain them', async () => {
    const event = await presenter(
      [],
      {},
    )(
      eventWith({
        proxyDirection: 'INBOUND',
        source: { ip: '1.1.1.1', port: 1 },
      }),
    );
    expect(event.sourceMeta).toEqual({ labels: {} });
  });
});
