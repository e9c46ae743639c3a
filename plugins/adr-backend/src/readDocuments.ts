import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  linkRecords,
  type Adr,
  type Problem,
  type Requirement,
} from '@companyos/plugin-adr-common';
import type { SourceFile } from '@companyos/plugin-companyos-node';
import { splitFrontMatter } from './parse/frontMatter';
import { isRecord } from './parse/isRecord';
import { outline } from './parse/outline';
import { parseRecord, type ParsedRecord } from './parse/parseRecord';
import { toRequirements } from './parse/requirements';
import { toTitle } from './parse/title';

/** A document of a source, as it is stored. */
export type ReadDocument = {
  path: string;
  /** Digest; absent when the file is too large to be read. */
  revision?: string;
  /** Absent when it is no decision record. */
  adr?: Pick<Adr, AdrFields>;
  title: string;
  problems: Problem[];
  /** Plain text of a decision record. */
  plainText?: string;
  /** Absent when none are required; `invalid` when what is declared cannot be read. */
  requirements?: Requirement[] | 'invalid';
  /** Only with `requirements`. */
  markdown?: string;
};

type AdrFields =
  | 'number'
  | 'status'
  | 'statusText'
  | 'date'
  | 'deciders'
  | 'tags'
  | 'supersedes'
  | 'supersededBy';

type Parsed = Omit<ReadDocument, 'adr'> & { record?: ParsedRecord };

/**
 * Makes documents of a source's files: decision records of the folder `adrPath`, and any file that requires sign-offs.
 * A file that cannot be read is listed with the reason; nothing is thrown.
 */
export async function readDocuments(
  files: SourceFile[],
  adrPath: string,
): Promise<ReadDocument[]> {
  const parsed: Parsed[] = [];
  for (const file of files) {
    const document = parseFile(file, adrPath);
    if (document) parsed.push(document);
    // Other work of the portal gets its turn between two files.
    await setImmediate();
  }
  const records = parsed.flatMap(({ path, record }) =>
    record ? [{ path, ...record }] : [],
  );
  const links = linkRecords(records);
  return parsed.map(({ record, ...document }) => {
    if (!record) return document;
    const { number, status, statusText, date, deciders, tags } = record;
    const { supersedes, supersededBy, problems } = links.get(document.path)!;
    return {
      ...document,
      problems: [...document.problems, ...problems],
      adr: {
        number,
        status,
        statusText,
        date,
        deciders,
        tags,
        supersedes,
        supersededBy,
      },
    };
  });
}

function parseFile(file: SourceFile, adrPath: string): Parsed | undefined {
  const { path, content } = file;
  const record = isRecord(path, adrPath);
  if (!content) {
    return record
      ? unread(path, {
          code: 'TOO_LARGE',
          message: `The file has ${file.size} bytes, which is too much to be read`,
        })
      : undefined;
  }
  const revision = `sha256:${createHash('sha256')
    .update(content)
    .digest('hex')}`;
  const text = decode(content);
  if (text === undefined) {
    const message = 'The file is no text in UTF-8';
    return record
      ? { ...unread(path, { code: 'NOT_TEXT', message }), revision }
      : undefined;
  }
  const frontMatter = splitFrontMatter(text);
  const signOffs = toRequirements(frontMatter);
  if (!record && signOffs.kind === 'none') return undefined;
  const own = record ? parseRecord(path, frontMatter) : undefined;
  return {
    path,
    revision,
    title:
      own?.title ?? toTitle(path, frontMatter, outline(frontMatter.body)).title,
    problems: [
      ...(own?.problems ?? frontMatter.problems),
      ...(signOffs.kind === 'invalid' ? [signOffs.problem] : []),
    ],
    record: own,
    plainText: own?.text,
    ...(signOffs.kind !== 'none' && {
      requirements:
        signOffs.kind === 'invalid' ? 'invalid' : signOffs.requirements,
      markdown: text,
    }),
  };
}

function unread(path: string, problem: Problem): Parsed {
  const record = parseRecord(path, splitFrontMatter(''));
  return { path, title: record.title, problems: [problem], record };
}

function decode(content: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    // PostgreSQL holds no zero characters, and no text has them.
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
