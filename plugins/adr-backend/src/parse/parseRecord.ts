import type {
  AdrStatus,
  NamedRecord,
  Problem,
} from '@companyos/plugin-adr-common';
import { toDate } from './dates';
import { readFields, type FieldValues } from './fields';
import { asList, asText, type FrontMatter } from './frontMatter';
import { outline, toPlain, type Section } from './outline';
import { referencesIn, toReferences } from './references';
import { toStatus } from './status';
import { toTitle } from './title';

/** A decision record as its file tells it, before anybody looks at the other files. */
export type ParsedRecord = {
  number?: number;
  title: string;
  status: AdrStatus;
  statusText?: string;
  date?: string;
  deciders: string[];
  tags: string[];
  supersedes: NamedRecord[];
  supersededBy: NamedRecord[];
  problems: Problem[];
  /** The record as plain text, cut at `MAX_TEXT`. */
  text: string;
};

const MAX_TEXT = 20_000;
const MAX_ITEMS = 50;
const MAX_WORDS = 200;

/**
 * Reads a record in any of the styles in use: MADR 2 to 4, Nygard's and adr-tools', Backstage's own, or plain Markdown.
 * What it does not say is left out; what it says in a way that cannot be read is a problem. Nothing is thrown.
 */
export function parseRecord(
  path: string,
  frontMatter: FrontMatter,
): ParsedRecord {
  const sections = outline(frontMatter.body);
  const fields = readFields(sections);
  const { title, number, problems } = toTitle(path, frontMatter, sections);
  const own = asText(frontMatter.values.status);
  const statusLines = own ? [own] : fields.status;
  const references = readReferences(frontMatter, fields, sections, statusLines);
  const status = readStatus(statusLines, references.supersededBy.length > 0);
  const date = readDate(path, frontMatter, fields, statusLines);
  return {
    number,
    title,
    status: status.status,
    ...(status.text && { statusText: status.text }),
    ...(date.date && { date: date.date }),
    deciders: words(
      ['deciders', 'decision-makers', 'decided-by', 'approvers'],
      frontMatter,
      fields.deciders,
    ),
    tags: words(['tags', 'keywords', 'labels'], frontMatter, fields.tags),
    ...references,
    problems: [
      ...frontMatter.problems,
      ...problems,
      ...status.problems,
      ...date.problems,
    ],
    text: toText(sections),
  };
}

function readStatus(lines: string[], superseded: boolean) {
  const status = toStatus(lines);
  const text = lines[0] && cut(toPlain(lines[0]));
  const problems: Problem[] = [];
  if (text && !status) {
    problems.push({
      code: 'STATUS_UNKNOWN',
      message: `The status '${text}' is none that is known`,
    });
  }
  const otherwise: AdrStatus = superseded ? 'superseded' : 'unknown';
  return { text, problems, status: status ?? otherwise };
}

function readDate(
  path: string,
  frontMatter: FrontMatter,
  fields: FieldValues,
  statusLines: string[],
): { date?: string; problems: Problem[] } {
  const { values } = frontMatter;
  const names = [
    'date',
    'decided-on',
    'last-updated',
    'updated',
    'modified',
    'created',
  ];
  const named = [
    ...names.flatMap(name => asText(values[name]) ?? []),
    ...fields.date,
  ].filter(text => !isPlaceholder(text));
  for (const text of [...named, ...statusLines]) {
    const date = toDate(text);
    if (date) return { date, problems: [] };
  }
  const inName = /(?:^|\/)(\d{4})-?(\d{2})-?(\d{2})[-_]/.exec(path);
  const date = inName ? toDate(inName.slice(1).join('-')) : undefined;
  if (date || named.length === 0) return { date, problems: [] };
  const message = `The date '${cut(named[0])}' is none; write it as YYYY-MM-DD`;
  return { problems: [{ code: 'DATE_INVALID', message }] };
}

function readReferences(
  { values }: FrontMatter,
  fields: FieldValues,
  sections: Section[],
  statusLines: string[],
): { supersedes: NamedRecord[]; supersededBy: NamedRecord[] } {
  const related = sections.filter(({ name }) =>
    /^(links|related|related (decisions|records|adrs)|more information|references)$/.test(
      name,
    ),
  );
  // In running text only a line that begins so speaks of this record.
  const stated = related
    .flatMap(({ lines }) => lines)
    .filter(line => /^(super[sc]ede[sd]|replace[sd])\b/i.test(line));
  const inLines = [...statusLines, ...stated].map(referencesIn);
  const own = (name: string) =>
    (Array.isArray(values[name]) ? values[name] : [values[name]])
      .flatMap((value: unknown) => asText(value) ?? [])
      .flatMap(toReferences);
  return {
    supersedes: distinct([
      ...own('supersedes'),
      ...own('replaces'),
      ...fields.supersedes.flatMap(toReferences),
      ...inLines.flatMap(({ supersedes }) => supersedes),
    ]),
    supersededBy: distinct([
      ...own('superseded-by'),
      ...own('replaced-by'),
      ...fields.supersededBy.flatMap(toReferences),
      ...inLines.flatMap(({ supersededBy }) => supersededBy),
    ]),
  };
}

function words(
  names: string[],
  { values }: FrontMatter,
  lines: string[],
): string[] {
  const own = names.flatMap(name => asList(values[name]));
  const found = own.length > 0 ? own : lines.flatMap(asList);
  const plain = found
    .filter(word => !isPlaceholder(word))
    .map(word => cut(toPlain(word)))
    .filter(Boolean);
  return [...new Set(plain)].slice(0, MAX_ITEMS);
}

// `{list everyone involved}`, `[YYYY-MM-DD when …]`: what a template left behind.
function isPlaceholder(text: string): boolean {
  return /^[{<]|^\[[^\]]*\](?!\()|^(none|n\/a|tbd|-)$/i.test(text.trim());
}

function distinct(references: NamedRecord[]): NamedRecord[] {
  const byText = new Map(
    references
      .filter(({ text }) => !isPlaceholder(text))
      .map(reference => [reference.link ?? reference.text, reference]),
  );
  return [...byText.values()].slice(0, MAX_ITEMS);
}

function cut(text: string): string {
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}

function toText(sections: Section[]): string {
  let text = '';
  for (const { heading, lines, tables } of sections) {
    for (const line of [heading, ...lines, ...tables.flat(2)]) {
      if (line) text += `${toPlain(line)}\n`;
      if (text.length >= MAX_TEXT) return text.slice(0, MAX_TEXT);
    }
  }
  return text.trimEnd();
}
