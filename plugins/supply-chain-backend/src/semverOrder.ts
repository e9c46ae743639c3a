import { parse, Range, type SemVer } from 'semver';

/** A piece of SQL with a `?` for each binding. */
export type Condition = { sql: string; bindings: string[] };

const NUMBER = 2;
const WORD = 3;
const END = 1;
const RELEASE = 0xff;

/**
 * Bytes, as hexadecimal, that compare as the versions do by Semantic Versioning, build metadata left out. Numbers of any
 * size are written as their length and their digits, because no column of integers holds them all.
 *
 * @returns undefined for what is no semantic version.
 * @see https://semver.org/#spec-item-11
 */
export function sortKey(version: string): string | undefined {
  const parsed = parse(version);
  return parsed ? keyOf(parsed) : undefined;
}

/**
 * The condition that a sort key is in a range, as npm writes ranges. Prereleases are part of a range by their order alone:
 * whoever looks for a flaw wants to see them.
 *
 * @param column - of the sort key
 * @returns undefined for what is no range.
 */
export function inRange(column: string, range: string): Condition | undefined {
  let parsed: Range;
  try {
    parsed = new Range(range, { includePrerelease: true });
  } catch {
    return undefined;
  }
  const bindings: string[] = [];
  const anyOf = parsed.set.map(comparators => {
    const allOf = comparators.map(({ value, operator, semver }) => {
      if (value === '') return `${column} is not null`;
      bindings.push(keyOf(semver));
      return `${column} ${operator || '='} decode(?, 'hex')`;
    });
    return `(${allOf.join(' and ')})`;
  });
  return { sql: `(${anyOf.join(' or ')})`, bindings };
}

function keyOf({ major, minor, patch, prerelease }: SemVer): string {
  const parts = [major, minor, patch].flatMap(numberBytes);
  const rest =
    prerelease.length === 0
      ? [RELEASE]
      : [...prerelease.flatMap(identifierBytes), END];
  return Buffer.from([...parts, ...rest]).toString('hex');
}

function identifierBytes(identifier: string | number): number[] {
  const text = String(identifier);
  return /^\d+$/.test(text)
    ? [NUMBER, ...numberBytes(text)]
    : [WORD, ...Buffer.from(text), 0];
}

function numberBytes(value: string | number): number[] {
  const digits = Buffer.from(String(value));
  return [digits.length, ...digits];
}
