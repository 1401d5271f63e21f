import type { Clock } from '../clock/Clock';
import type { InboundPolicy } from '../proxies/peers';
import type { Connection } from './Connections';
import type { Exchange } from './Exchange';
import type { ObservedRequest, RequestFeed } from './observed';
import { inboundView, outboundView, probeView } from './observedViews';
import type { SimulatedPod } from './SimulatedPod';

type Listener = (request: ObservedRequest) => void;

/** Tells those who watch a pod what its proxy sees. Where nobody watches nothing is made up. */
export class Observations implements RequestFeed {
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(private readonly clock: Clock) {}

  observe(podUid: string, listener: Listener): () => void {
    const listeners = this.listeners.get(podUid) ?? new Set();
    listeners.add(listener);
    this.listeners.set(podUid, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.listeners.delete(podUid);
      }
    };
  }

  exchange(exchange: Exchange, connection: Connection): void {
    const { client, server, admission } = exchange;
    if (client.proxy && this.listeners.has(client.uid)) {
      this.tell(outboundView(exchange, connection));
    }
    if (
      server?.proxy &&
      admission === 'allowed' &&
      this.listeners.has(server.uid)
    ) {
      this.tell(inboundView(exchange, connection));
    }
  }

  probe(
    pod: SimulatedPod,
    policy: InboundPolicy,
    path: string,
    clientPort: number,
  ): void {
    if (!this.listeners.has(pod.uid)) {
      return;
    }
    this.tell(probeView(pod, policy, path, clientPort, this.clock.now()));
  }

  private tell(request: ObservedRequest): void {
    const wait = request.startedAt - this.clock.now();
    const deliver = () => {
      for (const listener of this.listeners.get(request.podUid) ?? []) {
        listener(request);
      }
    };
    if (wait > 0) {
      this.clock.after(wait, deliver);
    } else {
      deliver();
    }
  }
}
