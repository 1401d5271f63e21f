import type { Clock } from '../../clock/Clock';
import type { ObservedRequest, RequestFeed } from '../../simulation/observed';

type Listener = (request: ObservedRequest) => void;

/** Requests that happen when a test says so. */
export class ManualFeed implements RequestFeed {
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(private readonly clock: Clock) {}

  observe(podUid: string, listener: Listener): () => void {
    const listeners = this.listeners.get(podUid) ?? new Set();
    this.listeners.set(podUid, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** How many listen to a pod. */
  watchers(podUid: string): number {
    return this.listeners.get(podUid)?.size ?? 0;
  }

  /** One inbound GET that goes well after 5 ms, unless it is said otherwise. */
  request(podUid: string, more: Partial<ObservedRequest> = {}): void {
    const request: ObservedRequest = {
      direction: 'inbound',
      podUid,
      source: { ip: '10.244.1.9', port: 40000, labels: { pod: 'client' } },
      destination: { ip: '10.244.1.5', port: 8080, labels: { pod: podUid } },
      method: 'GET',
      scheme: 'http',
      authority: 'web:8080',
      path: '/watch/42',
      query: 'q=1',
      headers: [
        ['user-agent', 'test/1'],
        ['authorization', 'Bearer secret'],
      ],
      startedAt: this.clock.now(),
      response: { afterMs: 5, status: 200, headers: [['date', 'now']] },
      end: { afterMs: 6, trailers: [] },
      ...more,
    };
    for (const listener of [...(this.listeners.get(podUid) ?? [])]) {
      listener(request);
    }
  }
}
