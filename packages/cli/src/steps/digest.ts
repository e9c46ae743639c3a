import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

type Manifest = {
  name: string;
  dependencies?: Record<string, string>;
};

const leftOut = new Set([
  'node_modules',
  'dist',
  'coverage',
  'e2e',
  'e2e-report',
]);

/** Manifests of all workspaces by name, with their folders relative to the root. */
function workspaces(
  root: string,
): Map<string, { dir: string; manifest: Manifest }> {
  const found = new Map<string, { dir: string; manifest: Manifest }>();
  for (const group of ['packages', 'plugins']) {
    for (const name of fs.readdirSync(path.join(root, group)).sort()) {
      const file = path.join(root, group, name, 'package.json');
      if (!fs.existsSync(file)) continue;
      const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
      found.set(manifest.name, { dir: path.join(group, name), manifest });
    }
  }
  return found;
}

/** The folders of a workspace and of all workspaces that it depends on, in a fixed order. */
export function workspaceClosure(
  root: string,
  name: string,
  options: { without?: string[] } = {},
): string[] {
  const all = workspaces(root);
  const wanted = new Set<string>();
  const visit = (current: string) => {
    const workspace = all.get(current);
    if (
      !workspace ||
      wanted.has(workspace.dir) ||
      options.without?.includes(current)
    )
      return;
    wanted.add(workspace.dir);
    Object.keys(workspace.manifest.dependencies ?? {}).forEach(visit);
  };
  visit(name);
  return [...wanted].sort();
}

function listFiles(root: string, relative: string): string[] {
  const absolute = path.join(root, relative);
  if (!fs.existsSync(absolute)) return [];
  if (fs.statSync(absolute).isFile()) return [relative];
  return fs
    .readdirSync(absolute, { withFileTypes: true })
    .filter(entry => !leftOut.has(entry.name))
    .flatMap(entry => {
      const child = path.join(relative, entry.name);
      if (entry.isDirectory()) return listFiles(root, child);
      return entry.isFile() && !/\.test\.[jt]sx?$|\.md$/.test(entry.name)
        ? [child]
        : [];
    });
}

/** A digest of the contents of files and folders (tests, docs and build output left out). */
export function contentDigest(root: string, paths: string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(entry => listFiles(root, entry)).sort()) {
    hash.update(`\0${file}\0`).update(fs.readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

/** Remembers the digest that a result was made from; written last, so that an interrupted step counts as not done. */
export class Stamp {
  constructor(private readonly file: string) {}

  matches(digest: string): boolean {
    return (
      fs.existsSync(this.file) && fs.readFileSync(this.file, 'utf8') === digest
    );
  }

  clear() {
    fs.rmSync(this.file, { force: true });
  }

  write(digest: string) {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    fs.writeFileSync(this.file, digest);
  }
}
