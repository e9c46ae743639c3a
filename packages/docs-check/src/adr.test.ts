import path from 'node:path';
import { parse } from 'yaml';
import { parseMarkdown } from './markdown';
import { listFiles, readFile } from './repository';

const records = listFiles('docs/adr/ADR-*.md');
const groups = readFile('catalog/org.yaml')
  .split(/^---$/m)
  .map(document => parse(document))
  .filter(entity => entity.kind === 'Group')
  .map(entity => `group:default/${entity.metadata.name}`);

describe('decision records', () => {
  it('have a number each', () => {
    const numbers = records.map(
      file => /ADR-(\d{3})-[a-z0-9-]+\.md$/.exec(file)?.[1],
    );
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(records.length);
  });

  it('all stand in the index, with title and status', () => {
    const index = readFile('docs/adr/index.md');
    for (const file of records) {
      const { headings, frontMatter } = parseMarkdown(readFile(file));
      const [number, title] = headings[0].text.split(': ');
      expect(index).toMatch(
        new RegExp(
          `\\[${number}\\]\\(${path.basename(file)}\\) *\\| ${title} *\\| ${
            frontMatter.status
          } `,
        ),
      );
    }
  });

  it.each(records)('%s has the sections and the front matter of MADR', file => {
    const { headings, frontMatter } = parseMarkdown(readFile(file));
    const number = path.basename(file).slice(0, 'ADR-000'.length);

    expect(headings[0]).toEqual({
      level: 1,
      text: expect.stringMatching(`^${number}: .+`),
    });
    expect(
      headings.filter(({ level }) => level < 4).map(({ text }) => text),
    ).toEqual(
      expect.arrayContaining([
        'Context and Problem Statement',
        'Decision Drivers',
        'Considered Options',
        'Decision Outcome',
        'Consequences',
        'Confirmation',
        'Pros and Cons of the Options',
      ]),
    );
    expect(frontMatter).toMatchObject({
      status: expect.stringMatching(
        /^(proposed|accepted|rejected|deprecated|superseded)$/,
      ),
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      deciders: expect.any(Array),
      tags: expect.any(Array),
    });
  });

  it.each(records)('%s asks existing groups for their sign-off', file => {
    const { frontMatter } = parseMarkdown(readFile(file));
    const signOffs = frontMatter['sign-offs'] as {
      required: { group: string; count: number }[];
      given: unknown[];
    };
    expect(signOffs.required.length).toBeGreaterThan(0);
    for (const { group, count } of signOffs.required) {
      expect(groups).toContain(group);
      expect(count).toBeGreaterThan(0);
    }
  });

  it('are accepted only with their sign-offs', () => {
    const acceptedWithout = records.filter(file => {
      const { frontMatter } = parseMarkdown(readFile(file));
      const given = (frontMatter['sign-offs'] as { given: unknown[] }).given;
      return frontMatter.status === 'accepted' && given.length === 0;
    });
    expect(acceptedWithout).toEqual([]);
  });
});
