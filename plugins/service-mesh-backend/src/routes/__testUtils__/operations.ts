import { spec as document } from '../../schema/openapi.generated';

type SchemaName = keyof typeof document.components.schemas;

/** A parameter of a route. */
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

/** A route of the OpenAPI document, with its references followed. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  /** Names of the schemas of what is answered, by `200 application/json`; empty for one without content, or of plain text. */
  schemas: Record<string, SchemaName | ''>;
}

interface Written {
  operationId: string;
  parameters?: (Parameter | { $ref: string })[];
  responses: Record<
    string,
    { content?: Record<string, { schema: { $ref?: string } }> }
  >;
}

/** All routes of the document. */
export function operationsOf(spec: typeof document): Operation[] {
  return Object.entries(spec.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Written>).map(
      ([method, { operationId, parameters = [], responses }]) => ({
        id: operationId,
        method,
        path,
        parameters: parameters.map(parameter =>
          '$ref' in parameter
            ? parameterNamed(spec, parameter.$ref)
            : parameter,
        ),
        schemas: Object.fromEntries(
          Object.entries(responses).flatMap(
            ([status, { content }]): [string, SchemaName | ''][] =>
              content
                ? Object.entries(content).map(([type, { schema }]) => [
                    `${status} ${type}`,
                    nameOf(schema.$ref ?? '') as SchemaName,
                  ])
                : [[`${status} `, '' as const]],
          ),
        ),
      }),
    ),
  );
}

function parameterNamed(spec: typeof document, ref: string): Parameter {
  const parameters: Record<string, Parameter> = spec.components.parameters;
  return parameters[nameOf(ref)];
}

function nameOf(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}
