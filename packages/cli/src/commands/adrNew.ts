import fs from 'node:fs';
import path from 'node:path';
import {
  AdrError,
  ADR_PATH_ANNOTATION,
  DEFAULT_ADR_PATH,
  planRecord,
  toAdrFolder,
  type NewRecordInput,
  type RecordPlan,
  type RecordSource,
} from '@companyos/plugin-adr-common';
import { parseAllDocuments } from 'yaml';
import type { CommandContext, CommandResult } from '../command';
import { CliError, UsageError } from '../errors';

export type AdrNewOptions = {
  status?: string;
  date?: string;
  decider?: string[];
  supersedes?: string;
  'sign-off'?: string[];
  dir?: string;
  init?: boolean;
};

/**
 * Writes the next decision record of a checkout: the same file that the portal proposes for the same answers. Nothing is
 * committed, and no file that is there is written over.
 */
export async function adrNew(
  input: { options: AdrNewOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const { options } = input;
  const top = findTop(context.cwd);
  const folder = folderOf(top, options.dir, context.cwd);
  const record = {
    title: input.arguments[0],
    status: options.status ?? 'proposed',
    date: options.date ?? new Date().toISOString().slice(0, 10),
    deciders: options.decider,
    supersedes: options.supersedes,
    signOffs: options['sign-off']?.map(parseSignOff),
  } as NewRecordInput;
  if (!isFolder(path.join(top, folder)) && !options.init) {
    throw new CliError(
      `There is no folder ${folder} in ${top}. Make it with the first record: add --init. If the records are elsewhere, name their folder: --dir DIR`,
    );
  }
  const plan = await planRecord({
    source: sourceIn(top),
    folder,
    input: record,
  }).catch(error => {
    throw error instanceof AdrError ? new UsageError(error.message) : error;
  });
  for (const { path: file, content, isNew } of plan.files) {
    write(path.join(top, file), content, isNew);
  }
  return {
    json: {
      dir: top,
      path: plan.path,
      number: plan.number,
      title: plan.title,
      changed: plan.files.slice(1).map(file => file.path),
      notes: plan.notes,
    },
    text: describe(plan),
  };
}

function describe({ path: file, files, notes }: RecordPlan): string {
  return [
    `Wrote ${file}.`,
    ...files.slice(1).map(changed => `Changed ${changed.path}.`),
    ...notes.map(note => `To do: ${note}`),
  ].join('\n');
}

/** The nearest folder around here that is a Git checkout; a worktree has a file there. */
function findTop(cwd: string): string {
  for (let dir = path.resolve(cwd); ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, '.git'))) return dir;
    if (dir === path.dirname(dir)) {
      throw new CliError(
        `${cwd} is in no Git checkout. Go to the one whose decision it is, or make one: git init`,
      );
    }
  }
}

function folderOf(top: string, dir: string | undefined, cwd: string): string {
  if (dir === undefined) {
    const annotated = annotationIn(path.join(top, 'catalog-info.yaml'));
    const folder = toAdrFolder(annotated ?? DEFAULT_ADR_PATH);
    if (folder !== undefined) return folder;
    throw new CliError(
      `catalog-info.yaml has '${ADR_PATH_ANNOTATION}: ${annotated}', which is no folder of ${top}. Repair it, or name the folder: --dir DIR`,
    );
  }
  const folder = path
    .relative(top, path.resolve(cwd, dir))
    .split(path.sep)
    .join('/');
  if (path.isAbsolute(folder) || toAdrFolder(folder) === undefined) {
    throw new UsageError(`--dir ${dir} is no folder inside of ${top}`);
  }
  return folder;
}

function annotationIn(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined;
  for (const document of parseAllDocuments(fs.readFileSync(file, 'utf8'))) {
    const value: unknown = document.getIn([
      'metadata',
      'annotations',
      ADR_PATH_ANNOTATION,
    ]);
    if (typeof value === 'string') return value;
  }
  return undefined;
}

function parseSignOff(text: string): { group: string; minimum: number } {
  const [, group, minimum = '1'] = /^([^=]+)(?:=(\d{1,2}))?$/.exec(text) ?? [];
  if (!group) {
    throw new UsageError(
      `--sign-off ${text} is no group with a number, such as group:default/security=2`,
    );
  }
  return { group, minimum: Number(minimum) };
}

function sourceIn(top: string): RecordSource {
  return {
    async list(folder) {
      const dir = path.join(top, folder);
      if (!isFolder(dir)) return [];
      return fs
        .readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry =>
          path
            .relative(top, path.join(entry.parentPath, entry.name))
            .split(path.sep)
            .join('/'),
        )
        .sort();
    },
    async read(file) {
      const absolute = path.join(top, file);
      if (!fs.existsSync(absolute)) return undefined;
      try {
        return new TextDecoder('utf-8', {
          fatal: true,
          ignoreBOM: true,
        }).decode(fs.readFileSync(absolute));
      } catch {
        return undefined;
      }
    },
  };
}

function isFolder(dir: string): boolean {
  return fs.statSync(dir, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function write(file: string, content: string, isNew: boolean): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content, { flag: isNew ? 'wx' : 'w' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CliError(
      code === 'EEXIST'
        ? `${file} is there already and was left as it is; run the command again`
        : `Could not write ${file}: ${message}`,
    );
  }
}
