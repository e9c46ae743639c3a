import type { Adr, AdrReference, Problem } from './schema';

/** How a record names another one, before anybody looked whether it exists. @public */
export type NamedRecord = {
  /** As the record writes it. */
  text: string;
  /** The target of its link, relative to the record. */
  link?: string;
  number?: number;
};

/** What the graph of supersession needs to know of a record. @public */
export type RecordToLink = {
  path: string;
  title: string;
  number?: number;
  supersedes: NamedRecord[];
  supersededBy: NamedRecord[];
};

/** A record's place in the graph. @public */
export type RecordLinks = {
  supersedes: AdrReference[];
  supersededBy: AdrReference[];
  problems: Problem[];
};

/**
 * Finds the records that one source's records name, makes each link known at both of its ends, and reports numbers
 * that two records share, names that lead nowhere, and records that supersede each other in a circle.
 *
 * @returns by path.
 * @public
 */
export function linkRecords(records: RecordToLink[]): Map<string, RecordLinks> {
  const find = createFinder(records);
  const links = new Map<string, RecordLinks>(
    records.map(record => [
      record.path,
      { supersedes: [], supersededBy: [], problems: [] },
    ]),
  );
  const successors = new Map<string, Set<string>>();

  const connect = (older: RecordToLink, newer: RecordToLink, text: string) => {
    const of = successors.get(older.path) ?? new Set();
    if (of.has(newer.path)) return;
    successors.set(older.path, of.add(newer.path));
    links.get(older.path)?.supersededBy.push(toReference(newer, text));
    links.get(newer.path)?.supersedes.push(toReference(older, older.title));
  };

  for (const record of records) {
    const own = links.get(record.path)!;
    for (const direction of ['supersededBy', 'supersedes'] as const) {
      for (const named of record[direction]) {
        const other = find(record, named);
        if (!other) {
          own[direction].push({ text: named.text, number: named.number });
          own.problems.push({
            code: 'REFERENCE_UNRESOLVED',
            message: `names '${named.text}', which is no record of this source`,
          });
        } else if (direction === 'supersededBy') {
          connect(record, other, named.text);
        } else {
          connect(other, record, record.title);
        }
      }
    }
  }

  for (const path of inCircles(successors)) {
    links.get(path)?.problems.push({
      code: 'SUPERSESSION_CYCLE',
      message: 'supersedes, over other records or directly, itself',
    });
  }
  for (const [number, sharing] of groupByNumber(records)) {
    if (sharing.length < 2) continue;
    for (const { path } of sharing) {
      const others = sharing.map(r => r.path).filter(other => other !== path);
      links.get(path)?.problems.push({
        code: 'NUMBER_DUPLICATE',
        message: `has the number ${number} like ${others.join(', ')}`,
      });
    }
  }
  return links;
}

/** One arrow of the graph. @public */
export type SupersessionEdge = {
  /** Path of the record that no longer holds. */
  from: string;
  /** Path of the one that holds instead. */
  to: string;
  /** Whether it is part of a circle. */
  cyclic: boolean;
};

/**
 * The arrows between an entity's records, for drawing.
 *
 * @public
 */
export function supersessionEdges(
  adrs: Pick<Adr, 'path' | 'supersededBy'>[],
): SupersessionEdge[] {
  const successors = new Map(
    adrs.map(adr => [
      adr.path,
      new Set(adr.supersededBy.flatMap(({ path }) => (path ? [path] : []))),
    ]),
  );
  const circular = inCircles(successors);
  return [...successors].flatMap(([from, targets]) =>
    [...targets].map(to => ({
      from,
      to,
      cyclic: circular.has(from) && circular.has(to),
    })),
  );
}

function toReference(record: RecordToLink, text: string): AdrReference {
  const { path, number, title } = record;
  return { text, path, number, title };
}

function groupByNumber(records: RecordToLink[]) {
  const byNumber = new Map<number, RecordToLink[]>();
  for (const record of records) {
    if (record.number === undefined) continue;
    const sharing = byNumber.get(record.number);
    if (sharing) sharing.push(record);
    else byNumber.set(record.number, [record]);
  }
  return byNumber;
}

// A link is the surest name, then a number that only one record has, then the words.
function createFinder(records: RecordToLink[]) {
  const byPath = new Map(records.map(record => [record.path, record]));
  const byFile = new Map(
    records.map(record => [fileName(record.path), record]),
  );
  const byNumber = groupByNumber(records);
  const byWords = new Map<string, RecordToLink>();
  for (const record of records) {
    byWords.set(toSlug(record.title), record);
    byWords.set(toSlug(fileName(record.path).replace(/\.md$/i, '')), record);
    byWords.set(slugOfFile(record.path), record);
  }

  return (from: RecordToLink, named: NamedRecord): RecordToLink | undefined => {
    if (named.link !== undefined) {
      const target = named.link.replace(/[?#].*$/, '');
      const linked =
        byPath.get(resolve(from.path, target)) ?? byFile.get(fileName(target));
      if (linked) return linked;
    }
    if (named.number !== undefined) {
      const sharing = byNumber.get(named.number) ?? [];
      if (sharing.length === 1) return sharing[0];
      const [other, ...more] = sharing.filter(r => r.path !== from.path);
      if (other && more.length === 0) return other;
    }
    return byWords.get(toSlug(named.text.replace(/\.md$/i, '')));
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function slugOfFile(path: string): string {
  return toSlug(
    fileName(path)
      .replace(/\.md$/i, '')
      .replace(/^(adr[-_ ]?)?\d+[-_ ]*/i, ''),
  );
}

function toSlug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function resolve(from: string, target: string): string {
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The nodes from which a walk along the arrows comes back. */
function inCircles(successors: Map<string, Set<string>>): Set<string> {
  const circular = new Set<string>();
  for (const start of successors.keys()) {
    const seen = new Set<string>();
    const open = [...(successors.get(start) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === start) {
        circular.add(start);
        break;
      }
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(successors.get(next) ?? []));
    }
  }
  return circular;
}
