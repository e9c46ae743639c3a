import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  copyFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import engineManifest from '@backstage/plugin-scaffolder-backend/package.json';
import { runEngine, STAGED_FILES } from './engine';
import { GoldenPathError, isDiskFull } from './errors';
import { RECEIPT_PATH, writeReceipt, type Receipt } from './receipt';
import { parseServiceInput } from './serviceInput';
import { listFiles, readSkeleton } from './skeleton';
import { readTemplate, type TemplateSource } from './template';
import { listVendored, type VendoredFile } from './vendor';

/** @public */
export type RenderOptions = {
  /** Folder with `template.yaml`. */
  templateDir: string;
  /** Folder of the template that is rendered, relative to it; `./skeleton` unless told. */
  skeleton?: string;
  /** What people entered, and `platform` beside it. */
  values: JsonObject;
  /** Absent or empty; it is replaced as a whole, when everything went well. */
  targetDir: string;
  /** What {@link readTemplate} said, for callers that render the same template often. */
  template?: TemplateSource;
  /** Folders that vendored folders may lie in, besides the template's own; see {@link vendorSchema}. */
  roots?: string[];
};

/** @public */
export type RenderResult = { receipt: Receipt };

/**
 * Renders a service from a template, with the scaffolder's own `fetch:template` action, and writes the receipt. Only
 * `.njk` files and names with template syntax in them are templates; everything else, and all that the template vendors,
 * is copied byte for byte.
 *
 * All or nothing: the tree is built beside the target and takes its place at the end.
 *
 * @throws GoldenPathError with the codes `GOLDEN_PATH_INPUT_INVALID`, `GOLDEN_PATH_TEMPLATE_INVALID`,
 * `GOLDEN_PATH_TARGET_NOT_EMPTY` and `GOLDEN_PATH_DISK_FULL`.
 * @public
 */
export async function renderTemplate(
  options: RenderOptions,
): Promise<RenderResult> {
  const { templateDir, skeleton = './skeleton', values } = options;
  const targetDir = resolve(options.targetDir);
  parseServiceInput(values);
  assertEmpty(targetDir);
  const template = options.template ?? (await readTemplate(templateDir));
  const skeletonDir = locateSkeleton(templateDir, skeleton);
  const { templates, copies } = readSkeleton(skeletonDir);
  const vendored = listVendored(
    templateDir,
    template.vendor,
    options.roots ?? [],
  );

  let work: string | undefined;
  try {
    mkdirSync(dirname(targetDir), { recursive: true });
    work = mkdtempSync(
      join(dirname(targetDir), `.${basename(targetDir)}.rendering-`),
    );
    const tree = join(work, 'tree');
    mkdirSync(tree);
    const stages = stageTemplates(templates, skeletonDir, work);
    await allDone([
      ...stages.map(stage => runEngine({ stage, tree, values })),
      copyFiles(copies, skeletonDir, tree),
    ]);
    copyVendored(vendored, tree);
    const files = listFiles(tree);
    refuseReserved(files);
    const receipt = writeReceipt(tree, files, {
      template,
      engine: { name: engineManifest.name, version: engineManifest.version },
      values,
      vendored: new Set(vendored.map(({ path }) => path)),
    });
    renameSync(tree, targetDir);
    return { receipt };
  } catch (error) {
    throw explain(error, targetDir);
  } finally {
    if (work) rmSync(work, { recursive: true, force: true });
  }
}

function assertEmpty(dir: string): void {
  let entries: string[];
  try {
    entries = readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    entries = [basename(dir)];
  }
  if (entries.length) {
    throw new GoldenPathError(
      'GOLDEN_PATH_TARGET_NOT_EMPTY',
      `'${dir}' is not an empty folder; choose another or empty it`,
    );
  }
}

function locateSkeleton(templateDir: string, skeleton: string): string {
  try {
    const dir = resolveSafeChildPath(templateDir, skeleton);
    if (statSync(dir).isDirectory()) return dir;
  } catch (error) {
    throw new GoldenPathError(
      'GOLDEN_PATH_TEMPLATE_INVALID',
      `The template has no folder '${skeleton}'`,
      error,
    );
  }
  throw new GoldenPathError(
    'GOLDEN_PATH_TEMPLATE_INVALID',
    `'${skeleton}' of the template is not a folder`,
  );
}

// The engine mostly waits for the disk, one file after another: two of them wait at the same time.
function stageTemplates(
  templates: string[],
  skeletonDir: string,
  work: string,
): string[] {
  const middle = Math.ceil(templates.length / 2);
  return [templates.slice(0, middle), templates.slice(middle)].map(
    (files, index) => {
      const stage = join(work, `stage-${index}`);
      const makeFolder = folderMaker();
      makeFolder(join(stage, STAGED_FILES));
      for (const file of files) {
        const target = join(stage, STAGED_FILES, file);
        makeFolder(dirname(target));
        linkFile(join(skeletonDir, file), target);
      }
      return stage;
    },
  );
}

// Between two files the engines get their turn, so that copying fills the time in which they wait.
async function copyFiles(
  copies: string[],
  skeletonDir: string,
  tree: string,
): Promise<void> {
  const makeFolder = folderMaker();
  for (const file of copies) {
    const source = join(skeletonDir, file);
    const target = join(tree, file);
    makeFolder(dirname(target));
    copyFile(source, target);
    await setImmediate();
  }
}

// Last, and never over a file that is there: whatever the engine calls its files, the platform's stay the platform's.
function copyVendored(vendored: VendoredFile[], tree: string): void {
  const makeFolder = folderMaker();
  for (const { source, path } of vendored) {
    const target = join(tree, path);
    if (existsSync(target)) {
      throw new GoldenPathError(
        'GOLDEN_PATH_TEMPLATE_INVALID',
        `'${path}' is vendored, and the skeleton makes it as well`,
      );
    }
    makeFolder(dirname(target));
    copyFile(source, target);
  }
}

// Reading and writing beats copyFileSync on small files by a third, measured on ext4.
function copyFile(source: string, target: string): void {
  writeFileSync(target, readFileSync(source), { mode: statSync(source).mode });
}

function folderMaker(): (dir: string) => void {
  const made = new Set<string>();
  return dir => {
    if (made.has(dir)) return;
    mkdirSync(dir, { recursive: true });
    made.add(dir);
  };
}

/** Waits for all, also when one fails, because nobody may write any more when the folder is removed. */
async function allDone(work: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const reasons = results
    .filter(result => result.status === 'rejected')
    .map(({ reason }) => reason);
  if (reasons.length) throw reasons.find(isDiskFull) ?? reasons[0];
}

// The engine only reads its copy of the templates, so another name for the same file will do where the disk allows it.
function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

function refuseReserved(files: string[]): void {
  for (const file of files) {
    if (file === RECEIPT_PATH || file.split('/').includes('.git')) {
      throw new GoldenPathError(
        'GOLDEN_PATH_TEMPLATE_INVALID',
        `The template makes '${file}', which is not its to make`,
      );
    }
  }
}

function explain(error: unknown, targetDir: string): unknown {
  if (isDiskFull(error)) {
    return new GoldenPathError(
      'GOLDEN_PATH_DISK_FULL',
      `The disk under '${dirname(
        targetDir,
      )}' is full. Nothing was left behind; make room and try again`,
      error,
    );
  }
  return error;
}
