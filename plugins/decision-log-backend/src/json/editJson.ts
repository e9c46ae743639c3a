import {
  parsePointer,
  skipSpace,
  skipString,
  skipValue,
} from '@companyos/plugin-decision-log-common';

/** What to do with a part of a document. */
export type Edit = 'remove' | 'replace';

/** Edits by the parts of their pointers; `*` is any member or element. */
export type EditTree = Map<string, EditTree | Edit>;

/** What stands where a value was replaced. */
export const REPLACEMENT = '**MASKED**';

/** @param pointers - JSON Pointers, in which `*` stands for any member or element */
export function toEditTree(pointers: Iterable<[string, Edit]>): EditTree {
  const root: EditTree = new Map();
  for (const [pointer, edit] of pointers) {
    const parts = parsePointer(pointer);
    let node = root;
    parts.forEach((part, index) => {
      const found = node.get(part);
      // What is above is gone, so nothing below it is left to edit.
      if (typeof found === 'string') return;
      if (index === parts.length - 1) {
        node.set(part, merge(found, edit)!);
      } else {
        const next: EditTree = found ?? new Map();
        node.set(part, next);
        node = next;
      }
    });
  }
  return root;
}

/**
 * Edits a JSON text and leaves every other byte of what it keeps as it was: numbers keep their digits. Of members with the
 * same name all are edited, however they are written.
 *
 * @param text - valid JSON
 * @returns the text, and the pointers of what was edited.
 */
export function editJson(
  text: string,
  edits: EditTree,
): { text: string; removed: string[]; replaced: string[] } {
  const done = { removed: new Set<string>(), replaced: new Set<string>() };
  const start = skipSpace(text, 0);
  const edited = editValue(text, start, edits, '', done);
  return {
    text: edited.text,
    removed: [...done.removed],
    replaced: [...done.replaced],
  };
}

/** What is asked for by name and what is asked for all of them: neither may be lost. */
function merge(
  one: EditTree | Edit | undefined,
  other: EditTree | Edit | undefined,
): EditTree | Edit | undefined {
  if (one === 'remove' || other === 'remove') return 'remove';
  if (one === 'replace' || other === 'replace') return 'replace';
  if (!one || !other) return one ?? other;
  const both: EditTree = new Map(one);
  for (const [name, edit] of other)
    both.set(name, merge(both.get(name), edit)!);
  return both;
}

type Done = { removed: Set<string>; replaced: Set<string> };

function editValue(
  text: string,
  start: number,
  edits: EditTree,
  pointer: string,
  done: Done,
): { text: string; end: number } {
  const open = text[start];
  if (open !== '{' && open !== '[') {
    const end = skipValue(text, start);
    return { text: text.slice(start, end), end };
  }
  const close = open === '{' ? '}' : ']';
  const kept: string[] = [];
  let i = skipSpace(text, start + 1);
  for (let index = 0; text[i] !== close; index++) {
    let name = String(index);
    let prefix = '';
    if (open === '{') {
      const end = skipString(text, i);
      prefix = `${text.slice(i, end)}:`;
      name = JSON.parse(text.slice(i, end));
      i = skipSpace(text, skipSpace(text, end) + 1);
    }
    const edit = merge(edits.get(name), edits.get('*'));
    const here = `${pointer}/${name
      .replaceAll('~', '~0')
      .replaceAll('/', '~1')}`;
    if (edit instanceof Map) {
      const value = editValue(text, i, edit, here, done);
      kept.push(prefix + value.text);
      i = value.end;
    } else {
      const end = skipValue(text, i);
      // An element that went would move the others to another index.
      if (edit === 'remove' && open === '{') {
        done.removed.add(here);
      } else if (edit) {
        done.replaced.add(here);
        kept.push(`${prefix}"${REPLACEMENT}"`);
      } else {
        kept.push(prefix + text.slice(i, end));
      }
      i = end;
    }
    i = skipSpace(text, i);
    if (text[i] === ',') i = skipSpace(text, i + 1);
  }
  return { text: open + kept.join(',') + close, end: i + 1 };
}
