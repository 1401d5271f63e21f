/**
 * Readers of fields of foreign objects: what is not of the expected type is absent.
 */

/** Longer texts are no names. */
const MAX_TEXT = 500;

export type Fields = Readonly<Record<string, unknown>>;

/** @internal */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** @internal */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty and holds no control characters. @internal */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_TEXT &&
    !/\p{Cc}/u.test(value)
    ? value
    : undefined;
}

/** @internal */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

/** @internal */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap(entry => textOf(entry) ?? []);
}

/** Texts by name: labels and annotations. @internal */
export function textMapOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).flatMap(([key, text]) =>
      typeof text === 'string' ? [[key, text] as const] : [],
    ),
  );
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * A duration as Go and the Gateway API write it (`1500ms`, `1m30s`), in ms. Zero means that there is no limit.
 *
 * @internal
 */
export function durationMs(value: unknown): number | undefined {
  const text = textOf(value);
  if (!text || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
    return undefined;
  }
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(count) * UNITS_MS[unit];
  }
  return total > 0 ? total : undefined;
}

const QUANTITY_UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
};

/**
 * A quantity of Kubernetes (`500m`, `1`, `2k`), as far as weights need it.
 *
 * @internal
 */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value >= 0 ? numberOf(value) : undefined;
  }
  const match = /^(\d+(?:\.\d+)?)([mkM]?)$/.exec(textOf(value) ?? '');
  return match ? Number(match[1]) * QUANTITY_UNITS[match[2]] : undefined;
}
