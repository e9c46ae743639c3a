import { AdrError } from './AdrError';
import { draftRecord, markSuperseded, type RecordLink } from './draftRecord';
import { parseNewRecord, type NewRecordInput } from './newRecord';
import { addToIndex } from './recordIndex';
import { nextRecord, numberOfName, type RecordName } from './recordName';

/** The files of an entity's source, as planning needs them. Paths are from its top. @public */
export type RecordSource = {
  /** All files below a folder; none when it is not there. */
  list(folder: string): Promise<string[]>;
  /** The text of a file; undefined when there is none, or it is no text. */
  read(path: string): Promise<string | undefined>;
};

/** What has to be written for a new record. @public */
export type RecordPlan = RecordName & {
  title: string;
  /** Of the record. */
  path: string;
  /** The record first, then the files that change with it. */
  files: { path: string; content: string; isNew: boolean }[];
  /** What is left to a person, one sentence of Markdown each. */
  notes: string[];
};

const INDEX = /^(index|readme)\.md$/i;

/**
 * Plans a new record: its number and name among those of its folder, its text, the new status of the record that it
 * supersedes, and its line in the folder's index. Portal and command line write what this says, so the same input gives
 * the same bytes.
 *
 * @param options.taken - numbers that are in use though no file has them yet
 * @throws AdrError `ADR_INPUT_INVALID` or `ADR_SUPERSEDED_NOT_FOUND`
 * @public
 */
export async function planRecord(options: {
  source: RecordSource;
  /** From the source's top, without a slash at its end. */
  folder: string;
  input: NewRecordInput;
  taken?: number[];
}): Promise<RecordPlan> {
  const { source, folder } = options;
  const record = parseNewRecord(options.input);
  const inside = (await source.list(folder)).map(path =>
    path.slice(folder.length + 1),
  );
  const records = inside.filter(path => /\.md$/i.test(path));
  const name = nextRecord(records, record.title, options.taken);
  const path = `${folder}/${name.fileName}`;
  const own: RecordLink = { label: name.label, href: name.fileName };
  const files: RecordPlan['files'] = [];
  const notes: string[] = [];

  let older: RecordLink | undefined;
  if (record.supersedes !== undefined) {
    const old = findRecord(records, record.supersedes, folder);
    older = linkTo(old);
    const oldPath = `${folder}/${old}`;
    // A link back from another folder is another link.
    const changed = old.includes('/')
      ? undefined
      : markSuperseded((await source.read(oldPath)) ?? '', own);
    if (changed !== undefined) {
      files.push({ path: oldPath, content: changed, isNew: false });
    } else {
      notes.push(
        `\`${oldPath}\` says its status in a way that is not changed by a tool: write there that it is superseded by [${own.label}](${own.href}).`,
      );
    }
  }

  const index = inside.find(candidate => INDEX.test(candidate));
  if (index !== undefined) {
    const indexPath = `${folder}/${index}`;
    const changed = addToIndex(
      (await source.read(indexPath)) ?? '',
      {
        ...own,
        ...record,
        fileName: name.fileName,
        groups: record.signOffs.map(({ group }) => group),
      },
      records,
    );
    if (changed !== undefined) {
      files.push({ path: indexPath, content: changed, isNew: false });
    } else {
      notes.push(
        `\`${indexPath}\` lists records in its own way, or none: add the new one if it belongs there.`,
      );
    }
  }
  if (/^nav[ \t]*:/m.test((await source.read('mkdocs.yml')) ?? '')) {
    notes.push(
      `\`mkdocs.yml\` has a \`nav\`: add a line for \`${path}\`, or the page is in no menu.`,
    );
  }

  files.unshift({
    path,
    content: draftRecord(record, name, older),
    isNew: true,
  });
  return { ...name, title: record.title, path, files, notes };
}

function findRecord(records: string[], named: string, folder: string): string {
  const [, digits] = /^(?:adrs?[-_. #]*|#)?0*(\d{1,6})$/i.exec(named) ?? [];
  const wanted = named.replace(/^\.\//, '');
  const found = records.filter(record => {
    const name = record.slice(record.lastIndexOf('/') + 1);
    return digits === undefined
      ? [record, `${folder}/${record}`, name].includes(wanted)
      : numberOfName(name) === Number(digits);
  });
  if (found.length === 1) return found[0];
  throw new AdrError(
    'ADR_SUPERSEDED_NOT_FOUND',
    found.length === 0
      ? `supersedes: there is no record '${named}' in ${folder}`
      : `supersedes: '${named}' could be ${found.join(' or ')}; name the file`,
  );
}

function linkTo(record: string): RecordLink {
  const name = record.slice(record.lastIndexOf('/') + 1);
  const number = numberOfName(name);
  const [digits = ''] = number === undefined ? [] : /\d+/.exec(name) ?? [];
  return {
    label: digits ? `ADR-${digits}` : name.replace(/[[\]]/g, ''),
    href: record
      .split('/')
      .map(part => encodeURIComponent(part).replace(/[()]/g, escapeByte))
      .join('/'),
  };
}

function escapeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
