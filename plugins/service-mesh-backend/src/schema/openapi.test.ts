import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { spec } from './openapi.generated';

describe('openapi.generated.ts', () => {
  it('should be written anew after each change of openapi.yaml: run "yarn openapi"', () => {
    const yaml = readFileSync(join(__dirname, 'openapi.yaml'), 'utf8');
    expect(parse(yaml)).toEqual(spec);
  });

  it('should refer only to what it holds', () => {
    const references = [
      ...JSON.stringify(spec).matchAll(
        /"\$ref":"#\/components\/(\w+)\/(\w+)"/g,
      ),
    ];
    const known = Object.entries(spec.components).flatMap(([group, entries]) =>
      Object.keys(entries).map(name => `${group}/${name}`),
    );
    const dangling = references
      .map(([, group, name]) => `${group}/${name}`)
      .filter(reference => !known.includes(reference));
    expect(references.length).toBeGreaterThan(50);
    expect(dangling).toEqual([]);
  });
});
