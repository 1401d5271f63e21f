import { TapEnd, TapEvent } from '@backstage-mesh/plugin-service-mesh-common';
import {
  InventorySnapshot,
  MeshTapRequest,
} from '@backstage-mesh/plugin-service-mesh-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { TapConfig } from '../config';
import { Switches } from '../switches';
import { checkRepeatedly } from './checkRepeatedly';
import { TapLimitError } from './TapLimitError';
import { TappableMesh, TapUpstream } from './TapUpstream';
import { PresentEvent, TapViewer } from './TapViewer';

/** What waits for one viewer at most: some seconds of a busy tap, and a few megabytes. */
const VIEWER_LIMITS = { events: 1_000, characters: 2_000_000 };

/** How long viewers may take to hear that the portal stops. */
const SHUTDOWN_MS = 1_000;
const SHUTDOWN_POLL_MS = 20;

const SHUTDOWN: TapEnd = {
  reason: 'shutdown',
  message: 'The portal is restarting: start the tap again in a moment.',
  retry: true,
};
const EXPIRED: TapEnd = {
  reason: 'expired',
  message: 'The tap reached its longest time: start it again to go on.',
  retry: true,
};

const SIGN_IN_OVER: TapEnd = {
  reason: 'sign-in-over',
  message:
    'The sign-in with which the tap began is over: start it again to go on.',
  retry: true,
};

/** A viewer that asks for a tap. It was allowed to. */
export interface TapJoin {
  mesh: TappableMesh;
  /** The inventory of the target's cluster, as it is now. */
  snapshot: () => InventorySnapshot | undefined;
  tap: Omit<MeshTapRequest, 'signal'>;
  /** Whom the limit of taps per user counts. */
  user: string;
  /** When the viewer's credentials end: nobody can be asked on their behalf any more. */
  until?: Date;
  present: PresentEvent;
  /** Called again and again while the tap runs. Throws where the viewer may no longer see it. */
  recheck: () => Promise<void>;
}

/**
 * All live taps of the portal: one upstream per cluster, identity, target and filter, shared by its viewers, with limits per user
 * and per cluster.
 */
export class TapHub {
  readonly #config: TapConfig;
  readonly #redact: (event: TapEvent) => TapEvent;
  readonly #logger: LoggerService;
  readonly #switches: Pick<Switches, 'tapOff'>;
  readonly #unsubscribe: () => void;
  readonly #upstreams = new Map<string, TapUpstream>();
  readonly #viewers = new Map<TapViewer, { user: string; stop: () => void }>();
  /** What those viewers were sent, and lost, who are gone. */
  readonly #past = { sent: 0, dropped: 0 };
  #closed = false;

  constructor(options: {
    config: TapConfig;
    /** Takes the values out of an event that no viewer may see. */
    redact: (event: TapEvent) => TapEvent;
    /** What may be tapped at the moment. */
    switches: Pick<Switches, 'tapOff' | 'subscribe'>;
    logger: LoggerService;
  }) {
    this.#config = options.config;
    this.#redact = options.redact;
    this.#logger = options.logger;
    this.#switches = options.switches;
    this.#unsubscribe = options.switches.subscribe(() =>
      this.#endSwitchedOff(),
    );
  }

  /** Taps of the meshes that are open now. */
  get upstreamCount(): number {
    return this.#upstreams.size;
  }

  /** What is open now, and the events that viewers were sent, and lost, since the start. */
  get usage(): {
    openByCluster: ReadonlyMap<string, number>;
    viewers: number;
    sent: number;
    dropped: number;
  } {
    const openByCluster = new Map<string, number>();
    for (const { target } of this.#upstreams.values()) {
      const { cluster } = target;
      openByCluster.set(cluster, (openByCluster.get(cluster) ?? 0) + 1);
    }
    const { sent, dropped } = [...this.#viewers.keys()].reduce(
      (sum, { counts }) => ({
        sent: sum.sent + counts.sent,
        dropped: sum.dropped + counts.dropped,
      }),
      this.#past,
    );
    return { openByCluster, viewers: this.#viewers.size, sent, dropped };
  }

  /** Whether somebody has the same tap open: whoever joins it shares it. */
  isOpen(tap: TapJoin['tap']): boolean {
    return this.#upstreams.has(formatKey(tap));
  }

  /**
   * Adds a viewer, and starts the tap where nobody has it open. The viewer must be read or closed.
   *
   * @throws NotAllowedError where it was switched off meanwhile; TapLimitError where the user or the cluster has too many;
   * ServiceUnavailableError while the portal stops
   */
  join(join: TapJoin): TapViewer {
    if (this.#closed) {
      throw new ServiceUnavailableError(SHUTDOWN.message);
    }
    // Whoever asks was checked for a while, in which a switch was heard by open taps alone.
    const { cluster, namespace } = join.tap.target;
    const off = this.#switches.tapOff(cluster, namespace);
    if (off !== undefined) {
      throw new NotAllowedError(off);
    }
    this.#checkUserLimit(join.user);
    const upstream = this.#upstreamOf(join);
    const { target, maxRps } = join.tap;
    const viewer = new TapViewer({
      open: {
        target,
        pods: [...upstream.pods],
        ...(upstream.excluded.length > 0 && {
          excluded: [...upstream.excluded],
        }),
        maxRps,
        expiresAt: new Date(
          Date.now() + this.#config.maxLifetimeMs,
        ).toISOString(),
      },
      limits: VIEWER_LIMITS,
      present: join.present,
      onClose: closed => {
        this.#viewers.get(closed)?.stop();
        this.#viewers.delete(closed);
        this.#past.sent += closed.counts.sent;
        this.#past.dropped += closed.counts.dropped;
        upstream.leave(closed);
      },
    });
    this.#viewers.set(viewer, {
      user: join.user,
      stop: this.#watch(viewer, join),
    });
    upstream.join(viewer);
    return viewer;
  }

  /** Ends all taps. Resolves when the viewers were told, or did not take it in time. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    for (const upstream of this.#upstreams.values()) {
      upstream.end(SHUTDOWN);
    }
    const deadline = Date.now() + SHUTDOWN_MS;
    while (this.#viewers.size > 0 && Date.now() < deadline) {
      await new Promise(resolve => {
        setTimeout(resolve, SHUTDOWN_POLL_MS);
      });
    }
    for (const viewer of this.#viewers.keys()) {
      viewer.close();
    }
  }

  #endSwitchedOff(): void {
    for (const upstream of [...this.#upstreams.values()]) {
      const { cluster, namespace } = upstream.target;
      const message = this.#switches.tapOff(cluster, namespace);
      if (message !== undefined) {
        upstream.end({ reason: 'switched-off', message, retry: false });
      }
    }
  }

  #checkUserLimit(user: string): void {
    const { maxPerUser } = this.#config;
    const mine = [...this.#viewers.values()].filter(
      viewer => viewer.user === user,
    ).length;
    if (mine >= maxPerUser) {
      throw new TapLimitError(
        `You have ${mine} live taps open, and ${maxPerUser} is the most: stop one of them first.`,
      );
    }
  }

  #upstreamOf({ mesh, snapshot, tap }: TapJoin): TapUpstream {
    const key = formatKey(tap);
    const shared = this.#upstreams.get(key);
    if (shared) {
      return shared;
    }
    const { cluster } = tap.target;
    const { maxPerCluster } = this.#config;
    const ofCluster = [...this.#upstreams.keys()].filter(
      other => JSON.parse(other)[0] === cluster,
    ).length;
    if (ofCluster >= maxPerCluster) {
      throw new TapLimitError(
        `The cluster "${cluster}" has ${ofCluster} live taps open, and ${maxPerCluster} is the most: try again when one has ended.`,
      );
    }
    const upstream: TapUpstream = new TapUpstream({
      mesh,
      request: tap,
      snapshot,
      redact: this.#redact,
      logger: this.#logger,
      onEnd: () => {
        this.#upstreams.delete(key);
      },
    });
    this.#upstreams.set(key, upstream);
    return upstream;
  }

  /** Ends the viewer when its time is over, or when it may no longer see the tap. */
  #watch(
    viewer: TapViewer,
    { recheck, until }: Pick<TapJoin, 'recheck' | 'until'>,
  ): () => void {
    const { maxLifetimeMs } = this.#config;
    const signedInMs = until ? until.getTime() - Date.now() : Infinity;
    const lifetime = setTimeout(
      () => viewer.end(signedInMs < maxLifetimeMs ? SIGN_IN_OVER : EXPIRED),
      Math.min(signedInMs, maxLifetimeMs),
    );
    const stopChecking = checkRepeatedly({
      check: recheck,
      intervalMs: this.#config.recheckIntervalMs,
      logger: this.#logger,
      onEnd: end => viewer.end(end),
    });
    return () => {
      clearTimeout(lifetime);
      stopChecking();
    };
  }
}

/** Two viewers share an upstream where all of this is equal. The cluster comes first. */
function formatKey(tap: Omit<MeshTapRequest, 'signal'>): string {
  const { target, to, identity } = tap;
  return JSON.stringify([
    target.cluster,
    [target.namespace, target.kind, target.name],
    to ? [to.namespace, to.kind, to.name] : null,
    [tap.method, tap.path, tap.authority, tap.scheme, tap.maxRps],
    identity.type === 'impersonate'
      ? [identity.user, [...identity.groups].sort()]
      : null,
  ]);
}
