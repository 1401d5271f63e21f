import { RecordedCluster } from './recordedCluster';
import { tapRequest, TapSession, type TapOptions } from './TapSession';

export const ADMIN = { authorization: 'Bearer admin' };

export const WEB: TapOptions = {
  namespace: 'video',
  type: 'deployment',
  name: 'web',
};

/** A cluster with a Deployment `web` of two pods behind a Service, a Deployment `db` of one, and the taps that a test opens. */
export class WebCluster extends RecordedCluster {
  private readonly sessions: TapSession[] = [];

  static async start(): Promise<WebCluster> {
    const cluster = new WebCluster();
    cluster.installViz();
    cluster.object('namespaces', undefined, 'video');
    cluster.deployment(
      'video',
      'web',
      ['web-1', 'web-2'],
      { labels: { app: 'web' } },
      { team: 'video' },
    );
    cluster.deployment('video', 'db', ['db-1'], {}, { team: 'data' });
    cluster.object('services', 'video', 'web', {
      spec: { selector: { app: 'web' } },
    });
    await cluster.start();
    return cluster;
  }

  /** Opens a tap of `web` and waits until the proxies are listened to, or until it is refused. */
  async tap(
    options: Partial<TapOptions> = {},
    headers: Record<string, string> = ADMIN,
  ): Promise<TapSession> {
    const before = this.faults.openStreams;
    const session = new TapSession(
      this.url,
      tapRequest({ ...WEB, ...options }),
      headers,
    );
    this.sessions.push(session);
    await session.until(
      () => this.faults.openStreams > before || session.bytes.length > 0,
    );
    return session;
  }

  /** Lets a second of requests pass: so many of a pod, evenly. */
  second(podUid: string, requests: number): void {
    for (let i = 0; i < requests; i++) {
      this.feed.request(podUid);
      this.clock.advance(1000 / requests);
    }
  }

  override async close(): Promise<void> {
    this.sessions.forEach(session => session.close());
    await super.close();
  }
}

/** Pod, base and stream of every request that a tap was told of. */
export function idsOf(session: TapSession): string[] {
  return session.events.flatMap(({ http, destinationMeta }) =>
    'requestInit' in http
      ? [
          `${destinationMeta.labels?.pod} ${http.requestInit.id.base ?? 0}/${
            http.requestInit.id.stream ?? 0
          }`,
        ]
      : [],
  );
}
