import { DemoCluster } from './DemoCluster';
import { startDemoCluster } from './startDemoCluster';

describe('What is done to a cluster by POST', () => {
  let cluster: DemoCluster;

  beforeEach(async () => {
    cluster = await startDemoCluster({ world: 'west', speed: 0 });
  });

  afterEach(() => cluster.close());

  const act = (path: string) =>
    fetch(`${cluster.url}/demo/${path}`, { method: 'POST' });

  /** The status of a tap; one that is let in never ends. */
  async function tap(token: string): Promise<number> {
    const abort = new AbortController();
    const { status } = await fetch(
      `${cluster.url}/apis/tap.linkerd.io/v1alpha1/watch/namespaces/video/deployments/videos-api/tap`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        signal: abort.signal,
      },
    );
    abort.abort();
    return status;
  }

  it('should roll a Deployment out', async () => {
    const answer = await act('rollout?deployment=video/videos-api&version=9.9');
    expect(answer.status).toBe(200);
    expect(cluster.truth().rollouts).toContainEqual(
      expect.objectContaining({ name: 'videos-api', version: '9.9' }),
    );
  });

  it('should take from an account what a binding gives it, and give it back', async () => {
    const { portal } = cluster.tokens;
    expect(await tap(portal)).not.toBe(403);
    await act('binding?name=linkerd-linkerd-viz-tap-admin&bound=false');
    expect(await tap(portal)).toBe(403);
    await act('binding?name=linkerd-linkerd-viz-tap-admin&bound=true');
    expect(await tap(portal)).not.toBe(403);
  });

  it.each([
    'rollout?deployment=video/nobody&version=1',
    'rollout?deployment=video/videos-api',
    'binding?name=nobody&bound=false',
    'binding?name=portal-read&bound=maybe',
  ])('should refuse %s', async path => {
    expect((await act(path)).status).toBe(400);
  });
});
