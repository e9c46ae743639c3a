import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import Ajv2020, {
  type ErrorObject,
  type ValidateFunction,
} from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

/** All schemas by name; each is the file `<name>.schema.json` of this package. @public */
export const SCHEMA_NAMES = [
  'identity/user',
  'identity/service',
  'identity/tenant',
  'identity/environment',
  'authz/input',
  'authz/decision',
  'authz/step-up',
  'authz/tenants',
  'portal/input',
  'release/input',
  'release/decision',
  'release/environments',
] as const;

/** @public */
export type SchemaName = (typeof SCHEMA_NAMES)[number];

/**
 * Path of a schema's file.
 *
 * @public
 */
export function schemaPath(name: SchemaName): string {
  return resolvePackagePath('@companyos/schemas', `${name}.schema.json`);
}

/**
 * Reads a schema.
 *
 * @public
 */
export function readSchema(name: SchemaName): Record<string, unknown> {
  return JSON.parse(readFileSync(schemaPath(name), 'utf8'));
}

// Strict about unknown words. A branch of `if` need not repeat the types that stand beside it.
const ajv = addFormats(
  new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
  }),
);
const validators = new Map<SchemaName, ValidateFunction>();

/**
 * Says what is wrong with a value, one sentence a problem that begins with the place; nothing when it is valid.
 *
 * @public
 */
export function validate(name: SchemaName, value: unknown): string[] {
  let validator = validators.get(name);
  if (!validator) {
    validator = ajv.compile(readSchema(name));
    validators.set(name, validator);
  }
  return validator(value) ? [] : (validator.errors ?? []).map(describe);
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const detail =
    params.additionalProperty ?? params.allowedValues?.join(', ') ?? '';
  return `${instancePath || '/'}: ${message}${detail && ` (${detail})`}`;
}
