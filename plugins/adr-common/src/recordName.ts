const NUMBERED = /^((?:adrs?[-_. ]*)?)(\d{1,6})(?=([-_. ])|$)/i;
const DATED = /^\d{4}-?\d{2}-?\d{2}(?=[-_]|$)/;
const MAX_SLUG = 60;

/** How a folder names its records: `ADR-017-x.md` has the prefix `ADR-`, three digits and the separator `-`. */
type NameStyle = { prefix: string; digits: number; separator: string };

// MADR's own.
const DEFAULT_STYLE: NameStyle = { prefix: '', digits: 4, separator: '-' };

/** The name of a record that is to be made. @public */
export type RecordName = {
  number: number;
  fileName: string;
  /** How texts name it, such as `ADR-017`. */
  label: string;
};

/**
 * The number in a record's file name. A date at its beginning is none.
 *
 * @param name - with or without `.md`
 * @public
 */
export function numberOfName(name: string): number | undefined {
  if (DATED.test(name)) return undefined;
  const match = NUMBERED.exec(name.replace(/\.md$/i, ''));
  return match ? Number(match[2]) : undefined;
}

/**
 * The name of a folder's next record: the number after its highest, written as the record with the highest number
 * writes it, and the title in lower-case ASCII.
 *
 * @param paths - of the folder's Markdown files
 * @param taken - further numbers that are in use, such as those of changes that wait for their review
 * @public
 */
export function nextRecord(
  paths: string[],
  title: string,
  taken: number[] = [],
): RecordName {
  const numbered = paths
    .map(path => path.slice(path.lastIndexOf('/') + 1))
    .flatMap(name => {
      const number = numberOfName(name);
      return number === undefined ? [] : [{ name, number }];
    })
    .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
  const last = numbered[numbered.length - 1];
  const { prefix, digits, separator } = last
    ? styleOf(last.name)
    : DEFAULT_STYLE;
  const number = Math.max(last?.number ?? 0, 0, ...taken) + 1;
  const padded = String(number).padStart(digits, '0');
  return {
    number,
    fileName: `${prefix}${padded}${separator}${slugOf(title)}.md`,
    label: `ADR-${padded}`,
  };
}

function styleOf(name: string): NameStyle {
  const [, prefix, digits, separator] =
    NUMBERED.exec(name.replace(/\.md$/i, '')) ?? [];
  return {
    prefix,
    digits: digits.length,
    separator: separator ?? DEFAULT_STYLE.separator,
  };
}

function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (words.length <= MAX_SLUG) return words || 'decision';
  // Cut between two words where there are two.
  return words
    .slice(0, MAX_SLUG + 1)
    .replace(/-[^-]*$/, '')
    .slice(0, MAX_SLUG);
}
