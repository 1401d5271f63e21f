import { LabelSelector } from '@backstage-mesh/plugin-service-mesh-node';
import { InputError } from '@backstage/errors';
import { plainText } from '../plainText';

/**
 * One requirement of a selector.
 */
export interface LabelRequirement {
  key: string;
  operator: 'in' | 'notin' | 'exists' | '!exists';
  /** For `in` and `notin`; `=` and `!=` are `in` and `notin` with one value. */
  values: readonly string[];
}

/**
 * A selector with its requirements, for those that look matches up instead of trying each.
 */
export interface ParsedLabelSelector extends LabelSelector {
  readonly requirements: readonly LabelRequirement[];
}

const MAX_SELECTOR_LENGTH = 4096;
/** Of a text that is told back, in characters. */
const MAX_SHOWN = 300;
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const DOMAIN = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Separators, one- and two-character operators, or a word. */
const TOKEN = /\s*(==|!=|[=!,()<>]|[^\s=!,()<>]+)/y;

class SelectorParser {
  readonly #text: string;
  readonly #tokens: string[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = [...text.trimEnd().matchAll(new RegExp(TOKEN, 'gy'))].map(
      match => match[1],
    );
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    if (this.#tokens.length === 0) {
      return requirements;
    }
    do {
      requirements.push(this.#requirement());
    } while (this.#take(','));
    if (this.#peek() !== undefined) {
      throw this.#problem(`unexpected ${JSON.stringify(this.#peek())}`);
    }
    return requirements;
  }

  #requirement(): LabelRequirement {
    if (this.#take('!')) {
      return { key: this.#key(), operator: '!exists', values: [] };
    }
    const key = this.#key();
    const operator = this.#peek();
    switch (operator) {
      case undefined:
      case ',':
        return { key, operator: 'exists', values: [] };
      case '=':
      case '==':
        this.#next++;
        return { key, operator: 'in', values: [this.#value()] };
      case '!=':
        this.#next++;
        return { key, operator: 'notin', values: [this.#value()] };
      case 'in':
      case 'notin':
        this.#next++;
        return { key, operator, values: this.#values() };
      default:
        throw this.#problem(
          `${JSON.stringify(
            operator,
          )} is no operator (use =, ==, !=, in or notin)`,
        );
    }
  }

  #key(): string {
    const key = this.#word();
    const slash = key.indexOf('/');
    const domain = slash < 0 ? undefined : key.slice(0, slash);
    const name = key.slice(slash + 1);
    if (!NAME.test(name) || (domain !== undefined && !DOMAIN.test(domain))) {
      throw this.#problem(`${JSON.stringify(key)} is no name of a label`);
    }
    return key;
  }

  #values(): string[] {
    if (!this.#take('(')) {
      throw this.#problem('"(" is missing');
    }
    const values: string[] = [];
    do {
      values.push(this.#value());
    } while (this.#take(','));
    if (!this.#take(')')) {
      throw this.#problem('")" is missing');
    }
    return values;
  }

  /** The value may be empty: `a=` and `a in (b,)` are legal. */
  #value(): string {
    const token = this.#peek();
    if (token === undefined || token === ',' || token === ')') {
      return '';
    }
    const value = this.#word();
    if (!NAME.test(value)) {
      throw this.#problem(`${JSON.stringify(value)} is no value of a label`);
    }
    return value;
  }

  #word(): string {
    const token = this.#peek();
    if (token === undefined || /^[=!,()<>]/.test(token)) {
      throw this.#problem(
        token === undefined
          ? 'it ends too early'
          : `unexpected ${JSON.stringify(token)}`,
      );
    }
    this.#next++;
    return token;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) {
      return false;
    }
    this.#next++;
    return true;
  }

  #problem(message: string): InputError {
    return new InputError(
      `Invalid label selector ${plainText(
        JSON.stringify(this.#text),
        MAX_SHOWN,
      )}: ${plainText(message, MAX_SHOWN)}`,
    );
  }
}

/**
 * Reads a label selector in the grammar of Kubernetes: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, joined by
 * commas. An empty selector matches everything, as it does there.
 *
 * @throws InputError naming the selector and what is wrong in it
 */
export function parseLabelSelector(text: string): ParsedLabelSelector {
  if (text.length > MAX_SELECTOR_LENGTH) {
    throw new InputError(
      `A label selector may have ${MAX_SELECTOR_LENGTH} characters; this one has ${text.length}`,
    );
  }
  const requirements = new SelectorParser(text).parse();
  return {
    requirements,
    matches: labels =>
      requirements.every(requirement => holds(requirement, labels)),
  };
}

function holds(
  { key, operator, values }: LabelRequirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      // As in Kubernetes: what does not carry the label is not "in" either.
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
