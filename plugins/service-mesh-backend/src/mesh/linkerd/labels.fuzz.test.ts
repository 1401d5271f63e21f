import fc from 'fast-check';
import { fuzz, hostileText, mutatedJson } from 'fuzzing';
import {
  readAnswer,
  recordedSnapshot,
} from '../../metrics/__testUtils__/recordedMesh';
import { InventorySnapshot } from '@backstage-mesh/plugin-service-mesh-node';
import { peerKey } from './EdgeTable';
import { parseIdentity } from './identity';
import { OWNER_LABELS } from './ownerLabels';
import { PeerResolver } from './PeerResolver';
import { calledService } from './retriedCalls';
import { RULE_KINDS } from './rules/objects/RuleObjects';

const NAMES = [
  ...['namespace', 'pod', 'dst_namespace', 'dst_pod', 'dst_service'],
  ...['dst_target_service', 'dst_target_service_namespace'],
  ...['dst_target_cluster', 'dst_external_workload', 'target_addr', 'dst'],
  ...['parent_namespace', 'parent_name', '__proto__', 'client_id'],
  ...Object.keys(OWNER_LABELS).flatMap(label => [label, `dst_${label}`]),
];

const labels = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.oneof(
    hostileText(),
    fc.constantFrom(
      ...['video', 'voting', 'videos-web', 'videos-api', 'web', 'cdn'],
      ...['10.244.1.3:80', '[::1]:80', 'web.shop.svc.cluster.local:80'],
      'videos-web.video.serviceaccount.identity.linkerd.cluster.local',
    ),
  ),
  { maxKeys: 8 },
);

describe('labels of Linkerd', () => {
  let snapshot: InventorySnapshot;
  let resolver: PeerResolver;

  beforeAll(async () => {
    snapshot = await recordedSnapshot();
    resolver = new PeerResolver(snapshot, {
      isMeshed: () => true,
      byPod: true,
    });
  });

  it(
    'should name somebody whom they hold, or nobody',
    fuzz(labels, row => {
      const texts = new Set(Object.values(row));
      const peers = [resolver.counting(row), resolver.target(row)].flatMap(
        peer => peer ?? [],
      );
      const unfounded = peers.filter(peer => {
        switch (peer.type) {
          case 'workload': {
            const { namespace, cluster } = peer.workload;
            const ip = row.target_addr?.replace(/:\d+$/, '');
            return !(
              cluster === snapshot.cluster &&
              (texts.has(namespace) || snapshot.podByIp(ip ?? ''))
            );
          }
          case 'service':
            return !(
              texts.has(peer.namespace) ||
              snapshot.serviceByClusterIp(
                row.target_addr?.replace(/:\d+$/, '') ?? '',
              )
            );
          default:
            return typeof peerKey(peer) !== 'string';
        }
      });
      const identity = parseIdentity(row.client_id ?? '');
      expect([
        unfounded,
        typeof (calledService(row) ?? ''),
        /^[-a-z0-9.]*$/.test(identity?.serviceAccount ?? ''),
        /^[-a-z0-9]*$/.test(identity?.namespace ?? ''),
        Array.isArray(resolver.candidates(row.client_id ?? '')),
        'polluted' in {},
      ]).toEqual([[], 'string', true, true, true, false]);
    }),
  );
});

describe('objects of the mesh', () => {
  const recorded = [
    'httproutes-gw',
    'grpcroutes-gw',
    'httproutes-policy',
    'servers',
    'authorizationpolicies',
    'serviceprofiles',
  ].flatMap(name =>
    (
      JSON.parse(
        readAnswer(`kubernetes/list-${name}.http`).body.toString(),
      ) as {
        items: unknown[];
      }
    ).items.slice(0, 4),
  );

  it(
    'should be read or passed over, whatever their fields hold',
    fuzz(
      fc.tuple(fc.constantFrom(...RULE_KINDS), mutatedJson(recorded)),
      ([kind, json]) => {
        const read = kind.read(JSON.parse(json));
        const wrong: unknown[] = [];
        JSON.stringify(read ?? null, (_, value) => {
          const isWrong =
            (typeof value === 'number' && !Number.isFinite(value)) ||
            (typeof value === 'string' && value.length > 5_000);
          if (isWrong) {
            wrong.push(value);
          }
          return value;
        });
        expect([wrong, 'polluted' in {}]).toEqual([[], false]);
      },
      { share: 0.5 },
    ),
  );
});
