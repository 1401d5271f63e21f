import type { TapHeader } from '@backstage-mesh/plugin-service-mesh-common';
import type { TapRow } from './TapRow';

const PLACEHOLDER = '{traceId}';

/** How each header of a tracing system carries the id of the trace. */
const READERS: Record<string, RegExp> = {
  traceparent: /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/i,
  b3: /^([0-9a-f]{32}|[0-9a-f]{16})-[0-9a-f]{16}/i,
  'x-b3-traceid': /^([0-9a-f]{32}|[0-9a-f]{16})$/i,
  'uber-trace-id': /^([0-9a-f]{1,32})(?::|%3A)/i,
};

/** The trace that a request belongs to, by its headers; undefined where they name none. */
export function traceIdOf(row: TapRow): string | undefined {
  const headers: TapHeader[] = [
    ...(row.request.event.requestInit?.headers ?? []),
    ...(row.response?.event.responseInit?.headers ?? []),
  ];
  for (const [name, pattern] of Object.entries(READERS)) {
    const value = headers.find(
      header => header.name.toLowerCase() === name,
    )?.value;
    const id = pattern.exec(value ?? '')?.[1].toLowerCase();
    if (id && /[^0]/.test(id)) {
      return id;
    }
  }
  return undefined;
}

/**
 * The address of a trace in the tracing tool.
 *
 * @param template - an http(s) address with `{traceId}` in it
 * @returns undefined where there is no template, or one of another kind
 */
export function traceUrl(
  template: string | undefined,
  traceId: string | undefined,
): string | undefined {
  return traceId &&
    template &&
    /^https?:\/\//.test(template) &&
    template.includes(PLACEHOLDER)
    ? template.replaceAll(PLACEHOLDER, encodeURIComponent(traceId))
    : undefined;
}
