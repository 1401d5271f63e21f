import { decodeEvent, encodeEvent } from './events';
import { decodeFrames, encodeFrame } from './frame';
import { recording, recordingNames } from './__testUtils__/recordings';

const streams = recordingNames(
  name => !name.startsWith('err-') && !name.startsWith('discovery'),
);

describe('tap events', () => {
  it.each(streams)('are written as recorded: %s', name => {
    const { body } = recording(name);
    const { messages, rest } = decodeFrames(body);
    expect(messages.length).toBeGreaterThan(0);
    const written = messages.map(message =>
      encodeFrame(encodeEvent(decodeEvent(message))),
    );
    expect(Buffer.concat([...written, rest]).equals(body)).toBe(true);
  });

  it('reads an address as its four bytes', () => {
    const { messages } = decodeFrames(recording('external').body);
    expect(decodeEvent(messages[0]).destination).toEqual({
      ip: { ipv4: 203 * 2 ** 24 + 113 * 256 + 10 },
      port: 80,
    });
  });
});
