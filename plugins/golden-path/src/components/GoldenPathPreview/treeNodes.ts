import type { PreviewFile } from '@companyos/plugin-golden-path-common';

/** A folder with what is in it, or a file. */
export type TreeNode = {
  /** Path from the top; unique. */
  path: string;
  name: string;
  children?: TreeNode[];
};

/** Puts paths together to a tree: folders first, each by name. */
export function fileTree(files: PreviewFile[]): TreeNode[] {
  const top: TreeNode[] = [];
  const folders = new Map<string, TreeNode[]>([['', top]]);
  const folder = (path: string): TreeNode[] => {
    const known = folders.get(path);
    if (known) return known;
    const children: TreeNode[] = [];
    folders.set(path, children);
    folder(parentOf(path)).push({ path, name: nameOf(path), children });
    return children;
  };
  for (const { path } of files) {
    folder(parentOf(path)).push({ path, name: nameOf(path) });
  }
  for (const children of folders.values()) children.sort(foldersFirst);
  return top;
}

/** The paths of all folders that lead to a file. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function foldersFirst(a: TreeNode, b: TreeNode): number {
  if (!a.children !== !b.children) return a.children ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
