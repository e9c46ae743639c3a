import {
  bundlePath,
  EVIDENCE_NAMES,
  MAX_BUNDLE_BYTES,
  PREDICATE_TYPES,
  VERDICT_CODES,
} from '@companyos/evidence';
import { readFile } from './repository';

const page = readFile('docs/compliance/evidence.md');

function cells(row: RegExp): string[][] {
  return [...page.matchAll(row)].map(([, ...found]) => found);
}

describe('docs/compliance/evidence.md', () => {
  it('lists each kind of statement with the type that is written', () => {
    expect(cells(/^\| `(\w+)` +\| `(https:[^`]+)`/gm)).toEqual(
      Object.entries(PREDICATE_TYPES).map(([kind, { uri }]) => [kind, uri]),
    );
  });

  it('lists each bundle of a release by its file', () => {
    const files = cells(/^\| `([a-z]+\.sigstore\.json)`/gm).flat();
    expect(files.map(file => `evidence/${file}`)).toEqual(
      EVIDENCE_NAMES.map(bundlePath),
    );
  });

  it('explains each code with its outcome', () => {
    expect(cells(/^\| `(EVIDENCE_\w+)` +\| (\w+) +\| \w/gm)).toEqual(
      Object.entries(VERDICT_CODES),
    );
  });

  it('names the size that is read', () => {
    expect(page).toContain(`up to ${MAX_BUNDLE_BYTES / 1024 / 1024} MB`);
  });
});
