import fc from 'fast-check';
import { MAX_FRAME_BYTES, readFrames } from './frame';

function frame(payload: Uint8Array): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32LE(payload.length);
  return Buffer.concat([prefix, payload]);
}

async function* pieces(bytes: Uint8Array, sizes: number[]) {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<string[]> {
  const all: string[] = [];
  for await (const message of source) {
    all.push(Buffer.from(message).toString('hex'));
  }
  return all;
}

describe('readFrames', () => {
  it('should find the same messages however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 }), {
          minLength: 1,
          maxLength: 5,
        }),
        async (payloads, sizes) => {
          const bytes = Buffer.concat(payloads.map(frame));
          await expect(
            collect(readFrames(pieces(bytes, sizes))),
          ).resolves.toEqual(
            payloads.map(payload => Buffer.from(payload).toString('hex')),
          );
        },
      ),
    );
  });

  it('should yield a message as soon as its last byte is there', async () => {
    async function* endless() {
      yield frame(Buffer.from('ab', 'hex'));
      await new Promise(() => {});
    }
    const first = await readFrames(endless()).next();
    expect(Buffer.from(first.value ?? []).toString('hex')).toBe('ab');
  });

  it('should refuse a length above the limit before it is allocated', async () => {
    const allocated = process.memoryUsage().arrayBuffers;
    await expect(
      collect(readFrames(pieces(Buffer.from('ffffffff00', 'hex'), [5]))),
    ).rejects.toMatchObject({
      name: 'MeshTapError',
      reason: 'protocol',
      message: expect.stringContaining('4294967295 bytes'),
    });
    expect(process.memoryUsage().arrayBuffers - allocated).toBeLessThan(
      MAX_FRAME_BYTES,
    );
  });

  it('should accept a message of exactly the limit', async () => {
    await expect(
      collect(readFrames(pieces(frame(Buffer.from('0102', 'hex')), [3]), 2)),
    ).resolves.toEqual(['0102']);
    await expect(
      collect(readFrames(pieces(frame(Buffer.from('010203', 'hex')), [3]), 2)),
    ).rejects.toMatchObject({ reason: 'protocol' });
  });

  it.each(['01', '02000000', '0200000001'])(
    'should tell that a stream was cut after %s',
    async hex => {
      await expect(
        collect(readFrames(pieces(Buffer.from(hex, 'hex'), [2]))),
      ).rejects.toMatchObject({ name: 'MeshTapError', reason: 'cut' });
    },
  );
});
