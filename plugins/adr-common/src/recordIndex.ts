/** What an index says of a record. */
export type IndexEntry = {
  label: string;
  title: string;
  fileName: string;
  status: string;
  date: string;
  /** Entity references of the groups whose sign-off it needs. */
  groups: string[];
};

type Cell = (entry: IndexEntry) => string;

// A column is filled only when its heading says beyond doubt what stands in it.
const LINK = /^(#|no\.?|number|id|adr|record)$/i;
const TITLE = /^(title|decision|name)$/i;
const COLUMNS: [RegExp, Cell][] = [
  [LINK, ({ label, fileName }) => `[${label}](${fileName})`],
  [TITLE, ({ title }) => escape(title)],
  [/^status$/i, ({ status }) => status],
  [/^date$/i, ({ date }) => date],
  [
    /sign-?offs?\b/i,
    ({ groups }) => groups.map(ref => ref.replace(/^.*\//, '')).join(', '),
  ],
];

/**
 * Adds a record's line to an index: to the one list or the one table that links the folder's records, below its last
 * line.
 *
 * @param fileNames - of the records that are there
 * @returns undefined when it links none, or when it is not plain how a line of it is written.
 * @public
 */
export function addToIndex(
  markdown: string,
  entry: IndexEntry,
  fileNames: string[],
): string | undefined {
  const lines = markdown.split('\n');
  const known = new Set(fileNames);
  const links = lines.flatMap((line, index) =>
    [...line.matchAll(/\]\((?:\.\/)?([^)\s#]+)\)/g)].some(([, target]) =>
      known.has(target),
    )
      ? [index]
      : [],
  );
  if (links.length === 0) return undefined;
  const last = links[links.length - 1];
  const added =
    listItem(lines, links, entry) ?? tableRow(lines, links[0], last, entry);
  if (added === undefined) return undefined;
  const end = lines[last].endsWith('\r') ? '\r' : '';
  return [
    ...lines.slice(0, last + 1),
    added + end,
    ...lines.slice(last + 1),
  ].join('\n');
}

function listItem(
  lines: string[],
  links: number[],
  { label, title, fileName }: IndexEntry,
): string | undefined {
  const [marker] = /^[-*+] +(?=\[)/.exec(lines[links[0]]) ?? [];
  const isPlain = links.every(
    (line, index) =>
      line === links[0] + index && lines[line].startsWith(`${marker}[`),
  );
  const after = lines[links[links.length - 1] + 1]?.trim() ?? '';
  if (!marker || !isPlain || after !== '') return undefined;
  return `${marker}[${label}: ${escape(title)}](${fileName})`;
}

function tableRow(
  lines: string[],
  first: number,
  last: number,
  entry: IndexEntry,
): string | undefined {
  const isRow = (line = '') => /^\|.*\|\s*$/.test(line);
  if (!lines.slice(first, last + 1).every(isRow) || isRow(lines[last + 1])) {
    return undefined;
  }
  const [head, rule] = [lines[first - 2], lines[first - 1]];
  if (!isRow(head) || !/^\|(\s*:?-+:?\s*\|)+\s*$/.test(rule)) return undefined;
  const names = cellsOf(head).map(name => name.trim());
  const cells = names.map(
    name => COLUMNS.find(([pattern]) => pattern.test(name))?.[1],
  );
  if (!names.some(name => LINK.test(name)) || !cells.every(Boolean)) {
    return undefined;
  }
  const widths = cellsOf(rule).map(cell => cell.length - 2);
  return `|${cells
    .map((cell, index) => ` ${cell!(entry).padEnd(widths[index] ?? 0)} |`)
    .join('')}`;
}

function cellsOf(row: string): string[] {
  return row.trim().slice(1, -1).split('|');
}

function escape(title: string): string {
  return title.replace(/[[\]|\\]/g, '\\$&');
}
