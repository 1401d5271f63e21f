import { SimulatedClock } from './SimulatedClock';

describe('SimulatedClock', () => {
  it('keeps appointments in the order of their times, and those of one time in the order they were made', () => {
    const clock = new SimulatedClock({ startAt: 1000, speed: 0 });
    const seen: string[] = [];
    const note = (text: string) => () => seen.push(`${clock.now()} ${text}`);
    clock.after(30, note('c'));
    clock.after(10, note('a'));
    clock.after(10, note('b'));
    clock.after(40, note('never'))();
    clock.after(20, () => clock.after(5, note('nested')));
    clock.advance(15);
    expect(clock.now()).toBe(1015);
    clock.advance(100);
    expect(seen).toEqual(['1010 a', '1010 b', '1025 nested', '1030 c']);
    expect(clock.now()).toBe(1115);
  });

  it('repeats until it is told to stop', () => {
    const clock = new SimulatedClock({ startAt: 0, speed: 0 });
    let count = 0;
    const stop = clock.every(10, () => {
      count += 1;
    });
    clock.advance(35);
    expect(count).toBe(3);
    stop();
    clock.advance(100);
    expect(count).toBe(3);
  });

  it('follows real time at its speed', async () => {
    const clock = new SimulatedClock({ startAt: 0, speed: 100 });
    const started = performance.now();
    clock.start();
    await new Promise(resolve => setTimeout(resolve, 200));
    clock.stop();
    const elapsed = (performance.now() - started) * 100;
    expect(clock.now()).toBeGreaterThan(0);
    expect(clock.now()).toBeLessThanOrEqual(elapsed);
  });

  it('stands still at speed 0', async () => {
    const clock = new SimulatedClock({ startAt: 5, speed: 0 });
    clock.start();
    await new Promise(resolve => setTimeout(resolve, 120));
    expect(clock.now()).toBe(5);
  });
});
