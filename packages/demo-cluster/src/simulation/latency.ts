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
