/** So many latency buckets take about the room of the rest of a row. */
const BUCKETS_PER_ROW = 8;

/**
 * The room that measured rows take, in rows: those with latency buckets take more.
 *
 * @internal
 */
export function weightOfRows(
  rows: readonly { latency?: { readonly size: number } }[],
): number {
  return rows.reduce(
    (weight, { latency }) =>
      weight + 1 + (latency?.size ?? 0) / BUCKETS_PER_ROW,
    0,
  );
}
