import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PolicyFile } from './Candidate';

/** Whether OPA decides with a file: Rego and data, but no tests and nothing hidden. @public */
export function isPolicyFile(name: string): boolean {
  const parts = name.split('/');
  return (
    /\.(rego|json|ya?ml)$/.test(name) &&
    !name.endsWith('_test.rego') &&
    !parts.includes('testdata') &&
    !parts.some(part => part.startsWith('.') || part === '')
  );
}

/** The files of a policy in a folder, by name. @public */
export async function readPolicyFolder(folder: string): Promise<PolicyFile[]> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const names = entries
    .filter(entry => entry.isFile())
    .map(entry =>
      path
        .relative(folder, path.join(entry.parentPath, entry.name))
        .replaceAll(path.sep, '/'),
    )
    .filter(isPolicyFile)
    .sort();
  return Promise.all(
    names.map(async name => ({
      path: name,
      content: await readFile(path.join(folder, name)),
    })),
  );
}
