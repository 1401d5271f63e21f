/**
 * What comes in time, while it is still wanted.
 *
 * @param options - `problem`: what is said where it does not come, such as `its token did not come`
 * @throws Error where it takes longer than `ms`; the reason of the signal where that is aborted first
 */
export async function withinTime<T>(
  coming: Promise<T>,
  options: { ms: number; problem: string; signal?: AbortSignal },
): Promise<T> {
  const { ms, problem, signal } = options;
  let giveUp = () => {};
  const tooLate = new Promise<never>((_, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${problem} within ${ms / 1000} s`)),
      ms,
    );
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    giveUp = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    if (signal?.aborted) {
      abort();
    }
  });
  try {
    return await Promise.race([tooLate, coming]);
  } finally {
    giveUp();
  }
}
