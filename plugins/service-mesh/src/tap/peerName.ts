import { isHiddenTapAddress } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

/** Whether a key as `peerKey` writes it stands for a peer that the viewer may not read. */
export function isHiddenPeer(key: string): boolean {
  return isHiddenTapAddress({ ip: key, port: 0 });
}

/**
 * A peer for people, from its key: the name without its namespace. A hidden one gets a number that tells it from others and says
 * nothing more.
 *
 * @param key - as `peerKey` writes it; absent for calls that are not told apart by their peer
 */
export function peerName(key: string | undefined, t: Translate): string {
  if (key === undefined) {
    return '';
  }
  return isHiddenPeer(key)
    ? t('tap.hiddenPeer', { id: shortId(key) })
    : key.slice(key.lastIndexOf('/') + 1);
}

/** The same with its namespace, for tooltips. */
export function peerTitle(key: string | undefined, t: Translate): string {
  return key !== undefined && isHiddenPeer(key)
    ? `${peerName(key, t)}: ${t('kinds.Hidden')}`
    : key ?? '';
}

/** The end of an address that stands for nothing: three octets, so that hundreds of neighbours hardly ever share one. */
function shortId(ip: string): string {
  return ip
    .split('.')
    .slice(1)
    .map(part => Number(part).toString(16).padStart(2, '0'))
    .join('');
}
