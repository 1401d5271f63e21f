/** Runs a command of the benchmarks: what it starts may go on, and ends with it. */
export function runCommand(
  main: () => Promise<void>,
  sayFailure: (error: unknown) => void = console.error,
): void {
  main().then(
    () => process.exit(),
    error => {
      sayFailure(error);
      process.exit(1);
    },
  );
}
