import type { PolicyRecord } from '@companyos/plugin-decision-log-common';

/** A Rego file, and the package that it is part of. */
export type RegoFile = { path: string; text: string; package: string };

const PACKAGE = /^package\s+([A-Za-z_][\w.]*)/m;
const RECORD_ID = /\bADR-\d{3,4}\b/g;

/** Reads which package a file is part of; undefined for what is no Rego, or is a test. */
export function readRego(path: string, text: string): RegoFile | undefined {
  const [, name] = PACKAGE.exec(text) ?? [];
  if (!name || path.endsWith('_test.rego')) return undefined;
  return { path, text, package: name };
}

/**
 * The files of the package that a decision path leads to: of all packages that are a beginning of it, the longest.
 *
 * @param path - such as `customer_records/decision`
 */
export function filesOf(path: string, files: RegoFile[]): RegoFile[] {
  const dotted = `${path.replaceAll('/', '.')}.`;
  const fitting = files.filter(file => dotted.startsWith(`${file.package}.`));
  const longest = Math.max(...fitting.map(file => file.package.length));
  return fitting.filter(file => file.package.length === longest);
}

/**
 * The decision records that a policy's annotations name: by `related_resources` that lead into a folder of records, or by
 * an id such as `ADR-011` anywhere in a comment.
 */
export function recordsOf(files: RegoFile[]): PolicyRecord[] {
  const refs = new Map<string, PolicyRecord>();
  for (const { text } of files) {
    for (const [, line] of text.matchAll(/^\s*#(.*)$/gm)) {
      const [, resource] =
        /^\s*(?:-\s*(?:ref:\s*)?|ref:\s*)(\S*\/adr\/\S+\.md)\s*$/.exec(line) ??
        [];
      const found = resource ? [resource] : line.match(RECORD_ID) ?? [];
      for (const ref of found) refs.set(ref, { ref });
    }
  }
  return [...refs.values()];
}
