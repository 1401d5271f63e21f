import fc from 'fast-check';
import { decodeEvent, encodeEvent } from './events';
import { decodeFrames, encodeFrame } from './frame';
import type { HttpEventMessage, TapEventMessage } from './messages';
import { decodeTapRequest } from './requests';
import { TapError } from './TapError';
import { encodeRequest } from './__testUtils__/TapSession';

const text = fc.string({ unit: 'grapheme' });
const uint32 = fc.integer({ min: 1, max: 0xffff_ffff });
const optional = { requiredKeys: [] };

const duration = fc.record(
  {
    seconds: fc.integer({ min: 1, max: 2 ** 40 }),
    nanos: fc.integer({ min: 1, max: 999_999_999 }),
  },
  optional,
);
const id = fc.record(
  { base: uint32, stream: fc.integer({ min: 1, max: 2 ** 50 }) },
  optional,
);
const headers = fc.record({
  headers: fc.array(fc.record({ name: text.filter(Boolean), valueStr: text }), {
    minLength: 1,
  }),
});
const meta = fc.record(
  {
    labels: fc.dictionary(
      // What looks like a number would change its place in an object.
      fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
      text,
      { minKeys: 1, noNullPrototype: true },
    ),
  },
  optional,
);
const address = fc.record({
  ip: fc.record({ ipv4: fc.integer({ min: 0, max: 0xffff_ffff }) }),
  port: fc.integer({ min: 1, max: 65535 }),
});

const http: fc.Arbitrary<HttpEventMessage> = fc.oneof(
  fc.record({
    requestInit: fc.record(
      {
        id,
        method: fc.oneof(
          fc.record({ registered: fc.integer({ min: 0, max: 8 }) }),
          fc.record({ unregistered: text }),
        ),
        scheme: fc.record({ registered: fc.integer({ min: 0, max: 1 }) }),
        authority: text.filter(Boolean),
        path: text.filter(Boolean),
        headers,
      },
      { requiredKeys: ['id', 'method', 'scheme'] },
    ),
  }),
  fc.record({
    responseInit: fc.record(
      { id, sinceRequestInit: duration, httpStatus: uint32, headers },
      { requiredKeys: ['id', 'sinceRequestInit', 'httpStatus'] },
    ),
  }),
  fc.record({
    responseEnd: fc.record(
      {
        id,
        sinceRequestInit: duration,
        sinceResponseInit: duration,
        eos: fc.oneof(
          fc.record({ grpcStatusCode: fc.integer({ min: 0, max: 16 }) }),
          fc.record({ resetErrorCode: fc.integer({ min: 0, max: 13 }) }),
        ),
        trailers: headers,
      },
      { requiredKeys: ['id', 'sinceRequestInit'] },
    ),
  }),
);

const event: fc.Arbitrary<TapEventMessage> = fc.record({
  source: address,
  destination: address,
  destinationMeta: meta,
  sourceMeta: meta,
  proxyDirection: fc.constantFrom(1, 2),
  routeMeta: meta,
  http,
});

function outcomeOf(bytes: Uint8Array): string {
  try {
    return typeof decodeTapRequest(bytes).namespace === 'string' ? 'read' : '';
  } catch (error) {
    return error instanceof TapError ? 'refused' : String(error);
  }
}

describe('the codec', () => {
  it('reads back every event that it writes, absent and zero kept apart', () => {
    fc.assert(
      fc.property(event, written => {
        expect(decodeEvent(encodeEvent(written))).toEqual(written);
      }),
    );
  });

  it('takes frames apart wherever they were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 })),
        fc.uint8Array({ maxLength: 3 }),
        (messages, tail) => {
          const body = Buffer.concat([
            ...messages.map(message => encodeFrame(message)),
            tail,
          ]);
          const { messages: read, rest } = decodeFrames(body);
          expect(read.map(message => [...message])).toEqual(
            messages.map(message => [...message]),
          );
          expect([...rest]).toEqual([...tail]);
        },
      ),
    );
  });

  it('reads any bytes as a request, or says that they are none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(outcomeOf(bytes)).toMatch(/^(read|refused)$/);
      }),
    );
  });

  it('reads every request that a client can write', () => {
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }),
        (namespace, type, name, maxRps) => {
          const bytes = encodeRequest({
            target: { resource: { namespace, type, name } },
            match: { all: { matches: [{ http: { path: name } }] } },
            maxRps,
          });
          expect(decodeTapRequest(bytes)).toEqual({
            namespace,
            type,
            name,
            labelSelector: '',
            match: { all: { matches: [{ http: { path: name } }] } },
            maxRps,
            extractHeaders: false,
          });
        },
      ),
    );
  });
});
