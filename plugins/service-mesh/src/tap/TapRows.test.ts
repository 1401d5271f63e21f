import {
  SimulatedRequest,
  requestEvents,
  simulatedRequests,
} from '../__fixtures__/tapEvents';
import { curlCommand } from './curlCommand';
import { filterRows, isFiltering, NO_FILTER, RowFilter } from './filterRows';
import { TapRows, UNFINISHED_AFTER_MS } from './TapRows';

const NOW = 1_790_000_000_000;

const request = (change: Partial<SimulatedRequest> = {}): SimulatedRequest => ({
  direction: 'OUTBOUND',
  peer: 'videos-api',
  method: 'GET',
  path: '/videos/7',
  status: 200,
  latencyMs: 24,
  stream: 1,
  replica: 0,
  ...change,
});

function joined(...requests: SimulatedRequest[]) {
  const rows = new TapRows(100);
  requests.forEach(each => rows.add(requestEvents(each, NOW)));
  return rows.toArray();
}

describe('TapRows', () => {
  it('joins request, response and end into one row', () => {
    const [row] = joined(request());
    expect(row).toMatchObject({
      state: 'done',
      way: 'out',
      method: 'GET',
      path: '/videos/7?limit=20',
      httpStatus: 200,
      latencyMs: 24,
      failed: false,
      peer: { name: 'videos-api', namespace: 'video' },
      source: { name: 'playlists-api' },
    });
    expect(row.end).toBeDefined();
  });

  it('knows a peer that may not be seen by its address', () => {
    const rows = new TapRows(100);
    rows.add(
      requestEvents(request(), NOW).map(event => ({
        ...event,
        destination: { ip: '241.7.8.9', port: 8080 },
        destinationMeta: { labels: {} },
      })),
    );
    const [row] = rows.toArray();
    expect(row.peer).toEqual({
      name: '241.7.8.9',
      address: '241.7.8.9',
      hidden: true,
    });
    expect(row.source).not.toHaveProperty('hidden');
    expect(curlCommand(row)).toBeUndefined();
  });

  it('counts the connections of a client that only has an address as one', () => {
    const rows = new TapRows(100);
    for (const port of [51_166, 51_318]) {
      rows.add(
        requestEvents(request({ direction: 'INBOUND' }), NOW).map(event => ({
          ...event,
          source: { ip: '10.244.0.1', port },
          sourceMeta: { labels: {} },
        })),
      );
    }
    expect(rows.toArray().map(({ peer }) => peer)).toMatchObject([
      { name: '10.244.0.1', address: '10.244.0.1:51318' },
      { name: '10.244.0.1', address: '10.244.0.1:51166' },
    ]);
  });

  it('names the caller of what came in', () => {
    expect(joined(request({ direction: 'INBOUND' }))[0]).toMatchObject({
      way: 'in',
      peer: { name: 'videos-api' },
      destination: { name: 'playlists-api' },
    });
  });

  it('does not mix requests of two replicas with the same ids', () => {
    const first = requestEvents(request({ replica: 0, status: 200 }), NOW);
    const second = requestEvents(request({ replica: 1, status: 503 }), NOW);
    const rows = new TapRows(100);
    rows.add([first[0], second[0], second[1], first[1], first[2], second[2]]);
    expect(
      rows.toArray().map(({ source, httpStatus }) => [source.pod, httpStatus]),
    ).toEqual([
      ['playlists-api-6d5c7968f4-q9d4m', 503],
      ['playlists-api-6d5c7968f4-x7k2p', 200],
    ]);
  });

  it('begins another row when ids are used again', () => {
    const ring = new TapRows(100);
    ring.add(requestEvents(request({ status: 200 }), NOW));
    ring.add(requestEvents(request({ status: 500 }), NOW + 1));
    const rows = ring.toArray();
    expect(rows.map(({ httpStatus }) => httpStatus)).toEqual([500, 200]);
    expect(rows[0].id).not.toBe(rows[1].id);
  });

  it.each([
    ['an error', { status: 500 }, true],
    ['a client error', { status: 404 }, false],
    ['a reset', { resetErrorCode: 8 }, true],
  ])('tells whether %s failed', (_, change, failed) => {
    expect(joined(request(change))[0].failed).toBe(failed);
  });

  it('takes a gRPC status from the end', () => {
    const [begin, response, end] = requestEvents(request(), NOW);
    const rows = new TapRows(100);
    const { responseEnd } = end.event;
    rows.add([
      begin,
      response,
      {
        ...end,
        event: {
          responseEnd: responseEnd && {
            ...responseEnd,
            eos: { grpcStatusCode: 14 },
          },
        },
      },
    ]);
    expect(rows.toArray()[0]).toMatchObject({ grpcStatus: 14, failed: true });
  });

  it('gives up on a request without an answer, until one comes after all', () => {
    const events = requestEvents(request(), NOW);
    const rows = new TapRows(100);
    rows.add(events.slice(0, 1));
    expect(rows.expire(NOW + UNFINISHED_AFTER_MS - 1)).toBe(false);
    expect(rows.toArray()[0].state).toBe('waiting');
    expect(rows.expire(NOW + UNFINISHED_AFTER_MS)).toBe(true);
    expect(rows.toArray()[0].state).toBe('unfinished');
    rows.add(events.slice(1));
    expect(rows.toArray()[0].state).toBe('done');
  });

  it('keeps the newest rows only', () => {
    const rows = new TapRows(10);
    const requests = simulatedRequests();
    for (let index = 0; index < 1000; index += 1) {
      rows.add(
        requestEvents(requests.next().value as SimulatedRequest, NOW + index),
      );
    }
    expect(rows.seen).toBe(1000);
    expect(rows.toArray()).toHaveLength(10);
    expect(rows.toArray().map(({ sequence }) => sequence)).toEqual([
      1000, 999, 998, 997, 996, 995, 994, 993, 992, 991,
    ]);
  });

  describe('while there is a filter', () => {
    const slow = (stream: number) =>
      requestEvents(request({ stream, latencyMs: 2000 }), NOW + stream);
    const fast = (stream: number) =>
      requestEvents(request({ stream }), NOW + stream);
    const streams = (rows: TapRows) =>
      rows.toArray().map(({ startedAt }) => startedAt - NOW);
    const isSlow = ({ latencyMs }: { latencyMs?: number }) =>
      (latencyMs ?? 0) > 1000;

    it('keeps rows that match behind the newest, as many again', () => {
      const rows = new TapRows(3);
      rows.keepMatching(isSlow);
      for (let stream = 1; stream <= 20; stream += 1) {
        rows.add(stream % 4 === 1 ? slow(stream) : fast(stream));
      }
      expect(streams(rows)).toEqual([20, 19, 18, 17, 13, 9]);
      expect(rows.matching).toEqual({ kept: 3, gone: 2 });
      rows.clear();
      expect(rows.toArray()).toEqual([]);
      expect(rows.matching).toEqual({ kept: 0, gone: 0 });
    });

    it('keeps a row whose answer comes when it has made way', () => {
      const rows = new TapRows(2);
      rows.keepMatching(isSlow);
      const [init, ...answer] = slow(1);
      rows.add([init, ...fast(2), ...fast(3), ...slow(4), ...fast(5)]);
      expect(streams(rows)).toEqual([5, 4]);
      rows.add(answer);
      rows.add(fast(6));
      rows.add(fast(7));
      expect(streams(rows)).toEqual([7, 6, 4, 1]);
      expect(rows.toArray()[3].state).toBe('done');
    });

    it('lets go what no longer matches, and all when the filter goes', () => {
      const rows = new TapRows(1);
      rows.keepMatching(({ state }) => state === 'waiting');
      const [init, ...answer] = slow(1);
      rows.add([init, ...fast(2)]);
      expect(streams(rows)).toEqual([2, 1]);
      rows.add(answer);
      expect(streams(rows)).toEqual([2]);
      rows.keepMatching(() => true);
      rows.add(fast(3));
      expect(streams(rows)).toEqual([3, 2]);
      rows.keepMatching(undefined);
      expect(streams(rows)).toEqual([3]);
      rows.add(fast(4));
      expect(streams(rows)).toEqual([4]);
    });
  });

  it('does not join what comes for a row that has left the ring', () => {
    const events = requestEvents(request({ stream: 1 }), NOW);
    const rows = new TapRows(2);
    rows.add(events.slice(0, 1));
    rows.add(requestEvents(request({ stream: 2, givesUp: true }), NOW));
    rows.add(requestEvents(request({ stream: 3, givesUp: true }), NOW));
    rows.add(events.slice(1));
    expect(rows.toArray().map(({ state }) => state)).toEqual([
      'waiting',
      'waiting',
    ]);
  });

  it('gives a request the same id on every page', () => {
    const later = new TapRows(10);
    later.add(requestEvents(request({ stream: 8 }), NOW));
    later.add(requestEvents(request({ stream: 1 }), NOW));
    expect(later.toArray()[0].id).toBe(joined(request())[0].id);
  });

  it('waits no longer for anything once its stream is gone', () => {
    const events = requestEvents(request(), NOW);
    const rows = new TapRows(10);
    rows.add(events.slice(0, 1));
    rows.abandon();
    rows.add(events.slice(1));
    expect(rows.toArray()[0].state).toBe('unfinished');
  });

  it('passes over events of requests that it does not know', () => {
    const rows = new TapRows(10);
    rows.add(requestEvents(request(), NOW).slice(1));
    expect(rows.toArray()).toEqual([]);
  });

  it('forgets everything when cleared', () => {
    const events = requestEvents(request(), NOW);
    const rows = new TapRows(10);
    rows.add(events.slice(0, 1));
    rows.clear();
    rows.add(events.slice(1));
    expect(rows.toArray()).toEqual([]);
    expect(rows.seen).toBe(1);
  });
});

describe('filterRows', () => {
  const rows = joined(
    request({ stream: 1, status: 500, latencyMs: 212 }),
    request({ stream: 2, path: '/healthz', latencyMs: 1 }),
    request({
      stream: 3,
      direction: 'INBOUND',
      peer: 'videos-web',
      latencyMs: 61,
    }),
    request({ stream: 4, givesUp: true }),
  );
  const left = (filter: Partial<RowFilter>) =>
    filterRows(rows, { ...NO_FILTER, ...filter })
      .map(({ request: { event } }) => event.requestInit?.id.stream)
      .sort();

  it.each<[string, Partial<RowFilter>, number[]]>([
    ['everything', {}, [1, 2, 3, 4]],
    ['failures', { status: 'failed' }, [1]],
    ['successes', { status: 'ok' }, [2, 3]],
    ['what waits', { status: 'waiting' }, [4]],
    ['one way', { way: 'in' }, [3]],
    ['slow ones', { slowerThan: 100 }, [1]],
    ['a path', { text: 'HEALTHZ' }, [2]],
    ['all but a path', { text: '-/healthz' }, [1, 3, 4]],
    ['a peer', { text: 'videos-web' }, [3]],
    ['a header', { text: 'go-http-client/1.1 500' }, [1]],
    ['the beginning of an id', { text: '1:3' }, [3]],
    ['no id that only begins alike', { text: '1:' }, []],
    ['a header by its name', { header: ':STATUS: 500' }, [1]],
    ['no header of this value', { header: 'accept: text/html' }, []],
    ['a hidden path and what is below it', { hide: ['/videos'] }, [2]],
    ['two hidden paths', { hide: ['/healthz', '/videos/'] }, []],
    ['no path that only begins alike', { hide: ['/health'] }, [1, 2, 3, 4]],
    ['a source', { source: 'web' }, [3]],
    ['a destination', { destination: 'video/videos-api' }, [1, 2, 4]],
    ['all of a name after a namespace', { peer: 'video/videos' }, []],
    ['a route', { route: '/videos/{id}' }, [1, 3, 4]],
    ['one path', { path: '/healthz' }, [2]],
    ['a method', { method: 'POST' }, []],
  ])('leaves %s', (_, filter, streams) => {
    expect(left(filter)).toEqual(streams);
    expect(isFiltering({ ...NO_FILTER, ...filter })).toBe(
      Object.keys(filter).length > 0,
    );
  });
});
