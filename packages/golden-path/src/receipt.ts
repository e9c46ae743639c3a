import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { z } from 'zod/v4';
import { GoldenPathError } from './errors';
import { listFiles } from './skeleton';
import type { TemplateSource } from './template';

/** Where the receipt lies in a rendered tree. @public */
export const RECEIPT_PATH = '.companyos/receipt.json';

/** @public */
export const receiptFileSchema = z.object({
  /** Relative to the tree, with `/`. */
  path: z.string().min(1),
  /** As Git knows it. */
  mode: z.enum(['100644', '100755']),
  /** Of the content, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The id that Git gives this content, so that a tree can be compared without reading it. */
  gitBlob: z.string().regex(/^[0-9a-f]{40}$/),
  /** `platform` for a vendored file, which the service does not change; absent for a file of the service. */
  owner: z.literal('platform').optional(),
});

/**
 * What a tree was made from and what it looked like. It holds no time and no machine, so that the same inputs give
 * the same bytes.
 *
 * @public
 */
export const receiptSchema = z.object({
  /** 2 has `owner` of a file; 1 did not vendor anything. */
  schemaVersion: z.literal([1, 2]),
  template: z.object({
    entityRef: z.string(),
    name: z.string(),
    version: z.string(),
    commit: z.string().optional(),
    modified: z.boolean().optional(),
  }),
  engine: z.object({ name: z.string(), version: z.string() }),
  /** What the template was given, without secrets. */
  inputs: z.record(z.string(), z.json()),
  /** All files but the receipt itself, sorted by path. */
  files: z.array(receiptFileSchema),
});

/** @public */
export type Receipt = z.infer<typeof receiptSchema>;

/** @public */
export type ReceiptFile = z.infer<typeof receiptFileSchema>;

/** @public */
export type ReceiptCheck = {
  /** True when the tree is exactly what was rendered. */
  ok: boolean;
  missing: string[];
  /** Other content or another mode. */
  changed: string[];
  /** Files that nobody rendered. */
  unexpected: string[];
  receipt: Receipt;
};

/** Describes the rendered files in `dir` and writes the receipt beside them. */
export function writeReceipt(
  dir: string,
  files: string[],
  options: {
    template: TemplateSource;
    engine: Receipt['engine'];
    values: JsonObject;
    /** Which of the files are vendored. */
    vendored: Set<string>;
  },
): Receipt {
  const { secretInputs, vendor, ...template } = options.template;
  const receipt: Receipt = {
    schemaVersion: 2,
    template,
    engine: options.engine,
    inputs: recordInputs(options.values, new Set(secretInputs)),
    files: files.map(file => ({
      ...describeFile(dir, file),
      ...(options.vendored.has(file) && { owner: 'platform' }),
    })),
  };
  const file = join(dir, RECEIPT_PATH);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(receipt, null, 2)}\n`);
  return receipt;
}

/**
 * Compares a tree with the receipt in it. Git's own folder is not part of the tree.
 *
 * @throws GoldenPathError `GOLDEN_PATH_RECEIPT_MISSING` when there is no receipt or it cannot be read.
 * @public
 */
export function checkReceipt(dir: string): ReceiptCheck {
  const receipt = readReceipt(dir);
  const actual = new Map(describeTree(dir).map(file => [file.path, file]));
  const missing: string[] = [];
  const changed: string[] = [];
  for (const expected of receipt.files) {
    const file = actual.get(expected.path);
    actual.delete(expected.path);
    if (!file) {
      missing.push(expected.path);
    } else if (
      file.sha256 !== expected.sha256 ||
      file.mode !== expected.mode ||
      file.gitBlob !== expected.gitBlob
    ) {
      changed.push(expected.path);
    }
  }
  const unexpected = [...actual.keys()];
  return {
    ok: missing.length + changed.length + unexpected.length === 0,
    missing,
    changed,
    unexpected,
    receipt,
  };
}

/**
 * Reads the receipt of a tree.
 *
 * @throws GoldenPathError `GOLDEN_PATH_RECEIPT_MISSING`
 * @public
 */
export function readReceipt(dir: string): Receipt {
  try {
    return receiptSchema.parse(
      JSON.parse(readFileSync(join(dir, RECEIPT_PATH), 'utf8')),
    );
  } catch (error) {
    throw new GoldenPathError(
      'GOLDEN_PATH_RECEIPT_MISSING',
      `There is no readable receipt '${RECEIPT_PATH}' in '${dir}'`,
      error,
    );
  }
}

function describeTree(dir: string): ReceiptFile[] {
  return listFiles(
    dir,
    (entry, path) =>
      path === RECEIPT_PATH || (path === '.git' && entry.isDirectory()),
  ).map(path => describeFile(dir, path));
}

function describeFile(dir: string, path: string): ReceiptFile {
  const file = join(dir, path);
  const content = readFileSync(file);
  return {
    path,
    mode: statSync(file).mode & 0o100 ? '100755' : '100644',
    sha256: createHash('sha256').update(content).digest('hex'),
    gitBlob: createHash('sha1')
      .update(`blob ${content.length}\0`)
      .update(content)
      .digest('hex'),
  };
}

// Sorted by key: portal and CLI put their values together in different orders.
function recordInputs(
  values: JsonObject,
  secret: Set<string>,
): Receipt['inputs'] {
  const text = JSON.stringify(values, (key, value) => {
    if (key === 'secrets' || secret.has(key)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return value;
    }
    return Object.fromEntries(
      Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  });
  return JSON.parse(text);
}
