import { Poll } from './Poll';

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function setHidden(hidden: boolean) {
  Object.defineProperty(document, 'hidden', {
    configurable: true,
    value: hidden,
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('Poll', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    setHidden(false);
    jest.useRealTimers();
  });

  it('asks when somebody listens, and waits for the answer before it asks again', async () => {
    const answer = deferred<string>();
    const ask = jest.fn(() => answer.promise);
    const poll = new Poll(ask, 1000);
    expect(ask).not.toHaveBeenCalled();

    poll.subscribe(() => {});
    expect(ask).toHaveBeenCalledTimes(1);
    expect(poll.getState().loading).toBe(true);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(ask).toHaveBeenCalledTimes(1);

    answer.resolve('first');
    await jest.advanceTimersByTimeAsync(0);
    expect(poll.getState()).toMatchObject({ data: 'first', loading: false });
    await jest.advanceTimersByTimeAsync(1000);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('keeps the old answer when a later try fails', async () => {
    const answers = [Promise.resolve('good'), Promise.reject(new Error('bad'))];
    answers[1].catch(() => {});
    const poll = new Poll(() => answers.shift() as Promise<string>, 1000);
    poll.subscribe(() => {});
    await jest.advanceTimersByTimeAsync(1000);
    expect(poll.getState()).toMatchObject({
      data: 'good',
      error: new Error('bad'),
    });
  });

  it('rests in a hidden tab, and goes on when it is seen again', async () => {
    const ask = jest.fn(async () => 'answer');
    const poll = new Poll(ask, 1000);
    poll.subscribe(() => {});
    await jest.advanceTimersByTimeAsync(0);
    setHidden(true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(1);
    setHidden(false);
    await jest.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('does not ask while paused, but on demand', async () => {
    const ask = jest.fn(async () => 'answer');
    const poll = new Poll(ask, 1000);
    poll.subscribe(() => {});
    await jest.advanceTimersByTimeAsync(0);
    poll.setPaused(true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(1);
    poll.refresh();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(2);
    // the answer is old by now: it asks at once
    poll.setPaused(false);
    await jest.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('shares one question among its listeners, and stops with the last', async () => {
    const signals: AbortSignal[] = [];
    const poll = new Poll(signal => {
      signals.push(signal);
      return new Promise<string>(() => {});
    }, 1000);
    const first = poll.subscribe(() => {});
    const second = poll.subscribe(() => {});
    expect(signals).toHaveLength(1);
    first();
    expect(signals[0].aborted).toBe(false);
    second();
    expect(signals[0].aborted).toBe(true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(signals).toHaveLength(1);
  });

  it('asks again when somebody comes back after a question was aborted', async () => {
    const ask = jest.fn(
      (signal: AbortSignal) =>
        new Promise<string>((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    const poll = new Poll(ask, 1000);
    poll.subscribe(() => {})();
    await jest.advanceTimersByTimeAsync(0);
    poll.subscribe(() => {});
    expect(ask).toHaveBeenCalledTimes(2);
    expect(poll.getState().error).toBeUndefined();
  });
});
