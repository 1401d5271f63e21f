import {
  as,
  clustersConfig,
  PLATFORM,
  startPortal,
} from '../../portal/insides';
import { waitUntil } from '../../programs/waitUntil';
import { bytesInUse } from '../memory';
import { resultOf, type Result } from '../results';
import { BenchProgram } from './BenchProgram';
import { BenchUpstream } from './BenchUpstream';
import { p99Between } from './marks';
import type { Phase } from './phases';

const TAP =
  '/namespaces/video/tap?resource_type=deployment&resource_name=videos-web';

const FAST: Phase = { eventsPerSecond: 10_000, seconds: 10 };
const SLOW: Phase = { eventsPerSecond: 10_000, seconds: 10 };
/** A busy tap, and far from what a core can do: what it adds is no queue. */
const STEADY: Phase = { eventsPerSecond: 1_000, seconds: 10 };

/** Shorter than the time after which a reader that takes nothing is given up. */
const PAUSE_SECONDS = 8;

/** What a viewer's buffer holds at most, and the HTTP streams on both sides of it. */
const MEMORY_GOAL = '<= 16';

interface Read {
  received: number;
  dropped: number;
  times: number[];
}

/**
 * Live tap through the whole plugin: an API server that sends events in Linkerd's framing, the backend with its routes and checks, and a
 * client that reads Server-Sent Events, each in a process of its own.
 */
export async function measureTap(
  tell: (text: string) => void,
): Promise<Result[]> {
  tell('Live tap: starting the cluster and the portal');
  const upstream = await BenchUpstream.start('bench-tap', [FAST, SLOW, STEADY]);
  const name = BenchUpstream.CLUSTER;
  try {
    const portal = await startPortal({
      kubernetes: clustersConfig([
        { name, url: upstream.url, token: upstream.tokens.portal },
      ]),
    });
    try {
      const address = `http://127.0.0.1:${portal.server.port()}/api/service-mesh/clusters/${name}`;
      await waitUntil('the portal reads the cluster', () => isReady(address), {
        withinMs: 60_000,
        everyMs: 500,
      });
      const fast = await readFast(upstream, `${address}${TAP}`, tell);
      const slow = await readSlowly(upstream, `${address}${TAP}`, tell);
      const steady = await readSteadily(upstream, `${address}${TAP}`, tell);
      return [...fast, ...slow, ...steady];
    } finally {
      await portal.stop();
    }
  } finally {
    await upstream.stop();
  }
}

async function isReady(address: string): Promise<boolean> {
  const response = await fetch(`${address}/topology`, {
    headers: { authorization: as(PLATFORM) },
  });
  await response.arrayBuffer();
  return response.ok;
}

async function readFast(
  upstream: BenchUpstream,
  address: string,
  tell: (text: string) => void,
): Promise<Result[]> {
  tell('Live tap: a fast reader');
  const reader = await startReader(address, 0);
  try {
    const bytesPerEvent = await upstream.bytesPerEvent();
    const before = process.cpuUsage();
    const sent = await upstream.sent();
    const read = await reader.fact<Read>('read');
    const { user, system } = process.cpuUsage(before);
    const coreSeconds = (user + system) / 1e6;
    tell(
      `  ${sent.sent} events of ${Math.round(
        bytesPerEvent,
      )} bytes in ${sent.seconds.toFixed(1)} s cost ${coreSeconds.toFixed(
        1,
      )} s of a core`,
    );
    return [
      resultOf(
        'live tap: events per second of one core',
        read.received / coreSeconds,
        'events/s',
        '>= 10000',
      ),
      resultOf(
        'live tap: events per second that were sent to a fast reader',
        sent.sent / sent.seconds,
        'events/s',
        null,
      ),
      resultOf(
        'live tap: events dropped at that rate with a fast reader',
        read.dropped,
        'events',
        '<= 0',
      ),
    ];
  } finally {
    await reader.stop();
  }
}

async function readSlowly(
  upstream: BenchUpstream,
  address: string,
  tell: (text: string) => void,
): Promise<Result[]> {
  tell(`Live tap: a reader that reads nothing for ${PAUSE_SECONDS} s`);
  const before = await bytesInUse();
  const reader = await startReader(address, PAUSE_SECONDS);
  try {
    await reader.fact('pausing');
    let most = 0;
    const until = Date.now() + (PAUSE_SECONDS - 1) * 1_000;
    while (Date.now() < until) {
      most = Math.max(most, await bytesInUse());
      await new Promise(resolve => {
        setTimeout(resolve, 1_000);
      });
    }
    const { sent } = await upstream.sent(1);
    const read = await reader.fact<Read>('read');
    // What the tap before left behind may go at any time.
    const idle = Math.min(before, await bytesInUse());
    return [
      resultOf(
        `live tap: share of events dropped with a reader that stops for ${PAUSE_SECONDS} s`,
        read.dropped / sent,
        'ratio',
        null,
      ),
      resultOf(
        'live tap: events neither read nor counted as dropped by that reader',
        Math.abs(sent - read.received - read.dropped),
        'events',
        '<= 0',
      ),
      resultOf(
        'live tap: memory that waits for that reader',
        (most - idle) / 1_000_000,
        'MB',
        MEMORY_GOAL,
      ),
    ];
  } finally {
    await reader.stop();
  }
}

async function readSteadily(
  upstream: BenchUpstream,
  address: string,
  tell: (text: string) => void,
): Promise<Result[]> {
  tell('Live tap: how long events take');
  const reader = await startReader(address, 0);
  try {
    const sent = await upstream.sent(2);
    const read = await reader.fact<Read>('read');
    return [
      resultOf(
        `live tap: p99 of the time from the API server to the reader, at ${STEADY.eventsPerSecond} events/s`,
        p99Between(sent.times, read.times),
        'ms',
        '<= 50',
      ),
    ];
  } finally {
    await reader.stop();
  }
}

function startReader(
  address: string,
  pauseSeconds: number,
): Promise<BenchProgram> {
  return BenchProgram.start('reader.ts', [
    address,
    as(PLATFORM),
    String(pauseSeconds),
  ]);
}
