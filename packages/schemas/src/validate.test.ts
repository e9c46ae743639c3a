import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { readSchema, SCHEMA_NAMES, validate } from './validate';

const root = resolve(__dirname, '../../..');
describe('the schemas', () => {
  it('are the files of the package, no more and no less', () => {
    const files = globSync(
      'packages/schemas/{identity,authz,portal,release}/*.json',
      { cwd: root },
    );
    expect(files.sort()).toEqual(
      SCHEMA_NAMES.map(name => `packages/schemas/${name}.schema.json`).sort(),
    );
  });

  it.each(SCHEMA_NAMES)('%s is valid, named and versioned', name => {
    const schema = readSchema(name);
    expect(new Ajv2020().validateSchema(schema)).toBe(true);
    expect(schema.$id).toBe(`https://companyos.dev/schemas/${name}/1.0.0`);
    expect(validate(name, undefined)).not.toEqual([]);
  });
});
