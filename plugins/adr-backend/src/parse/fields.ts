import type { Section } from './outline';
import { toStatus } from './status';

/** What a record can say about itself outside of its front matter. */
export const FIELDS = {
  status: ['status', 'state', 'decision status'],
  date: [
    'date',
    'decided on',
    'decision date',
    'date decided',
    'last updated',
    'updated',
    'created',
    'date created',
    'created on',
  ],
  deciders: [
    'deciders',
    'decider',
    'decision makers',
    'decision-makers',
    'decision maker',
    'decided by',
    'approvers',
  ],
  tags: ['tags', 'keywords', 'labels'],
  supersedes: ['supersedes', 'supercedes', 'replaces'],
  supersededBy: [
    'superseded by',
    'superseded-by',
    'superceded by',
    'replaced by',
  ],
} as const;

export type Field = keyof typeof FIELDS;
export type FieldValues = Record<Field, string[]>;

const FIELD_OF = new Map<string, Field>(
  Object.entries(FIELDS).flatMap(([field, names]) =>
    names.map(name => [name, field as Field]),
  ),
);
const LINE = /^([A-Za-z][A-Za-z -]{2,30}?)\s*:\s*(.*)$/;

/**
 * Collects the lines that say something about the record itself: sections that are called so (`## Status`), a heading
 * with its value (`## Status: accepted`), and before the first such section or other heading below the title, lines
 * (`- Status: accepted`) and tables. Later such lines are part of the text.
 */
export function readFields(sections: Section[]): FieldValues {
  const values: FieldValues = {
    status: [],
    date: [],
    deciders: [],
    tags: [],
    supersedes: [],
    supersededBy: [],
  };
  for (const [index, section] of sections.entries()) {
    const field = FIELD_OF.get(section.name);
    const [, name, value] = LINE.exec(section.heading) ?? [];
    const inHeading = name && FIELD_OF.get(name.trim().toLowerCase());
    if (inHeading && value) values[inHeading].push(value, ...section.lines);
    else if (field) values[field].push(...section.lines);
    if (field || inHeading || isPreamble(sections, index)) {
      readLines(section.lines, values);
      for (const table of section.tables) readTable(table, values);
    }
  }
  return values;
}

function isPreamble(sections: Section[], index: number): boolean {
  const title = sections.findIndex(({ level }) => level > 0);
  const isMetadata = /^(metadata|document control|about)$/;
  return (
    index === 0 || index === title || isMetadata.test(sections[index].name)
  );
}

function readLines(lines: string[], values: FieldValues): void {
  let last: Field | undefined;
  for (const line of lines) {
    const [, name, value] = LINE.exec(line) ?? [];
    const field = name && FIELD_OF.get(name.trim().toLowerCase());
    if (field) {
      last = field;
      if (value) values[field].push(value);
    } else if (last && values[last].length === 0) {
      // The value stands on the line below its name.
      values[last].push(line);
    } else {
      last = undefined;
    }
  }
}

// Either the first row holds the names and the second the values, or each row holds a name and a value.
function readTable(rows: string[][], values: FieldValues): void {
  const [head = [], first = []] = rows;
  const fieldOf = (cell?: string) =>
    FIELD_OF.get((cell ?? '').replace(/:$/, '').trim().toLowerCase());
  const statusColumn = head.findIndex(cell => fieldOf(cell) === 'status');
  const inColumns =
    head.slice(1).some(fieldOf) ||
    (statusColumn === 0 && toStatus([first[0] ?? '']) !== undefined);
  const pairs = inColumns
    ? head.map((cell, index) => [cell, first[index]])
    : rows.map(([name, ...cells]) => [name, cells.join(' ')]);
  for (const [name, value] of pairs) {
    const field = fieldOf(name);
    if (field && value) values[field].push(value);
  }
}
