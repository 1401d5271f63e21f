import type { TrafficStats } from '@backstage-mesh/plugin-service-mesh-common';

/** Width of a line that carries next to nothing. */
export const MIN_WIDTH = 1.25;

/** Width of a line that carries requests. */
export function requestWidth(requestsPerSecond: number): number {
  return clamp(
    MIN_WIDTH + 1.25 * Math.log10(1 + requestsPerSecond),
    MIN_WIDTH,
    6,
  );
}

/** Width of a line that carries bytes only. */
export function tcpWidth(bytesPerSecond: number): number {
  return clamp(
    MIN_WIDTH + 0.5 * Math.log10(1 + bytesPerSecond / 1000),
    MIN_WIDTH,
    4,
  );
}

/** Width of the line for these numbers, by requests where there are any. */
export function edgeWidth(stats: TrafficStats): number {
  if (stats.requestsPerSecond) {
    return requestWidth(stats.requestsPerSecond);
  }
  const { readBytesPerSecond = 0, writeBytesPerSecond = 0 } = stats.tcp ?? {};
  return tcpWidth(readBytesPerSecond + writeBytesPerSecond);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
