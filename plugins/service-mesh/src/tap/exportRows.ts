import type { TapRow } from './TapRow';

/** The type of a file with one JSON value a line. */
export const NDJSON_TYPE = 'application/x-ndjson';

/** The events of some rows as they came, one JSON object a line, the oldest request first. */
export function toNdjson(rows: readonly TapRow[]): string {
  const lines: string[] = [];
  for (const { request, response, end } of [...rows].reverse()) {
    for (const event of [request, response, end]) {
      if (event) {
        lines.push(`${JSON.stringify(event)}\n`);
      }
    }
  }
  return lines.join('');
}

/** What an export of a workload is called: `tap-playlists-api-2026-01-31T14-25-08Z.ndjson`. */
export function exportName(workload: string, time: number): string {
  const safe = workload.replace(/[^\w.-]/g, '-');
  const second = new Date(time).toISOString().replace(/\.\d+/, '');
  return `tap-${safe}-${second.replaceAll(':', '-')}.ndjson`;
}

/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // the browser has begun to read it by then
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
