// Writes src/schema/openapi.generated.ts from src/schema/openapi.yaml. Run by `yarn workspace … openapi` after each change.
import { readFile, writeFile } from 'node:fs/promises';
import prettier from 'prettier';
import { parse } from 'yaml';

const folder = new URL('../src/schema/', import.meta.url);
const spec = parse(await readFile(new URL('openapi.yaml', folder), 'utf8'));
const target = new URL('openapi.generated.ts', folder);
const source = `// Written by scripts/generateOpenApi.mjs from openapi.yaml: change that file and run "yarn openapi".
export const spec = ${JSON.stringify(spec)} as const;
`;
const options = await prettier.resolveConfig(target.pathname);
await writeFile(
  target,
  prettier.format(source, { ...options, parser: 'typescript' }),
);
