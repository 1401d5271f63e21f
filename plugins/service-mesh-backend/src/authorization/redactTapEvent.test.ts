import {
  TapEvent,
  TapHeader,
} from '@backstage-mesh/plugin-service-mesh-common';
import { PathMask } from './PathMask';
import { createTapRedactor } from './redactTapEvent';

const base = {
  source: { ip: '10.0.0.1', port: 1 },
  destination: { ip: '10.0.0.2', port: 2 },
  sourceMeta: { labels: {} },
  destinationMeta: { labels: {} },
  routeMeta: { labels: {} },
  proxyDirection: 'INBOUND' as const,
  receivedAt: 1,
};
const id = { base: 1, stream: 2 };
const since = { seconds: 0, nanos: 1 };

const request = (path: string, ...headers: TapHeader[]): TapEvent => ({
  ...base,
  event: {
    requestInit: {
      id,
      method: 'GET',
      scheme: 'HTTP',
      authority: 'a',
      path,
      headers,
    },
  },
});

const mask = new PathMask({
  maskedPaths: ['/users/{id}'],
  allowedQueryParameters: ['page'],
});

function headersOf(allowed: string[], ...headers: TapHeader[]) {
  return createTapRedactor(allowed, mask)(request('/', ...headers)).event
    .requestInit?.headers;
}

describe('createTapRedactor', () => {
  it.each([
    ':method',
    ':status',
    'content-type',
    'Content-Length',
    'user-agent',
    'grpc-status',
    'x-request-id',
    'traceparent',
    'x-b3-traceid',
  ])('should show %s', name => {
    expect(headersOf([], { name, value: 'v' })).toEqual([{ name, value: 'v' }]);
  });

  it.each([
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'x-api-key',
    ':authority',
    'x-forwarded-for',
    'l5d-client-id',
    'baggage',
    'grpc-metadata-authorization',
    'contents',
    'x-request-id-2',
    '',
  ])('should hide %j', name => {
    expect(headersOf([], { name, value: 'secret' })).toEqual([
      { name, redacted: true },
    ]);
  });

  it('should cut queries from paths', () => {
    const event = createTapRedactor(
      [],
      mask,
    )(
      request(
        '/videos?token=secret',
        { name: ':path', value: '/videos?token=secret#x' },
        { name: 'content-location', value: '/a?token=secret' },
      ),
    );
    expect(event.event.requestInit).toMatchObject({
      path: '/videos',
      headers: [
        { name: ':path', value: '/videos' },
        { name: 'content-location', value: '/a' },
      ],
    });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('should show no name and no password of an authority', () => {
    const value = 'joe:secret@web:80';
    const event = request(
      '/',
      { name: ':authority', value },
      { name: 'Host', value },
    );
    event.event.requestInit!.authority = value;
    const shown = createTapRedactor([':authority', 'host'], mask)(event);
    expect(shown.event.requestInit).toMatchObject({
      authority: 'web:80',
      headers: [{ value: 'web:80' }, { value: 'web:80' }],
    });
  });

  it('should mask paths wherever they are, before anything else sees them', () => {
    const address = '/users/secret/orders?page=2&token=secret';
    const names = [
      ':path',
      'content-location',
      'location',
      'referer',
      'x-original-url',
      'x-forwarded-uri',
      'x-envoy-original-path',
    ];
    const event = createTapRedactor(
      names,
      mask,
    )(
      request(
        address,
        ...names.map(name => ({
          name,
          value:
            name === 'referer' ? `https://u:secret@host${address}` : address,
        })),
      ),
    );
    expect(event.event.requestInit?.path).toBe('/users/{id}/orders?page=2');
    expect(event.event.requestInit?.headers.map(({ value }) => value)).toEqual(
      names.map(name =>
        name === 'referer'
          ? 'https://host/users/{id}/orders?page=2'
          : '/users/{id}/orders?page=2',
      ),
    );
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('should show what the configuration adds, and no credentials by a pattern', () => {
    expect(
      headersOf(
        ['x-tenant', 'x-team-*', 'auth*', '*'],
        { name: 'X-Tenant', value: '1' },
        { name: 'x-team-name', value: '2' },
        { name: 'authorization', value: 'secret' },
        { name: 'cookie', value: 'secret' },
        { name: 'x-team-api-key', value: 'secret' },
        { name: 'x-auth-token', value: 'secret' },
      ),
    ).toEqual([
      { name: 'X-Tenant', value: '1' },
      { name: 'x-team-name', value: '2' },
      { name: 'authorization', redacted: true },
      { name: 'cookie', redacted: true },
      { name: 'x-team-api-key', redacted: true },
      { name: 'x-auth-token', redacted: true },
    ]);
    expect(
      headersOf(['x-auth-token'], {
        name: 'x-auth-token',
        value: 'on purpose',
      }),
    ).toEqual([{ name: 'x-auth-token', value: 'on purpose' }]);
  });

  it('should treat responses and trailers alike, and change nothing else', () => {
    const redact = createTapRedactor([], mask);
    const headers = [{ name: 'set-cookie', value: 'secret' }];
    const hidden = [{ name: 'set-cookie', redacted: true }];
    const responseInit = { id, sinceRequestInit: since, httpStatus: 200 };
    expect(
      redact({
        ...base,
        event: { responseInit: { ...responseInit, headers } },
      }),
    ).toEqual({
      ...base,
      event: { responseInit: { ...responseInit, headers: hidden } },
    });
    const responseEnd = {
      id,
      sinceRequestInit: since,
      eos: { grpcStatusCode: 0 },
    };
    expect(
      redact({
        ...base,
        event: { responseEnd: { ...responseEnd, trailers: headers } },
      }),
    ).toEqual({
      ...base,
      event: { responseEnd: { ...responseEnd, trailers: hidden } },
    });
  });
});
