import {
  ClusterConnection,
  ProxyTarget,
} from '@backstage-mesh/plugin-service-mesh-node';
import { retryAfterMs } from '../../retryAfter';
import { ExpositionReader } from '../exposition';
import { PodRing } from './PodRing';

/**
 * A proxy was asked, and gave no metrics.
 *
 * @internal
 */
export class ScrapeError extends Error {
  /**
   * @param pauseMs - for so long whoever answered asks to be left alone
   */
  constructor(message: string, readonly pauseMs: number = 0) {
    super(message);
    this.name = 'ScrapeError';
  }
}

/**
 * Reads one proxy's metrics through the API server into its ring. An answer that breaks off leaves the ring as it was.
 *
 * @throws Error with what the API server or the connection said
 * @internal
 */
export async function scrapeProxy(options: {
  connection: ClusterConnection;
  pod: { namespace: string; name: string };
  target: ProxyTarget;
  ring: PodRing;
  keep(metric: string): boolean;
  timeoutMs: number;
  now(): number;
}): Promise<void> {
  const { connection, pod, target, ring } = options;
  const at = options.now();
  const abort = new AbortController();
  const timer = setTimeout(
    () => abort.abort(new Error(`no answer in ${options.timeoutMs} ms`)),
    options.timeoutMs,
  );
  const segment = encodeURIComponent(`${pod.name}:${target.port}`);
  try {
    const response = await connection.request({
      path: `/api/v1/namespaces/${encodeURIComponent(
        pod.namespace,
      )}/pods/${segment}/proxy${target.path}`,
      headers: { 'accept-encoding': 'gzip', accept: 'text/plain' },
      headTimeoutMs: options.timeoutMs,
      signal: abort.signal,
    });
    if (response.status !== 200) {
      response.cancel();
      throw new ScrapeError(
        `HTTP status ${response.status}`,
        retryAfterMs(response),
      );
    }
    const answer = ring.begin(
      at,
      aheadMs(response.headers.date, options.now()),
    );
    const reader = new ExpositionReader({
      keep: options.keep,
      onSample: answer.add,
    });
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body) {
        abort.signal.throwIfAborted();
        reader.push(decoder.decode(chunk, { stream: true }));
      }
    } catch (error) {
      response.cancel();
      throw error;
    }
    reader.push(decoder.decode());
    const report = reader.finish();
    if (report.samples === 0) {
      throw new Error(
        report.badLines > 0
          ? `no metrics in the answer: ${report.errors[0].reason}`
          : 'no metrics in the answer',
      );
    }
    answer.commit();
  } finally {
    clearTimeout(timer);
  }
}

/** Clocks that differ by less are called the same: the header knows no parts of a second. */
const CLOCK_TOLERANCE_MS = 2_000;

/** How far the clock of who answered is ahead of ours. */
function aheadMs(date: string | undefined, now: number): number {
  const ahead = Date.parse(date ?? '') - now;
  return Math.abs(ahead) > CLOCK_TOLERANCE_MS ? ahead : 0;
}
