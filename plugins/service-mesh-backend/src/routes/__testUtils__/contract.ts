import Ajv2020 from 'ajv/dist/2020';
import { spec } from '../../schema/openapi.generated';

type SchemaName = keyof typeof spec.components.schemas;

/** Schemas that others add to. */
const EXTENDED = [
  'ExplainedMeasurement',
  'MeasuredAnswer',
  'SvcMeshWorkload',
  'SvcMeshPod',
];

const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
ajv.addSchema(
  { $id: 'openapi', components: { schemas: closed(spec.components.schemas) } },
  'openapi',
);

/** Where a value differs from what the OpenAPI document says; empty where it agrees, and has no field that is not written there. */
export function violations(name: SchemaName, value: unknown): string[] {
  const validate = ajv.getSchema(`openapi#/components/schemas/${name}`);
  if (!validate) {
    throw new Error(`The document has no schema ${name}`);
  }
  return validate(value)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
}

/** The same schemas, so that fields that are not written down count as wrong, however deep. */
function closed(schemas: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      close(schema, EXTENDED.includes(name)),
    ]),
  );
}

function close(schema: unknown, isExtended: boolean): unknown {
  if (Array.isArray(schema)) {
    return schema.map(part => close(part, isExtended));
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      close(value, key === 'allOf'),
    ]),
  );
  if ('allOf' in copy || (copy.type === 'object' && !isExtended)) {
    copy.unevaluatedProperties ??= false;
  }
  return copy;
}
