import { messageOf } from '../../messageOf';
import { plainText } from '../../plainText';
import { endOfQuoted } from './series';

/**
 * A line that could not be read.
 *
 * @internal
 */
export interface ExpositionError {
  /** From 1. */
  line: number;
  reason: string;
}

/** @internal */
export interface ExpositionReport {
  samples: number;
  /** All of the bad lines; `errors` holds the first of them. */
  badLines: number;
  errors: readonly ExpositionError[];
}

/** @internal */
export interface ExpositionOptions {
  /**
   * Called for each sample, with what stands before its value as it is written there: the same text for the same series in each
   * answer of a proxy, so that a caller needs to parse it only once. What it throws makes the line a bad one.
   */
  onSample(identity: string, value: number, metric: string): void;
  /** Which metrics to read; the lines of the others are passed over unread. */
  keep?(metric: string): boolean;
  /** The most characters that are accepted. */
  maxLength?: number;
}

/** Longer lines are no metrics. */
const MAX_LINE = 64 * 1024;

const MAX_ERRORS = 5;

/** Of the reason why a line is bad, in characters. */
const MAX_REASON = 200;

/** The largest exposition that was seen has 1.2 MB. */
const DEFAULT_MAX_LENGTH = 32 * 1024 * 1024;

/**
 * Reads the Prometheus text format as it comes, in pieces of any size. A bad line is counted and left out, and ends nothing.
 *
 * @internal
 */
export class ExpositionReader {
  private rest = '';
  private length = 0;
  private line = 0;
  private samples = 0;
  private badLines = 0;
  private readonly errors: ExpositionError[] = [];

  constructor(private readonly options: ExpositionOptions) {}

  /**
   * @throws RangeError where the text is longer than accepted, or holds a line that is no metric's
   */
  push(chunk: string): void {
    this.length += chunk.length;
    const max = this.options.maxLength ?? DEFAULT_MAX_LENGTH;
    if (this.length > max) {
      throw new RangeError(`The metrics are longer than ${max} characters`);
    }
    const text = this.rest + chunk;
    let start = 0;
    let end = text.indexOf('\n');
    while (end >= 0) {
      this.readLine(text, start, end);
      start = end + 1;
      end = text.indexOf('\n', start);
    }
    this.rest = text.slice(start);
    if (this.rest.length > MAX_LINE) {
      throw new RangeError(
        `Line ${
          this.line + 1
        } of the metrics is longer than ${MAX_LINE} characters`,
      );
    }
  }

  /** Reads the last line, if it has no end, and says what was found. */
  finish(): ExpositionReport {
    if (this.rest) {
      this.readLine(this.rest, 0, this.rest.length);
      this.rest = '';
    }
    return {
      samples: this.samples,
      badLines: this.badLines,
      errors: this.errors,
    };
  }

  private readLine(text: string, start: number, end: number): void {
    this.line += 1;
    let from = start;
    while (from < end && isBlank(text.charCodeAt(from))) {
      from += 1;
    }
    let to = end;
    while (to > from && isBlank(text.charCodeAt(to - 1))) {
      to -= 1;
    }
    if (from === to || text[from] === '#') {
      return;
    }
    try {
      this.readSample(text.slice(from, to));
    } catch (error) {
      this.badLines += 1;
      if (this.errors.length < MAX_ERRORS) {
        this.errors.push({
          line: this.line,
          reason: plainText(messageOf(error), MAX_REASON),
        });
      }
    }
  }

  private readSample(line: string): void {
    let nameEnd = 0;
    while (nameEnd < line.length && isNameCharacter(line.charCodeAt(nameEnd))) {
      nameEnd += 1;
    }
    const metric = line.slice(0, nameEnd);
    if (!metric) {
      throw new SyntaxError('the line does not begin with a metric name');
    }
    if (this.options.keep && !this.options.keep(metric)) {
      return;
    }
    const identityEnd = endOfSeries(line, nameEnd);
    const fields = line
      .slice(identityEnd)
      .trim()
      .split(/[ \t]+/);
    // What follows the value is a time stamp, or an exemplar of OpenMetrics.
    if (
      fields.length > 1 &&
      !fields[1].startsWith('#') &&
      !/^-?\d+(\.\d+)?$/.test(fields[1])
    ) {
      throw new SyntaxError(`unexpected ${JSON.stringify(fields[1])}`);
    }
    const value = parseValue(fields[0]);
    this.options.onSample(line.slice(0, identityEnd).trim(), value, metric);
    this.samples += 1;
  }
}

/**
 * Reads a value of the text format: a Go float, with NaN and infinities in any case.
 *
 * @throws SyntaxError
 * @internal
 */
export function parseValue(text: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    if (!Number.isFinite(value)) {
      throw new SyntaxError(`too large a value: ${text.slice(0, 60)}`);
    }
    return value;
  }
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (!special) {
    throw new SyntaxError(`no value: ${JSON.stringify(text.slice(0, 60))}`);
  }
  if (special[2].toLowerCase() === 'nan') {
    return NaN;
  }
  return special[1] === '-' ? -Infinity : Infinity;
}

/** Where the labels end; the end of the name where there are none. */
function endOfSeries(line: string, nameEnd: number): number {
  let at = nameEnd;
  while (isBlank(line.charCodeAt(at))) {
    at += 1;
  }
  if (line[at] !== '{') {
    return nameEnd;
  }
  for (;;) {
    const quote = line.indexOf('"', at + 1);
    const close = line.indexOf('}', at + 1);
    if (close < 0) {
      throw new SyntaxError('the labels do not end');
    }
    if (quote < 0 || close < quote) {
      return close + 1;
    }
    at = endOfQuoted(line, quote);
    if (at < 0) {
      throw new SyntaxError('the value of a label does not end');
    }
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 58) ||
    code === 95
  );
}
