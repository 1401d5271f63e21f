/**
 * A suite that needs parts which a machine may lack: it is left out there, and says so.
 *
 * @param missing - what is lacking and how to get it; undefined where all is there
 */
export function describeWith(
  missing: string | undefined,
  name: string,
  define: () => void,
): void {
  if (missing !== undefined) {
    process.stderr.write(`Left out: ${name}. ${missing}\n`);
  }
  const suite = missing === undefined ? describe : describe.skip;
  suite(missing === undefined ? name : `${name} (${missing})`, define);
}
