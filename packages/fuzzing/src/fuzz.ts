import v8 from 'node:v8';
import vm from 'node:vm';
import fc from 'fast-check';

/** How many inputs each decoder is tried with where nobody asks for more. */
const FEW_INPUTS = 300;

/** From so many inputs on it is worth to look at what stays in memory. */
const MANY_INPUTS = 50_000;

/** An input that takes longer is one that hangs the decoder: the machine may be busy, so this is generous. */
const SLOWEST_MS = 3_000;

/** What may be left in memory after many inputs: code that was compiled, tables that are bounded. */
const MOST_LEFT_BYTES = 96 * 1024 * 1024;

const inputs = Number(process.env.FUZZ_INPUTS) || FEW_INPUTS;
const seed = Number(process.env.FUZZ_SEED) || Date.now() % 2 ** 31;

/**
 * The body of a Jest test of what must hold for any input. It fails where the check throws, where one input takes seconds, and where
 * memory grows with the number of inputs.
 *
 * @param options - for what is slow by its nature: the share of the inputs to try, and the longest that one may take, in ms
 *
 * @internal
 */
export function fuzz<T>(
  input: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
  options: { share?: number; slowestMs?: number } = {},
): () => Promise<void> {
  const { share = 1, slowestMs = SLOWEST_MS } = options;
  const numRuns = Math.max(1, Math.ceil(inputs * share));
  jest.setTimeout(60_000 + inputs * 20);
  return async () => {
    const before = heapBytes();
    const started = performance.now();
    const property = fc.asyncProperty(input, async value => {
      const begun = performance.now();
      await check(value);
      const tookMs = performance.now() - begun;
      if (tookMs > slowestMs) {
        throw new Error(`One input took ${Math.round(tookMs)} ms`);
      }
    });
    await fc.assert(property, { numRuns, seed });
    if (inputs < MANY_INPUTS) {
      return;
    }
    const seconds = Math.round((performance.now() - started) / 1000);
    const left = heapBytes() - before;
    process.stdout.write(
      `${
        expect.getState().currentTestName
      }: ${numRuns} inputs, seed ${seed}, ${seconds} s, ${Math.round(
        left / 1024,
      )} kB more in memory\n`,
    );
    if (left > MOST_LEFT_BYTES) {
      throw new Error(`${left} bytes stayed in memory`);
    }
  };
}

/** What is in use once what nobody holds is gone. */
function heapBytes(): number {
  if (inputs < MANY_INPUTS) {
    return 0;
  }
  v8.setFlagsFromString('--expose-gc');
  vm.runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
