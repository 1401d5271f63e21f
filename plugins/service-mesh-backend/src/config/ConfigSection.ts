import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { HumanDuration, durationToMilliseconds } from '@backstage/types';
import { isAbsolute } from 'path';

/**
 * A part of the configuration that knows its own full key, so that every complaint says where, what stands there and what should.
 */
export class ConfigSection {
  readonly key: string;
  readonly config: Config | undefined;

  constructor(key: string, config: Config | undefined) {
    this.key = key;
    this.config = config;
  }

  section(field: string): ConfigSection {
    return new ConfigSection(
      `${this.key}.${field}`,
      this.config?.getOptionalConfig(field),
    );
  }

  sections(field: string): ConfigSection[] {
    return (this.config?.getOptionalConfigArray(field) ?? []).map(
      (config, index) =>
        new ConfigSection(`${this.key}.${field}[${index}]`, config),
    );
  }

  has(field: string): boolean {
    return this.config?.has(field) ?? false;
  }

  boolean(field: string): boolean | undefined {
    return this.config?.getOptionalBoolean(field);
  }

  /** A string that is not empty. */
  string(field: string): string | undefined {
    const value = this.config?.getOptional(field);
    if (value === undefined) {
      return undefined;
    }
    if (typeof value !== 'string' || value.trim() === '') {
      throw this.invalid(field, 'a text that is not empty');
    }
    return value;
  }

  requiredString(field: string): string {
    return this.required(field, this.string(field));
  }

  /** As `string`. A complaint goes to the log: it does not hold the value. */
  secret(field: string): string | undefined {
    const value = this.config?.getOptional(field);
    if (value === undefined) {
      return undefined;
    }
    if (typeof value !== 'string' || value.trim() === '') {
      throw new InputError(
        `Invalid configuration: ${this.key}.${field} must be a text that is not empty; put quotes around a number`,
      );
    }
    return value;
  }

  requiredSecret(field: string): string {
    return this.required(field, this.secret(field));
  }

  strings(field: string): string[] | undefined {
    const value = this.config?.getOptional(field);
    if (value === undefined) {
      return undefined;
    }
    if (
      !Array.isArray(value) ||
      value.some(item => typeof item !== 'string' || item === '')
    ) {
      throw this.invalid(field, 'a list of texts');
    }
    return value as string[];
  }

  /** A flat map of texts. Numbers and booleans, as YAML reads them, are taken as they are written. */
  stringMap(field: string): Record<string, string> {
    const value = this.config?.getOptional(field) ?? {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.invalid(field, 'a map of names to texts');
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        if (!['string', 'number', 'boolean'].includes(typeof item)) {
          throw new InputError(
            `Invalid configuration: ${this.key}.${field}.${name} must be a text`,
          );
        }
        return [name, String(item)];
      }),
    );
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    const value = this.string(field);
    if (value === undefined) {
      return undefined;
    }
    const found = allowed.find(candidate => candidate === value);
    if (!found) {
      throw this.invalid(field, `one of ${allowed.join(', ')}`);
    }
    return found;
  }

  number(
    field: string,
    range: { min: number; max: number; integer?: boolean },
  ): number | undefined {
    const value = this.config?.getOptional(field);
    if (value === undefined) {
      return undefined;
    }
    const number = typeof value === 'string' ? Number(value) : value;
    if (
      typeof number !== 'number' ||
      !(number >= range.min && number <= range.max) ||
      (range.integer && !Number.isInteger(number))
    ) {
      throw this.invalid(
        field,
        `${range.integer ? 'a whole number' : 'a number'} from ${
          range.min
        } to ${range.max}`,
      );
    }
    return number;
  }

  /** Milliseconds of a duration such as `10s`, `PT10S` or `{ seconds: 10 }`. */
  durationMs(
    field: string,
    range: { minMs: number; maxMs: number },
  ): number | undefined {
    if (!this.has(field) || !this.config) {
      return undefined;
    }
    let duration: HumanDuration;
    try {
      duration = readDurationFromConfig(this.config, { key: field });
    } catch {
      throw this.invalid(field, 'a duration such as 10s or 5m');
    }
    const ms = durationToMilliseconds(duration);
    if (ms < range.minMs || ms > range.maxMs) {
      throw this.invalid(
        field,
        `a duration from ${range.minMs / 1000}s to ${range.maxMs / 1000}s`,
      );
    }
    return ms;
  }

  absolutePath(field: string): string | undefined {
    const value = this.string(field);
    if (value !== undefined && !isAbsolute(value)) {
      throw this.invalid(field, 'an absolute path');
    }
    return value;
  }

  /** A name that is legal for Kubernetes objects in a path (RFC 1123, dots allowed). */
  kubernetesName(field: string): string | undefined {
    const value = this.string(field);
    if (value !== undefined && !isKubernetesName(value)) {
      throw this.invalid(
        field,
        'a Kubernetes name: lower-case letters, digits, - and .',
      );
    }
    return value;
  }

  kubernetesNames(field: string): string[] | undefined {
    const values = this.strings(field);
    const wrong = values?.find(value => !isKubernetesName(value));
    if (wrong !== undefined) {
      throw new InputError(
        `Invalid configuration: ${this.key}.${field} holds ${JSON.stringify(
          wrong,
        )}, which is no name of a namespace (lower-case letters, digits and -)`,
      );
    }
    return values;
  }

  private required(field: string, value: string | undefined): string {
    if (value === undefined) {
      throw new InputError(
        `Invalid configuration: ${this.key}.${field} is missing`,
      );
    }
    return value;
  }

  invalid(field: string, expected: string): Error {
    return new InputError(
      `Invalid configuration: ${this.key}.${field} is ${JSON.stringify(
        this.config?.getOptional(field),
      )}, but must be ${expected}`,
    );
  }
}

const KUBERNETES_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

function isKubernetesName(value: string): boolean {
  return KUBERNETES_NAME.test(value);
}
