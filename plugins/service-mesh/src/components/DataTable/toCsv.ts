/** A field of a table that leaves the browser. */
export type CsvValue = string | number | undefined;

/**
 * Writes a table as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it; what is
 * unknown is empty, which is not zero.
 */
export function toCsv(
  header: readonly string[],
  rows: readonly (readonly CsvValue[])[],
): string {
  return [header, ...rows]
    .map(row => row.map(field).join(','))
    .map(line => `${line}\r\n`)
    .join('');
}

function field(value: CsvValue): string {
  if (value === undefined) {
    return '';
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? String(value) : '';
  }
  const safe = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
