import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isChildPath } from '@backstage/backend-plugin-api';
import { z } from 'zod/v4';
import { GoldenPathError } from './errors';
import { listFiles } from './skeleton';

/** How many folders up from the template a vendored folder may lie. */
export const VENDOR_MAX_UP = 4;

const NAME = '[A-Za-z0-9_-][A-Za-z0-9._-]*';
const PATH = `${NAME}(/${NAME})*`;

/**
 * `spec.vendor` of a template: folders beside the template that a service gets a copy of. They are copied as they are,
 * and stay the platform's.
 *
 * @public
 */
export const vendorSchema = z
  .array(
    z.strictObject({
      from: z
        .string()
        .regex(
          new RegExp(`^(\\.\\./){0,${VENDOR_MAX_UP}}${PATH}$`),
          `use a path relative to the template, at most ${VENDOR_MAX_UP} folders up, such as ../../policies/lib`,
        ),
      to: z
        .string()
        .regex(
          new RegExp(`^${PATH}$`),
          'use a path in the service, such as policy/lib',
        ),
    }),
  )
  .max(20);

/** @public */
export type VendoredFolder = z.infer<typeof vendorSchema>[number];

/** One file to copy: where it lies, and its path in the service. */
export type VendoredFile = { source: string; path: string };

/**
 * Lists the files of the vendored folders.
 *
 * @param roots - folders that may be read besides the template's own
 * @throws GoldenPathError `GOLDEN_PATH_TEMPLATE_INVALID` when a folder is missing, empty, outside of the roots, or holds
 * anything but files and folders.
 */
export function listVendored(
  templateDir: string,
  vendor: VendoredFolder[],
  roots: string[],
): VendoredFile[] {
  return vendor.flatMap(({ from, to }) => {
    const dir = resolve(templateDir, from);
    const isAllowed = [templateDir, ...roots].some(root =>
      isChildPath(root, dir),
    );
    if (!isAllowed || !existsSync(dir) || !statSync(dir).isDirectory()) {
      throw new GoldenPathError(
        'GOLDEN_PATH_TEMPLATE_INVALID',
        `The template vendors '${from}', which is no folder that it may read`,
      );
    }
    const files = listFiles(dir);
    if (!files.length) {
      throw new GoldenPathError(
        'GOLDEN_PATH_TEMPLATE_INVALID',
        `The template vendors '${from}', which is empty`,
      );
    }
    return files.map(file => ({
      source: join(dir, file),
      path: `${to}/${file}`,
    }));
  });
}
