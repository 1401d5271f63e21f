import {
  FIELDS,
  FieldDefinition,
  FieldName,
  Operator,
  fieldNamed,
  operatorsOf,
  readFlag,
  readNumber,
} from './fields';
import { Token, tokenize } from './tokenize';

/** An expression that was understood. */
export type Expression =
  | { type: 'and' | 'or'; parts: Expression[] }
  | { type: 'not'; part: Expression }
  | { type: 'words'; text: string }
  | {
      type: 'compare';
      field: FieldName;
      operator: Operator;
      value: string | number | boolean;
    };

/** What would have been understood at the place of an error. */
export type Expected =
  | 'condition'
  | 'closing-bracket'
  | 'closing-quote'
  | 'field'
  | 'operator'
  | 'number'
  | 'choice'
  | 'flag'
  | 'text'
  | 'nothing';

/** Why an expression was not understood, and where. */
export interface ExpressionError {
  /** Where it begins in the text, and where it ends; equal at the end of the text. */
  start: number;
  end: number;
  expected: Expected;
  /** What stands there instead; empty at the end of the text. */
  found: string;
  /** The field whose value or operator is wrong. */
  field?: FieldName;
}

/** The outcome of parsing: `expression` is absent where the text is empty. */
export type ParseResult =
  | { ok: true; expression?: Expression }
  | { ok: false; error: ExpressionError };

/** Deeper brackets than a person writes: the parser is recursive. */
const DEEPEST = 50;

class Refusal extends Error {
  constructor(readonly problem: ExpressionError) {
    super(problem.expected);
  }
}

class Parser {
  readonly #tokens: Token[];
  readonly #length: number;
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
    this.#length = text.length;
  }

  parse(): Expression | undefined {
    if (this.#tokens.length === 0) {
      return undefined;
    }
    const expression = this.#or();
    if (this.#peek()) {
      this.#refuse('nothing');
    }
    return expression;
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead];
  }

  #refuse(expected: Expected, field?: FieldName, at = this.#peek()): never {
    throw new Refusal({
      start: at?.start ?? this.#length,
      end: at?.end ?? this.#length,
      expected,
      found: at?.text ?? '',
      ...(field && { field }),
    });
  }

  #isKeyword(word: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return (
      token?.type === 'word' &&
      !token.quoted &&
      token.text.toLowerCase() === word
    );
  }

  #or(): Expression {
    const parts = [this.#and()];
    while (this.#isKeyword('or')) {
      this.#next += 1;
      parts.push(this.#and());
    }
    return parts.length === 1 ? parts[0] : { type: 'or', parts };
  }

  #and(): Expression {
    const parts = [this.#not()];
    for (;;) {
      const token = this.#peek();
      if (!token || token.type === 'close' || this.#isKeyword('or')) {
        break;
      }
      if (this.#isKeyword('and')) {
        this.#next += 1;
      }
      parts.push(this.#not());
    }
    return parts.length === 1 ? parts[0] : { type: 'and', parts };
  }

  #not(): Expression {
    if (this.#isKeyword('not') || this.#isKeyword('!')) {
      this.#next += 1;
      return { type: 'not', part: this.#nested(() => this.#not()) };
    }
    return this.#primary();
  }

  #primary(): Expression {
    const token = this.#peek();
    if (!token || this.#isKeyword('and') || this.#isKeyword('or')) {
      return this.#refuse('condition');
    }
    if (token.type === 'open') {
      this.#next += 1;
      const inner = this.#nested(() => this.#or());
      if (this.#peek()?.type !== 'close') {
        this.#refuse('closing-bracket');
      }
      this.#next += 1;
      return inner;
    }
    if (token.type === 'operator') {
      return this.#refuse('field');
    }
    if (token.type === 'close') {
      return this.#refuse('condition');
    }
    if (token.unterminated) {
      return this.#refuse('closing-quote');
    }
    this.#next += 1;
    if (this.#peek()?.type !== 'operator') {
      return { type: 'words', text: token.text };
    }
    return this.#compare(token);
  }

  #compare(fieldToken: Token): Expression {
    const field = fieldToken.quoted ? undefined : fieldNamed(fieldToken.text);
    if (!field) {
      return this.#refuse('field', undefined, fieldToken);
    }
    const operator = this.#peek()?.text as Operator;
    if (!operatorsOf(field).includes(operator)) {
      this.#refuse('operator', field);
    }
    this.#next += 1;
    const token = this.#peek();
    const { type, choices }: FieldDefinition = FIELDS[field];
    if (token?.type !== 'word') {
      return this.#refuse(type, field);
    }
    if (token.unterminated) {
      return this.#refuse('closing-quote', field);
    }
    const value = readValue(token.text, field, type, choices);
    if (value === undefined) {
      return this.#refuse(type, field);
    }
    this.#next += 1;
    return { type: 'compare', field, operator, value };
  }

  #nested<T>(inner: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) {
      this.#refuse('nothing');
    }
    const result = inner();
    this.#depth -= 1;
    return result;
  }
}

function readValue(
  text: string,
  field: FieldName,
  type: FieldDefinition['type'],
  choices: readonly string[] = [],
): string | number | boolean | undefined {
  switch (type) {
    case 'number':
      return readNumber(text, field);
    case 'flag':
      return readFlag(text);
    case 'choice':
      return choices.find(choice => choice === text.toLowerCase());
    default:
      return text;
  }
}

/**
 * Reads an expression: conditions such as `rps > 10`, joined by `and`, `or`, `not` and brackets. Words without an operator are
 * searched for in the texts of a node; conditions beside each other must all hold.
 */
export function parseExpression(text: string): ParseResult {
  try {
    const expression = new Parser(text).parse();
    return expression ? { ok: true, expression } : { ok: true };
  } catch (error) {
    if (error instanceof Refusal) {
      return { ok: false, error: error.problem };
    }
    throw error;
  }
}
