import fc from 'fast-check';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { MeshTapError } from '@backstage-mesh/plugin-service-mesh-node';
import { decodeTapEvent } from './event';
import { readFrames } from './frame';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

describe('decodeTapEvent', () => {
  it('should read addresses whose first octet is the highest byte', () => {
    const event = decodeTapEvent(
      // source 10.0.0.1:6578, destination 10.0.0.2:80, an empty requestInit, inbound
      hex(
        '0a0a 0a05 0d0100000a 10b233 1209 0a05 0d0200000a 1050 1a02 0a00 3001',
      ),
      5,
    );
    expect(event).toEqual({
      source: { ip: '10.0.0.1', port: 6578 },
      destination: { ip: '10.0.0.2', port: 80 },
      sourceMeta: { labels: {} },
      destinationMeta: { labels: {} },
      routeMeta: { labels: {} },
      proxyDirection: 'INBOUND',
      event: {
        requestInit: {
          id: { base: 0, stream: 0 },
          method: '',
          scheme: '',
          authority: '',
          path: '',
          headers: [],
        },
      },
      receivedAt: 5,
    });
  });

  it.each([
    [0x20010db800000000n, 0x1n, '2001:db8::1'],
    [0n, 0n, '::'],
    [0n, 0xffff0a000001n, '::ffff:10.0.0.1'],
    [0xfd00000000000001n, 0x00020003000400ffn, 'fd00::1:2:3:4:ff'],
  ])('should read the IPv6 address %s %s as %s', (first, last, ip) => {
    const address = new BinaryWriter();
    address.tag(1, WireType.LengthDelimited).fork();
    address.tag(1, WireType.LengthDelimited).fork();
    address.tag(2, WireType.LengthDelimited).fork();
    address.tag(1, WireType.Bit64).fixed64(first);
    address.tag(2, WireType.Bit64).fixed64(last);
    address.join().join().join();
    address.raw(hex('1a02 0a00'));
    expect(decodeTapEvent(address.finish(), 0)?.source.ip).toBe(ip);
  });

  it.each([
    ['a registered method', '1202 0801', { method: 'POST' }],
    ['the registered zero', '1202 0800', { method: 'GET' }],
    ['a method of its own', '1206 1204 50555247', { method: 'PURG' }],
    ['a number that is not known', '1202 0863', { method: '' }],
    ['a registered scheme', '1a02 0801', { scheme: 'HTTPS' }],
    [
      'a header value that is no text',
      '3209 0a07 0a0161 1a02 ffe9',
      { headers: [{ name: 'a', value: 'ÿé' }] },
    ],
    [
      'a label called __proto__ as a header',
      '3210 0a0e 0a09 5f5f70726f746f5f5f 120178',
      { headers: [{ name: '__proto__', value: 'x' }] },
    ],
  ])('should read %s', (_, field, expected) => {
    const init = hex(field);
    const event = decodeTapEvent(
      Buffer.concat([
        Buffer.from([0x1a, init.length + 2, 0x0a, init.length]),
        init,
      ]),
      0,
    );
    expect(event?.event.requestInit).toMatchObject(expected);
  });

  it.each([
    ['absent', '', undefined],
    ['empty', '2a00', undefined],
    ['gRPC OK', '2a02 0800', { grpcStatusCode: 0 }],
    ['gRPC 14', '2a02 080e', { grpcStatusCode: 14 }],
    ['a reset', '2a02 1007', { resetErrorCode: 7 }],
  ])('should keep how a stream ended: %s', (_, field, eos) => {
    const end = hex(field);
    const event = decodeTapEvent(
      Buffer.concat([
        Buffer.from([0x1a, end.length + 2, 0x1a, end.length]),
        end,
      ]),
      0,
    );
    expect(event?.event.responseEnd?.eos).toEqual(eos);
    expect(event?.event.responseEnd).not.toHaveProperty('sinceResponseInit');
  });

  it('should take bytes that are counted and leave out those that are not', () => {
    const counted = decodeTapEvent(hex('1a05 1a03 20ac02'), 0);
    const uncounted = decodeTapEvent(hex('1a04 1a02 2000'), 0);
    expect(counted?.event.responseEnd?.responseBytes).toBe(300);
    expect(uncounted?.event.responseEnd?.responseBytes).toBeUndefined();
  });

  it('should skip fields that it does not know and events without a known kind', () => {
    expect(decodeTapEvent(hex('1a02 0a00 7a0161 8001ff01'), 0)?.event).toEqual({
      requestInit: expect.anything(),
    });
    expect(decodeTapEvent(hex('1a02 2200'), 0)).toBeUndefined();
    expect(decodeTapEvent(hex(''), 0)).toBeUndefined();
  });

  it.each([
    ['a length beyond the end', '1a7f 0a00'],
    ['a nested length beyond its message', '1a02 0a7f 0a7f 0a00'],
    ['an endless number', 'ffffffffffffffffffffffff'],
    ['a fixed number that is cut', '0a03 0a05 0d01'],
    ['a wire type that does not exist', '0f'],
  ])('should refuse %s', (_, bytes) => {
    expect(() => decodeTapEvent(hex(bytes), 0)).toThrow(
      expect.objectContaining({ name: 'MeshTapError', reason: 'protocol' }),
    );
  });

  it('should never fail otherwise, whatever comes', async () => {
    const bytesOrProtobufLike = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(
          fc.tuple(
            fc.integer({ min: 1, max: 9 }),
            fc.constantFrom(0, 1, 2, 5),
            fc.uint8Array({ maxLength: 20 }),
          ),
          { maxLength: 12 },
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
    );
    await fc.assert(
      fc.asyncProperty(bytesOrProtobufLike, async bytes => {
        const failures = [
          await thrownBy(async () => decodeTapEvent(bytes, 0)),
          await thrownBy(async () => {
            for await (const frame of readFrames(once(bytes))) {
              decodeTapEvent(frame, 0);
            }
          }),
        ];
        expect(
          failures.filter(
            failure => failure && !(failure instanceof MeshTapError),
          ),
        ).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});

async function* once(bytes: Uint8Array) {
  yield bytes;
}

async function thrownBy(action: () => Promise<unknown>): Promise<unknown> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error;
  }
}
