import { isIP } from 'node:net';
import fc from 'fast-check';
import { fuzz, hostileText, mutatedBytes } from 'fuzzing';
import { TapEvent } from '@backstage-mesh/plugin-service-mesh-common';
import { MeshTapError } from '@backstage-mesh/plugin-service-mesh-node';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { recordedBody, recordedFrames } from './__testUtils__/recordedFrames';
import { readTapError } from './error';
import { decodeTapEvent } from './event';
import { MAX_FRAME_BYTES, readFrames } from './frame';

const KINDS = ['requestInit', 'responseInit', 'responseEnd'];
const frames = recordedFrames();

describe('decodeTapEvent', () => {
  fuzz('recorded event that was damaged', mutatedBytes(frames), checkEvent);

  fuzz('message that looks like protobuf', protobufLike(), bytes =>
    checkEvent(bytes),
  );
});

describe('readFrames', () => {
  const body = recordedBody();
  fuzz(
    'recorded stream that was damaged, in pieces of any size',
    fc.tuple(
      mutatedBytes([body.subarray(0, 600), body.subarray(0, 2_500)]),
      fc.array(fc.integer({ min: 1, max: 900 }), {
        minLength: 1,
        maxLength: 4,
      }),
    ),
    async ([bytes, sizes]) => {
      const outcomes = [
        await outcomeOf(bytes, sizes),
        await outcomeOf(bytes, [1e9]),
      ];
      expect(outcomes[0]).toEqual(outcomes[1]);
      const { messages, reason } = outcomes[0];
      expect([undefined, 'cut', 'protocol']).toContain(reason);
      const held = messages.reduce((sum, text) => sum + text.length / 2 + 4, 0);
      expect(held).toBeLessThanOrEqual(bytes.length);
      expect(reason === undefined).toBe(held === bytes.length);
    },
    0.25,
  );

  fuzz(
    'length',
    fc.oneof(
      fc.nat(2 ** 32 - 1),
      fc.integer({ min: MAX_FRAME_BYTES - 2, max: MAX_FRAME_BYTES + 2 }),
    ),
    async length => {
      const prefix = Buffer.alloc(4);
      prefix.writeUInt32LE(length);
      const { reason } = await outcomeOf(
        Buffer.concat([prefix, Buffer.alloc(3)]),
        [7],
      );
      // What follows a frame of no bytes is the beginning of another one.
      const expected = length === 3 ? undefined : 'cut';
      expect(reason).toBe(length > MAX_FRAME_BYTES ? 'protocol' : expected);
    },
    0.1,
  );
});

describe('readTapError', () => {
  const bodies = [
    Buffer.from('{"kind":"Status","message":"no","code":403}'),
    Buffer.from('{"error":"no"}'),
    Buffer.from('{"paths":["/apis"]}'),
    frames[0],
    Buffer.from('0b000000 0a09 6e6f20706f647320746f'.replace(/ /g, ''), 'hex'),
  ];
  fuzz(
    'error',
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
      expect(error.message.length).toBeLessThan(2_000);
      expect(error.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    },
    0.5,
  );
});

function checkEvent(bytes: Uint8Array): void {
  let event: TapEvent | undefined;
  try {
    event = decodeTapEvent(bytes, 5);
  } catch (error) {
    expect(error).toBeInstanceOf(MeshTapError);
    return;
  }
  if (!event) {
    return;
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
  const broken = [
    kinds.length !== 1 || !KINDS.includes(kinds[0]),
    ...[event.source, event.destination].map(
      ({ ip, port }) =>
        (ip !== '' && isIP(ip) === 0) || !isWithin(port, 65_535),
    ),
    ...durations.map(
      ({ seconds, nanos }) =>
        !isWithin(seconds, Number.MAX_SAFE_INTEGER) ||
        !isWithin(nanos, 999_999_999),
    ),
    headers.length > 1_000,
    !isWithin(responseEnd?.responseBytes ?? 0, Number.MAX_SAFE_INTEGER),
    !isWithin(responseInit?.httpStatus ?? 0, 2 ** 32),
    JSON.stringify(event).length > 1_000 + 60 * bytes.length,
    ({} as { polluted?: unknown }).polluted !== undefined,
  ];
  if (broken.includes(true)) {
    throw new Error(
      `Accepted: ${JSON.stringify(event).slice(
        0,
        2_000,
      )} (rule ${broken.indexOf(true)})`,
    );
  }
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
