import {
  InventoryPod,
  ProxyTarget,
} from '@backstage-mesh/plugin-service-mesh-node';
import { PodRing } from './PodRing';

/** @internal */
export interface ProxyPod {
  pod: Pick<InventoryPod, 'uid' | 'namespace' | 'name' | 'workload'>;
  target: ProxyTarget;
}

/**
 * A proxy that is read, or was lately, and what is remembered of it.
 *
 * @internal
 */
export interface Member extends ProxyPod {
  ring: PodRing;
  /** The pod is no more: what it counted stays until it leaves the window. */
  gone: boolean;
  /** When somebody asked about it last, in ms since the epoch. */
  askedAt: number;
  /** When somebody asked about it last, or it was to be read in the background, in ms since the epoch. */
  wantedAt: number;
  failures: number;
  /** Why the newest attempt failed. */
  reason?: string;
  /** Not to be read before this time, in ms since the epoch. */
  notBefore: number;
  /** It is being read now. */
  reading?: Promise<void>;
}

/**
 * What is remembered of each proxy, until nobody has wanted it for as long as its answers are kept.
 *
 * @internal
 */
export class FleetMembers {
  private readonly byUid = new Map<string, Member>();

  constructor(private readonly keepMs: number) {}

  /** The member of a pod that is wanted now: the one that is known, or a new one. */
  want({ pod, target }: ProxyPod, now: number): Member {
    const member = this.byUid.get(pod.uid) ?? {
      pod,
      target,
      ring: new PodRing(this.keepMs),
      gone: false,
      askedAt: -Infinity,
      wantedAt: now,
      failures: 0,
      notBefore: 0,
    };
    member.wantedAt = now;
    member.gone = false;
    member.target = target;
    this.byUid.set(pod.uid, member);
    return member;
  }

  /** Forgets those of which everything is too old. */
  forget(now: number): void {
    for (const [uid, { wantedAt }] of this.byUid) {
      if (now - wantedAt > this.keepMs) {
        this.byUid.delete(uid);
      }
    }
  }

  all(): Member[] {
    return [...this.byUid.values()];
  }

  clear(): void {
    this.byUid.clear();
  }
}
