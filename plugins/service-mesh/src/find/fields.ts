/** What is compared: a number, texts, a state out of a list, or yes and no. */
export type FieldType = 'number' | 'text' | 'choice' | 'flag';

/** What a field of the language is. */
export interface FieldDefinition {
  type: FieldType;
  /** For numbers: in what they are counted. */
  unit?: 'rate' | 'percent' | 'milliseconds' | 'count';
  /** For choices: what there is to choose. */
  choices?: readonly string[];
}

/** States of health as they are written in expressions; `failing` means both of its kinds. */
export const HEALTH_CHOICES = [
  'failing',
  'failing-because',
  'degraded',
  'healthy',
  'tcp-only',
  'no-traffic',
  'too-few',
  'not-measured',
] as const;

/** Everything that can be asked for. */
export const FIELDS = {
  name: { type: 'text' },
  namespace: { type: 'text' },
  cluster: { type: 'text' },
  kind: { type: 'text' },
  owner: { type: 'text' },
  system: { type: 'text' },
  domain: { type: 'text' },
  lifecycle: { type: 'text' },
  entity: { type: 'text' },
  health: { type: 'choice', choices: HEALTH_CHOICES },
  rps: { type: 'number', unit: 'rate' },
  success: { type: 'number', unit: 'percent' },
  failures: { type: 'number', unit: 'rate' },
  denied: { type: 'number', unit: 'rate' },
  p50: { type: 'number', unit: 'milliseconds' },
  p95: { type: 'number', unit: 'milliseconds' },
  p99: { type: 'number', unit: 'milliseconds' },
  mean: { type: 'number', unit: 'milliseconds' },
  connections: { type: 'number', unit: 'count' },
  pods: { type: 'number', unit: 'count' },
  callers: { type: 'number', unit: 'count' },
  callees: { type: 'number', unit: 'count' },
  mtls: { type: 'flag' },
  meshed: { type: 'flag' },
} as const satisfies Record<string, FieldDefinition>;

export type FieldName = keyof typeof FIELDS;

/** Looks a field up, whatever its case. */
export function fieldNamed(text: string): FieldName | undefined {
  const name = text.toLowerCase();
  return Object.hasOwn(FIELDS, name) ? (name as FieldName) : undefined;
}

/** How two values are compared. `~` = holds the text. */
export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';

const OPERATORS: Record<FieldType, readonly Operator[]> = {
  number: ['>', '<', '>=', '<=', '=', '!='],
  text: ['=', '!=', '~', '!~'],
  choice: ['=', '!='],
  flag: ['=', '!='],
};

/** The operators that a field knows, the commonest first. */
export function operatorsOf(field: FieldName): readonly Operator[] {
  return OPERATORS[FIELDS[field].type];
}

const FACTORS: Record<
  NonNullable<FieldDefinition['unit']>,
  Record<string, number>
> = {
  rate: { '': 1, rps: 1, '/s': 1, k: 1000, m: 1e6 },
  percent: { '': 1, '%': 1 },
  milliseconds: { '': 1, ms: 1, s: 1000 },
  count: { '': 1, k: 1000 },
};

/**
 * Reads a number with its unit: `1.5k`, `99%`, `500ms`, `2s`.
 *
 * @returns undefined where it is no number, or has a unit that the field does not know
 */
export function readNumber(text: string, field: FieldName): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)([a-z%/]*)$/.exec(text.toLowerCase());
  const definition: FieldDefinition = FIELDS[field];
  const factors = FACTORS[definition.unit ?? 'count'];
  const number =
    match && Object.hasOwn(factors, match[2])
      ? Number(match[1]) * factors[match[2]]
      : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Reads yes or no. */
export function readFlag(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'yes') {
    return true;
  }
  return word === 'false' || word === 'no' ? false : undefined;
}
