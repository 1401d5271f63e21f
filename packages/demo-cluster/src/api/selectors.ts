import type { KubernetesObject } from '../objects/KubernetesObject';
import type { ResourceName } from '../objects/resources';
import { badRequest } from './status';

export type Predicate = (object: KubernetesObject) => boolean;

type LabelTest = (labels: Record<string, string>) => boolean;

const SET_EXPRESSION = /^([^\s!=(),]+)\s+(in|notin)\s+\(([^()]*)\)$/;
const EQUALITY = /^([^\s!=(),]+)\s*(==|!=|=)\s*([^\s!=(),]*)$/;
const EXISTENCE = /^(!?)\s*([^\s!=(),]+)$/;

/** @throws ApiError 400 for what cannot be parsed. */
export function parseLabelSelector(selector: string): Predicate {
  const tests = splitOutsideParentheses(selector).map(parseLabelRequirement);
  return object => {
    const labels = object.metadata.labels ?? {};
    return tests.every(test => test(labels));
  };
}

function parseLabelRequirement(requirement: string): LabelTest {
  const set = SET_EXPRESSION.exec(requirement);
  if (set) {
    const [, key, operator, list] = set;
    const values = new Set(list.split(',').map(value => value.trim()));
    return labels =>
      operator === 'in'
        ? key in labels && values.has(labels[key])
        : !(key in labels) || !values.has(labels[key]);
  }
  const equality = EQUALITY.exec(requirement);
  if (equality) {
    const [, key, operator, value] = equality;
    return labels => (labels[key] === value) === (operator !== '!=');
  }
  const existence = EXISTENCE.exec(requirement);
  if (existence) {
    const [, not, key] = existence;
    return labels => key in labels === (not === '');
  }
  throw badRequest(
    `unable to parse requirement: ${JSON.stringify(requirement)}`,
  );
}

function splitOutsideParentheses(selector: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of selector) {
    if (character === ',' && depth === 0) {
      parts.push(part);
      part = '';
      continue;
    }
    depth += character === '(' ? 1 : 0;
    depth -= character === ')' ? 1 : 0;
    part += character;
  }
  parts.push(part);
  return parts.map(item => item.trim()).filter(item => item !== '');
}

const POD_FIELDS = [
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'status.phase',
  'status.podIP',
];

/** @throws ApiError 400 for a field that the resource cannot be selected by. */
export function parseFieldSelector(
  resource: ResourceName,
  selector: string,
): Predicate {
  const known = [
    'metadata.name',
    'metadata.namespace',
    ...(resource === 'pods' ? POD_FIELDS : []),
  ];
  const tests = selector
    .split(',')
    .filter(item => item !== '')
    .map(item => {
      const match = EQUALITY.exec(item.trim());
      if (!match) {
        throw badRequest(
          `invalid selector: ${JSON.stringify(item)}; can't understand it`,
        );
      }
      const [, field, operator, value] = match;
      if (!known.includes(field)) {
        throw badRequest(`field label not supported: ${field}`);
      }
      return (object: KubernetesObject) =>
        (readField(object, field) === value) === (operator !== '!=');
    });
  return object => tests.every(test => test(object));
}

function readField(object: KubernetesObject, field: string): string {
  let value: unknown = object;
  for (const key of field.split('.')) {
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[key]
        : undefined;
  }
  return typeof value === 'string' ? value : '';
}
