import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GoldenPathError } from './errors';

/** Extension of the files whose content is a template. */
export const TEMPLATE_EXTENSION = '.njk';

// What opens an expression, a statement or a comment in a path.
const TEMPLATE_SYNTAX = /\{[{%#]/;

/**
 * Lists the files of a folder, as paths with `/` relative to it, sorted by code unit.
 *
 * @throws GoldenPathError `GOLDEN_PATH_TEMPLATE_INVALID` for anything but plain files and folders: a symbolic link
 * could lead out of the folder.
 */
export function listFiles(
  dir: string,
  skip: (entry: Dirent, path: string) => boolean = () => false,
): string[] {
  const files: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(dir, folder), {
      withFileTypes: true,
    })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (skip(entry, path)) continue;
      if (entry.isDirectory()) {
        visit(path);
      } else if (entry.isFile()) {
        files.push(path);
      } else {
        throw new GoldenPathError(
          'GOLDEN_PATH_TEMPLATE_INVALID',
          `'${path}' is a ${
            entry.isSymbolicLink() ? 'symbolic link' : 'special file'
          }; only files and folders are allowed`,
        );
      }
    }
  };
  visit('');
  return files.sort();
}

/**
 * Sorts the files of a skeleton into those that the template engine has to see and those that are copied as they are.
 *
 * @throws GoldenPathError `GOLDEN_PATH_TEMPLATE_INVALID`
 */
export function readSkeleton(dir: string): {
  templates: string[];
  copies: string[];
} {
  const files = listFiles(dir);
  const outputs = new Set<string>();
  for (const file of files) {
    const output = file.endsWith(TEMPLATE_EXTENSION)
      ? file.slice(0, -TEMPLATE_EXTENSION.length)
      : file;
    if (outputs.has(output)) {
      throw new GoldenPathError(
        'GOLDEN_PATH_TEMPLATE_INVALID',
        `'${output}' stands in the skeleton twice, with and without ${TEMPLATE_EXTENSION}`,
      );
    }
    outputs.add(output);
  }
  const isTemplate = (file: string) =>
    file.endsWith(TEMPLATE_EXTENSION) || TEMPLATE_SYNTAX.test(file);
  return {
    templates: files.filter(isTemplate),
    copies: files.filter(file => !isTemplate(file)),
  };
}
