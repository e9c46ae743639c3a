import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod/v4';
import { GoldenPathError, reasonOf } from './errors';
import { vendorSchema, type VendoredFolder } from './vendor';

const run = promisify(execFile);

/** Annotation (or label) of a template entity with the template's own version. @public */
export const TEMPLATE_VERSION_ANNOTATION = 'companyos.dev/template-version';

/**
 * Where a rendered tree comes from.
 *
 * @public
 */
export type TemplateSource = {
  /** Such as `template:default/service-api`. */
  entityRef: string;
  name: string;
  version: string;
  /** The Git commit that last changed the template; absent where its source is not known. */
  commit?: string;
  /** True when the template differed from that commit. */
  modified?: boolean;
  /** Parameters that the template marks as secret. */
  secretInputs: string[];
  /** Folders beside the template that a service gets a copy of. */
  vendor: VendoredFolder[];
};

const stringsSchema = z.record(z.string(), z.string());

const templateSchema = z.object({
  kind: z.literal('Template'),
  metadata: z.object({
    name: z.string(),
    namespace: z.string().default('default'),
    annotations: stringsSchema.default({}),
    labels: stringsSchema.default({}),
  }),
  spec: z.object({
    parameters: z.unknown().optional(),
    vendor: vendorSchema.default([]),
  }),
});

/**
 * Reads `template.yaml` of a template folder, and from Git which commit it and what it vendors are at.
 *
 * @throws GoldenPathError `GOLDEN_PATH_TEMPLATE_INVALID`
 * @public
 */
export async function readTemplate(
  templateDir: string,
): Promise<TemplateSource> {
  const file = join(templateDir, 'template.yaml');
  const parsed = templateSchema.safeParse(await readYaml(file));
  if (!parsed.success) {
    throw new GoldenPathError(
      'GOLDEN_PATH_TEMPLATE_INVALID',
      `'${file}' is not a template: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { metadata, spec } = parsed.data;
  const version =
    metadata.annotations[TEMPLATE_VERSION_ANNOTATION] ??
    metadata.labels[TEMPLATE_VERSION_ANNOTATION];
  if (!version) {
    throw new GoldenPathError(
      'GOLDEN_PATH_TEMPLATE_INVALID',
      `'${file}' has no version; set the annotation '${TEMPLATE_VERSION_ANNOTATION}'`,
    );
  }
  return {
    entityRef: `template:${metadata.namespace}/${metadata.name}`.toLowerCase(),
    name: metadata.name,
    version,
    ...(await readCommit(templateDir, [
      '.',
      ...spec.vendor.map(({ from }) => from),
    ])),
    secretInputs: findSecretInputs(spec.parameters),
    vendor: spec.vendor,
  };
}

async function readYaml(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new GoldenPathError(
      'GOLDEN_PATH_TEMPLATE_INVALID',
      `The template '${file}' cannot be read: ${reasonOf(error)}`,
      error,
    );
  }
}

async function readCommit(
  dir: string,
  paths: string[],
): Promise<Pick<TemplateSource, 'commit' | 'modified'>> {
  const git = async (...args: string[]) =>
    (await run('git', ['-C', dir, ...args])).stdout.trim();
  try {
    const [commit, changes] = await Promise.all([
      git('log', '-1', '--format=%H', '--', ...paths),
      git('status', '--porcelain', '--', ...paths),
    ]);
    if (!commit) return {};
    return changes ? { commit, modified: true } : { commit };
  } catch {
    return {}; // no Git, or not a checkout: the version has to do
  }
}

/** Names of all properties, on any level of the form's JSON schema, that must not be written down. */
function findSecretInputs(schema: unknown): string[] {
  const names = new Set<string>();
  const visit = (node: unknown, name?: string) => {
    if (Array.isArray(node)) {
      node.forEach(item => visit(item));
    } else if (isRecord(node)) {
      if (name !== undefined && isSecret(node)) names.add(name);
      for (const [key, child] of Object.entries(node)) {
        if (key === 'properties' && isRecord(child)) {
          for (const [property, value] of Object.entries(child)) {
            visit(value, property);
          }
        } else {
          visit(child);
        }
      }
    }
  };
  visit(schema);
  return [...names].sort();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSecret(property: Record<string, unknown>): boolean {
  return (
    property['ui:field'] === 'Secret' ||
    property['ui:widget'] === 'password' ||
    property.format === 'password' ||
    property.writeOnly === true
  );
}
