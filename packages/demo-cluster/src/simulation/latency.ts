import type { Random } from '../random/Random';
import type { LatencyModel } from './model';

/** Standard normal at 0.99. */
const Z99 = 2.3263;

/** Draws a time from a log-normal distribution. */
export function drawLatency(model: LatencyModel, random: Random): number {
  const sigma = Math.log(model.p99Factor) / Z99;
  return model.medianMs * Math.exp(sigma * random.normal());
}

export function p99Of(model: LatencyModel): number {
  return model.medianMs * model.p99Factor;
}

/** How often it takes longer than so many milliseconds. */
export function shareAbove(model: LatencyModel, milliseconds: number): number {
  if (milliseconds === Infinity) {
    return 0;
  }
  const sigma = Math.log(model.p99Factor) / Z99;
  return 1 - normalShareBelow(Math.log(milliseconds / model.medianMs) / sigma);
}

/** Of the standard normal distribution, by Abramowitz and Stegun 26.2.17: right to seven digits. */
function normalShareBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial =
    t *
    (0.31938153 +
      t *
        (-0.356563782 +
          t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return z >= 0 ? 1 - above : above;
}
