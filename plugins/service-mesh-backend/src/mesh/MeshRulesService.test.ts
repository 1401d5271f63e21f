import { mockServices } from '@backstage/backend-test-utils';
import {
  InventoryPod,
  MeshRules,
  RulesRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import { scriptedCluster, scriptedMesh } from './__testUtils__/scriptedCluster';
import { MeshRulesService } from './MeshRulesService';

const ref = (namespace: string, name: string) => ({
  cluster: 'c',
  namespace,
  kind: 'Deployment',
  name,
});
const WEB = ref('a', 'web');
const API = ref('b', 'api');

function scene(
  rules?: (request: RulesRequest) => Promise<Partial<MeshRules>>,
  pods: InventoryPod[] = [meshedPod('a', 'web', 1), meshedPod('b', 'api', 1)],
) {
  const clock = { now: 1_000_000 };
  const asked: RulesRequest[] = [];
  const snapshot = podSnapshot(pods);
  const mesh = scriptedMesh({
    ...(rules && {
      rules: async request => {
        asked.push(request);
        return {
          routes: [],
          splits: [],
          policies: [],
          denials: [],
          windowSeconds: 60,
          measuredAt: clock.now,
          warnings: [],
          ...(await rules(request)),
        };
      },
    }),
  });
  const cluster = scriptedCluster(snapshot, mesh);
  const service = new MeshRulesService({
    logger: mockServices.logger.mock(),
    now: () => clock.now,
  });
  const around = (more: Partial<Parameters<typeof service.around>[2]> = {}) =>
    service.around(cluster, snapshot, {
      workloads: [WEB],
      windowSeconds: 60,
      ...more,
    });
  return { around, asked, clock };
}

describe('MeshRulesService', () => {
  it('should ask once per namespace and refresh, for everybody', async () => {
    const { around, asked, clock } = scene(async () => ({}));
    await Promise.all([
      around(),
      around({ workloads: [ref('a', 'other')] }),
      around(),
    ]);
    expect(asked.map(({ scope }) => scope)).toEqual([{ namespaces: ['a'] }]);
    clock.now += 10_000;
    await around();
    expect(asked).toHaveLength(2);
  });

  it('should ask apart for parts, and for the past, which does not change', async () => {
    const { around, asked, clock } = scene(async () => ({}));
    await around({ parts: ['splits'] });
    await around({ at: 5 });
    expect(asked).toMatchObject([{ parts: ['splits'] }, { at: 5 }]);
    clock.now += 60_000;
    await around({ at: 5 });
    expect(asked).toHaveLength(2);
  });

  it('should ask about the workloads alone where their namespace is large', async () => {
    const large = Array.from({ length: 61 }, (_, i) =>
      meshedPod('a', `w${i}`, 1),
    );
    const { around, asked } = scene(async () => ({}), large);
    await around({ workloads: [ref('a', 'w1')] });
    expect(asked[0].scope).toEqual({ workloads: [ref('a', 'w1')] });
  });

  it('should count a call between two namespaces once', async () => {
    const split = {
      source: WEB,
      apex: { namespace: 'b', name: 'api' },
      leaf: { namespace: 'b', name: 'api-v2' },
      http: { requests: 1, successes: 1, failures: 0 },
    };
    const { around } = scene(async () => ({ splits: [split] }));
    const { rules } = await around({ workloads: [WEB, API] });
    expect(rules?.splits).toEqual([split]);
  });

  it('should keep what it had where nothing answers, and say so', async () => {
    let isDown = false;
    const { around, clock } = scene(async () => {
      if (isDown) {
        throw new Error('connection refused');
      }
      return {};
    });
    const { rules } = await around();
    const at = clock.now;
    isDown = true;
    clock.now += 10_000;
    const stale = await around();
    expect(stale).toMatchObject({ rules, staleSince: at });
    expect(stale.warnings.map(({ code }) => code)).toEqual(['stale']);
  });

  it('should never throw', async () => {
    const { around } = scene(async () => {
      throw new Error('connection refused');
    });
    const { rules, warnings } = await around();
    expect(rules).toBeUndefined();
    expect(warnings.map(({ code }) => code)).toEqual(['rules-unavailable']);
  });

  it('should know nothing of a mesh that tells no rules', async () => {
    expect(await scene().around()).toEqual({
      source: 'prometheus',
      warnings: [],
    });
  });
});
