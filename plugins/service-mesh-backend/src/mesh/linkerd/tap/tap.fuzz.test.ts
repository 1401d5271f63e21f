import { isIP } from 'node:net';
import fc from 'fast-check';
import { attempt, fuzz, hostileText, mutatedBytes } from 'fuzzing';
import { MeshTapError } from '@backstage-mesh/plugin-service-mesh-node';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { recordedBody, recordedFrames } from './__testUtils__/recordedFrames';
import { readTapError } from './error';
import { decodeTapEvent } from './event';
import { MAX_FRAME_BYTES, readFrames } from './frame';

const KINDS = ['requestInit', 'responseInit', 'responseEnd'];
const frames = recordedFrames();

describe('decodeTapEvent', () => {
  it(
    'should accept only events, whatever was damaged in a recorded one',
    fuzz(mutatedBytes(frames), bytes => expect(brokenRules(bytes)).toEqual([])),
  );

  it(
    'should accept only events, whatever looks like protobuf',
    fuzz(protobufLike(), bytes => expect(brokenRules(bytes)).toEqual([])),
  );
});

describe('readFrames', () => {
  const body = recordedBody();

  it(
    'should find the same in pieces of any size, whatever was damaged',
    fuzz(
      fc.tuple(
        mutatedBytes([body.subarray(0, 600), body.subarray(0, 2_500)]),
        fc.array(fc.integer({ min: 1, max: 900 }), {
          minLength: 1,
          maxLength: 4,
        }),
      ),
      async ([bytes, sizes]) => {
        const inMany = await outcomeOf(bytes, sizes);
        expect(inMany).toEqual(await outcomeOf(bytes, [bytes.length]));
        const { messages, reason } = inMany;
        expect([undefined, 'cut', 'protocol']).toContain(reason);
        const held = messages.reduce(
          (sum, text) => sum + text.length / 2 + 4,
          0,
        );
        expect(held).toBeLessThanOrEqual(bytes.length);
        expect(reason === undefined).toBe(held === bytes.length);
      },
      { share: 0.25 },
    ),
  );

  it(
    'should refuse each length that is too large, and no other',
    fuzz(
      fc.oneof(
        fc.nat(2 ** 32 - 1),
        fc.integer({ min: MAX_FRAME_BYTES - 2, max: MAX_FRAME_BYTES + 2 }),
        fc.nat(5),
      ),
      async length => {
        const bytes = Buffer.alloc(7);
        bytes.writeUInt32LE(length);
        const { reason } = await outcomeOf(bytes, [7]);
        // What follows a frame of no bytes is the beginning of another one.
        const expected = length === 3 ? undefined : 'cut';
        expect(reason).toBe(length > MAX_FRAME_BYTES ? 'protocol' : expected);
      },
      { share: 0.1 },
    ),
  );
});

describe('readTapError', () => {
  const bodies = [
    Buffer.from('{"kind":"Status","message":"no","code":403}'),
    Buffer.from('{"error":"no"}'),
    Buffer.from('{"paths":["/apis"]}'),
    frames[0],
    Buffer.from('0d0000000a0b6e6f20706f6473', 'hex'),
  ];

  it(
    'should say something short on one line, whatever the mesh says',
    fuzz(
      fc.tuple(
        fc.integer({ min: 200, max: 599 }),
        fc.boolean(),
        fc.oneof(mutatedBytes(bodies), fc.uint8Array({ maxLength: 100 })),
        hostileText(),
      ),
      async ([status, isServerError, bytes, retryAfter]) => {
        const error = await readTapError(
          {
            status,
            headers: {
              'retry-after': retryAfter,
              ...(isServerError && { 'linkerd-error': 'true' }),
            },
          },
          inPieces(bytes, [64]),
          { namespace: 'shop', type: 'deployment', name: 'web' },
        );
        expect(error).toBeInstanceOf(MeshTapError);
        expect(error.message.length).toBeLessThan(1_000);
        expect(error.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      },
      { share: 0.5 },
    ),
  );
});

/** What is wrong with the event that was accepted, if one was. */
function brokenRules(bytes: Uint8Array): string[] {
  const { value: event } = attempt(
    () => decodeTapEvent(bytes, 5),
    MeshTapError,
  );
  if (!event) {
    return [];
  }
  const kinds = Object.keys(event.event);
  const { requestInit, responseInit, responseEnd } = event.event;
  const durations = [
    responseInit?.sinceRequestInit,
    responseEnd?.sinceRequestInit,
    responseEnd?.sinceResponseInit,
  ].flatMap(duration => duration ?? []);
  const headers = [
    ...(requestInit?.headers ?? []),
    ...(responseInit?.headers ?? []),
    ...(responseEnd?.trailers ?? []),
  ];
  const rules: [string, boolean][] = [
    ['one kind', kinds.length === 1 && KINDS.includes(kinds[0])],
    [
      'addresses',
      [event.source, event.destination].every(
        ({ ip, port }) =>
          (ip === '' || isIP(ip) !== 0) && isWithin(port, 65_535),
      ),
    ],
    [
      'durations',
      durations.every(
        ({ seconds, nanos }) =>
          isWithin(seconds, Number.MAX_SAFE_INTEGER) &&
          isWithin(nanos, 999_999_999),
      ),
    ],
    ['few headers', headers.length <= 1_000],
    [
      'numbers',
      isWithin(responseEnd?.responseBytes ?? 0, Number.MAX_SAFE_INTEGER) &&
        isWithin(responseInit?.httpStatus ?? 0, 2 ** 32),
    ],
    ['size', JSON.stringify(event).length < 1_000 + 60 * bytes.length],
    ['no pollution', !('polluted' in {})],
  ];
  return rules.flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

/** Messages inside messages, with fields and wire types as the real ones have them or not. */
function protobufLike(): fc.Arbitrary<Uint8Array> {
  const { message } = fc.letrec<{ message: Uint8Array }>(tie => ({
    message: fc
      .array(
        fc.tuple(
          fc.integer({ min: 1, max: 9 }),
          fc.constantFrom(0, 1, 2, 2, 2, 5),
          fc.oneof(
            { maxDepth: 4, withCrossShrink: true },
            fc.uint8Array({ maxLength: 12 }),
            tie('message'),
          ),
        ),
        { maxLength: 6 },
      )
      .map(fields => {
        const writer = new BinaryWriter();
        for (const [field, type, bytes] of fields) {
          writer.tag(field, type);
          if (type === WireType.LengthDelimited) {
            writer.bytes(bytes);
          } else {
            writer.raw(bytes);
          }
        }
        return writer.finish();
      }),
  }));
  return message;
}

async function outcomeOf(bytes: Uint8Array, sizes: readonly number[]) {
  const messages: string[] = [];
  try {
    for await (const message of readFrames(inPieces(bytes, sizes))) {
      messages.push(Buffer.from(message).toString('hex'));
    }
    return { messages, reason: undefined };
  } catch (error) {
    if (!(error instanceof MeshTapError)) {
      throw error;
    }
    return { messages, reason: error.reason };
  }
}

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
