import fc from 'fast-check';
import { EventBuffer } from './EventBuffer';
import { tapEvent } from './__testUtils__/controlledMesh';

function streamsOf(buffer: EventBuffer): number[] {
  const streams: number[] = [];
  for (let event = buffer.shift(); event; event = buffer.shift()) {
    streams.push(event.event.requestInit?.id.stream ?? -1);
  }
  return streams;
}

describe('EventBuffer', () => {
  it('should keep the newest events and count those that gave way', () => {
    const buffer = new EventBuffer({ events: 2, characters: 1000 });
    [1, 2, 3, 4].forEach(stream => buffer.push(tapEvent(stream)));
    expect(buffer.size).toBe(2);
    expect(buffer.takeDropped()).toBe(2);
    expect(buffer.takeDropped()).toBe(0);
    expect(streamsOf(buffer)).toEqual([3, 4]);
    expect(buffer.shift()).toBeUndefined();
  });

  it('should hold few events where they are large', () => {
    const buffer = new EventBuffer({ events: 100, characters: 100 });
    [1, 2, 3].forEach(stream => buffer.push(tapEvent(stream, 'x'.repeat(40))));
    expect(streamsOf(buffer)).toEqual([2, 3]);
    expect(buffer.takeDropped()).toBe(1);
  });

  it('should count an event that alone is too large', () => {
    const buffer = new EventBuffer({ events: 100, characters: 100 });
    buffer.push(tapEvent(1, 'x'.repeat(101)));
    buffer.push(tapEvent(2));
    expect(buffer.takeDropped()).toBe(1);
    expect(streamsOf(buffer)).toEqual([2]);
  });

  it('should lose nothing uncounted, in whatever order it is filled and read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 200 }),
        fc.integer({ min: 1, max: 8 }),
        (pushes, events) => {
          const buffer = new EventBuffer({ events, characters: 1e6 });
          const read: number[] = [];
          let pushed = 0;
          for (const push of pushes) {
            if (push) {
              pushed += 1;
              buffer.push(tapEvent(pushed));
            } else {
              const event = buffer.shift();
              read.push(
                ...(event?.event.requestInit
                  ? [event.event.requestInit.id.stream]
                  : []),
              );
            }
          }
          read.push(...streamsOf(buffer));
          expect(read).toEqual([...read].sort((a, b) => a - b));
          expect(read.length + buffer.takeDropped()).toBe(pushed);
        },
      ),
    );
  });
});
