import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import addFormatsOfDraft2019 from 'ajv-formats-draft2019';
import stableStringify from 'fast-json-stable-stringify';

/** Those that the schemas of the versions refer to. */
const SHARED = ['spdx', 'cryptography-defs', 'jsf-0.82'];

const MAX_PROBLEMS = 3;

/** Real ones have ten; each level is looked through for doubles with all below it. */
const MAX_DEPTH = 64;

const validators = new Map<string, ValidateFunction>();

/**
 * What the official JSON schema of its version has against a CycloneDX document. A schema is compiled when its version comes
 * for the first time, which takes a quarter of a second.
 *
 * @param specVersion - 1.2 to 1.7
 * @returns undefined when there is nothing.
 */
export function cycloneDxProblem(
  bom: object,
  specVersion: string,
): string | undefined {
  if (isDeeperThan(MAX_DEPTH, bom))
    return `it is nested more than ${MAX_DEPTH} levels deep`;
  const validate = validators.get(specVersion) ?? compile(specVersion);
  validators.set(specVersion, validate);
  return validate(bom) ? undefined : describe(validate.errors ?? []);
}

/** Level by level and not by recursion, which is what it keeps from being exhausted. */
function isDeeperThan(limit: number, value: object): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap(one =>
      Object.values(one as object).filter(
        inner => typeof inner === 'object' && inner !== null,
      ),
    );
  }
  return false;
}

function compile(specVersion: string): ValidateFunction {
  const ajv = new Ajv({
    strict: false,
    schemas: Object.fromEntries(
      SHARED.map(name => {
        const file = `${name}.SNAPSHOT.schema.json`;
        return [`http://cyclonedx.org/schema/${file}`, readSchema(file)];
      }),
    ),
  });
  addFormats(ajv);
  // as the validator of the package that has the schemas does it
  addFormatsOfDraft2019(ajv, { formats: ['idn-email'] });
  ajv.addFormat('iri-reference', true);
  // ajv's own compares each element with each other: a minute for 20,000 components
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    validate: (isWanted: boolean, items: unknown[]) =>
      !isWanted ||
      items.length < 2 ||
      new Set(items.map(item => stableStringify(item))).size === items.length,
  });
  return ajv.compile(readSchema(`bom-${specVersion}.SNAPSHOT.schema.json`));
}

function readSchema(file: string): object {
  const home = path.dirname(
    require.resolve('@cyclonedx/cyclonedx-library/package.json'),
  );
  return JSON.parse(
    readFileSync(path.join(home, 'res', 'schema', file), 'utf8'),
  );
}

/** Of a choice between shapes each is named, of which the first say enough. */
function describe(errors: ErrorObject[]): string {
  const problems = errors.map(({ instancePath, message, params }) => {
    const { allowedValues, additionalProperty } = params as {
      allowedValues?: unknown[];
      additionalProperty?: string;
    };
    const detail = additionalProperty ?? allowedValues?.slice(0, 5).join(', ');
    return [instancePath || '/', message, detail && `(${detail})`]
      .filter(Boolean)
      .join(' ');
  });
  return [...new Set(problems)].slice(0, MAX_PROBLEMS).join('; ');
}
