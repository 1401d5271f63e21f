import {
  isHiddenTapAddress,
  TapEvent,
  tapDurationMs,
  tapRequestKey,
} from './tap';

const BASE: TapEvent = {
  source: { ip: '10.0.0.1', port: 1000 },
  destination: { ip: '10.0.0.2', port: 80 },
  sourceMeta: { labels: {} },
  destinationMeta: { labels: {} },
  routeMeta: { labels: {} },
  proxyDirection: 'INBOUND',
  event: {
    requestInit: {
      id: { base: 4, stream: 0 },
      method: 'GET',
      scheme: 'HTTP',
      authority: 'web',
      path: '/',
      headers: [],
    },
  },
  receivedAt: 0,
};

const SINCE = { seconds: 0, nanos: 0 };

describe('tapRequestKey', () => {
  it('should be equal for the three events of one request', () => {
    const id = { base: 4, stream: 0 };
    const key = tapRequestKey(BASE);
    expect(
      tapRequestKey({
        ...BASE,
        event: {
          responseInit: {
            id,
            sinceRequestInit: SINCE,
            httpStatus: 200,
            headers: [],
          },
        },
      }),
    ).toBe(key);
    expect(
      tapRequestKey({
        ...BASE,
        event: { responseEnd: { id, sinceRequestInit: SINCE, trailers: [] } },
      }),
    ).toBe(key);
  });

  const requestInit = BASE.event.requestInit;
  it.each<[string, Partial<TapEvent>]>([
    ['another replica', { destination: { ip: '10.0.0.3', port: 80 } }],
    ['another caller', { source: { ip: '10.0.0.1', port: 1001 } }],
    ['the other side of the call', { proxyDirection: 'OUTBOUND' }],
    [
      'another base',
      {
        event: {
          requestInit: requestInit && {
            ...requestInit,
            id: { base: 5, stream: 0 },
          },
        },
      },
    ],
  ])('should differ for %s', (_, changes) => {
    expect(tapRequestKey({ ...BASE, ...changes })).not.toBe(
      tapRequestKey(BASE),
    );
  });
});

describe('tapDurationMs', () => {
  it('should be in milliseconds', () => {
    expect(tapDurationMs({ seconds: 2, nanos: 3_500_000 })).toBe(2003.5);
  });
});

describe('isHiddenTapAddress', () => {
  it.each([
    ['240.0.0.1', true],
    ['255.1.2.3', true],
    ['239.255.255.255', false],
    ['10.0.0.240', false],
    ['203.0.113.10', false],
    ['240::1', false],
    ['', false],
  ])('should tell %s', (ip, hidden) => {
    expect(isHiddenTapAddress({ ip, port: 0 })).toBe(hidden);
  });
});
