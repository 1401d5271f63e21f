import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';

/** Half of the size of a mark that stands for a whole card, in pixels on the screen. */
export const MARK_RADIUS = 4.5;

/**
 * The shape of a health state as SVG path data, without what only shows when it is large. Each state keeps a shape of its own.
 *
 * @param radius - half of the mark's size, in pixels
 */
export function markPath(
  state: HealthState,
  x: number,
  y: number,
  radius: number,
): string {
  const r = (factor: number) => round(radius * factor);
  const at = `${round(x)} ${round(y)}`;
  switch (state) {
    case 'failing':
    case 'failing-because':
      return `M${at}m0 ${r(-1.15)}l${r(1.25)} ${r(2.25)}h${r(-2.5)}z`;
    case 'degraded':
      return `M${at}m0 ${r(-1.3)}l${r(1.3)} ${r(1.3)}l${r(-1.3)} ${r(1.3)}l${r(
        -1.3,
      )} ${r(-1.3)}z`;
    case 'tcp-only':
      return `M${at}m${r(-0.8)} ${r(-0.8)}h${r(1.6)}v${r(1.6)}h${r(-1.6)}z`;
    default:
      return `M${at}m${r(-1)} 0a${r(1)} ${r(1)} 0 1 0 ${r(2)} 0a${r(1)} ${r(
        1,
      )} 0 1 0 ${r(-2)} 0z`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
