import { splitFrontMatter } from './frontMatter';
import { isRecord } from './isRecord';
import { parseRecord } from './parseRecord';

function parse(text: string, path = 'docs/adr/0003-use-postgresql.md') {
  return parseRecord(path, splitFrontMatter(text));
}

/** What is left of a record without the text and what is empty. */
function brief(text: string, path?: string) {
  const { text: _, ...record } = parse(text, path);
  return Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) =>
        value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

describe('whole records', () => {
  it('of MADR 4', () => {
    expect(
      brief(`---
# These are optional metadata elements. Feel free to remove any of them.
status: "superseded by [ADR-0005](0005-use-sqlite.md)"
date: 2024-05-06
decision-makers: [Ada, Bo]
consulted: Cy
tags: [database, storage]
---

# Use PostgreSQL

## Context and Problem Statement

Where do rows live?

## Decision Outcome

Chosen option: "PostgreSQL".

<!-- Status: rejected -->
`),
    ).toEqual({
      number: 3,
      title: 'Use PostgreSQL',
      status: 'superseded',
      statusText: 'superseded by ADR-0005',
      date: '2024-05-06',
      deciders: ['Ada', 'Bo'],
      tags: ['database', 'storage'],
      supersededBy: [
        { text: 'ADR-0005', link: '0005-use-sqlite.md', number: 5 },
      ],
    });
  });

  it('of MADR 2', () => {
    expect(
      brief(`# Use PostgreSQL

* Status: accepted
* Deciders: Ada, Bo <!-- optional -->
* Date: 2020-04-26 <!-- optional -->

Technical Story: none

## Context and Problem Statement

## Links <!-- optional -->

* Supersedes [ADR-0001](0001-use-mysql.md)
* Refined by [ADR-0009](0009-x.md)
`),
    ).toEqual({
      number: 3,
      title: 'Use PostgreSQL',
      status: 'accepted',
      statusText: 'accepted',
      date: '2020-04-26',
      deciders: ['Ada', 'Bo'],
      supersedes: [{ text: 'ADR-0001', link: '0001-use-mysql.md', number: 1 }],
    });
  });

  it('of adr-tools', () => {
    expect(
      brief(
        `# 3. Use PostgreSQL

Date: 2016-02-12

## Status

Accepted

Supercedes [1. Use MySQL](0001-use-mysql.md)

Superceded by [7. Use SQLite](0007-use-sqlite.md)

## Context

The status is rejected.
`,
      ),
    ).toEqual({
      number: 3,
      title: 'Use PostgreSQL',
      status: 'superseded',
      statusText: 'Accepted',
      date: '2016-02-12',
      supersedes: [
        { text: '1. Use MySQL', link: '0001-use-mysql.md', number: 1 },
      ],
      supersededBy: [
        { text: '7. Use SQLite', link: '0007-use-sqlite.md', number: 7 },
      ],
    });
  });

  it('of Backstage, titled in the front matter and without a status', () => {
    expect(
      brief(
        `---
id: adrs-adr003
title: 'ADR003: Avoid Default Exports and Prefer Named Exports'
# prettier-ignore
description: Architecture Decision Record (ADR) log of named exports
---

## Context

When CommonJS was the primary format, …

## Decision
`,
        'docs/architecture-decisions/adr003-avoid-default-exports.md',
      ),
    ).toEqual({
      number: 3,
      title: 'Avoid Default Exports and Prefer Named Exports',
      status: 'unknown',
    });
  });

  it('of nobody’s style', () => {
    expect(brief('We use PostgreSQL.\n', 'docs/adr/databases.md')).toEqual({
      title: 'Databases',
      status: 'unknown',
      problems: [
        {
          code: 'TITLE_MISSING',
          message:
            'There is no heading and no title; the file’s name stands in',
        },
      ],
    });
    expect(brief('', 'docs/adr/0012.md')).toMatchObject({
      number: 12,
      status: 'unknown',
    });
  });
});

describe('status', () => {
  it.each<[string, string]>([
    ['## Status\n\nAccepted', 'accepted'],
    ['## Status\n\n**Accepted** on 2020-01-02', 'accepted'],
    ['## Status: Proposed', 'proposed'],
    ['## 1. Status\n\n- Rejected', 'rejected'],
    ['Status\n------\n\nDeprecated', 'deprecated'],
    ['- Status: draft', 'proposed'],
    ['* **Status**: Approved', 'accepted'],
    ['**Status:** accepted', 'accepted'],
    ['**Status: accepted**', 'accepted'],
    ['__Status__: accepted', 'accepted'],
    ['_Status:_ accepted', 'accepted'],
    ['> Status: In Review', 'proposed'],
    ['Status: `accepted`', 'accepted'],
    ['Status:\nimplemented', 'accepted'],
    ['| Created | Status |\n| --- | --- |\n| 2020-04-26 | Open |', 'proposed'],
    ['| Status | Owner |\n| --- | --- |\n| Accepted | Ada |', 'accepted'],
    ['| Status | Accepted |\n| --- | --- |\n| Date | 2020-04-26 |', 'accepted'],
    ['| | |\n|-|-|\n| **Status** | Declined |', 'rejected'],
    ['## Status\n\n- [ ] proposed\n- [x] accepted\n- [ ] rejected', 'accepted'],
    ['## Status\n\nNot accepted', 'rejected'],
    ['## Status\n\nSuperceded by ADR-9', 'superseded'],
    ['## Status\n\n✅ Accepted', 'accepted'],
    ['## Status\n\nPartly superseded', 'accepted'],
    ['* Status: on hold', 'proposed'],
    ['Superseded by: ADR-0009', 'superseded'],
    // Nobody made the choice.
    ['## Status\n\nproposed | accepted | rejected', 'unknown'],
    ['* Status: [proposed | rejected | accepted | … ]', 'unknown'],
    // No status of this record.
    ['```\nStatus: accepted\n```', 'unknown'],
    ['    Status: accepted', 'unknown'],
    ['## Status\n\n```\naccepted\n```', 'unknown'],
    ['<!-- Status: accepted -->', 'unknown'],
    ['## Context\n\nStatus: accepted', 'unknown'],
    ['The HTTP status was accepted.', 'unknown'],
    ['## Status\n\nfrobnicated', 'unknown'],
  ])('%j', (body, status) => {
    expect(parse(`# Title\n\n${body}\n`).status).toBe(status);
  });

  it('in the front matter wins over the text', () => {
    expect(
      brief('---\nstatus: Accepted\n---\n# T\n\n## Status\n\nDraft'),
    ).toMatchObject({ status: 'accepted', statusText: 'Accepted' });
  });

  it('that is no known word is a problem', () => {
    expect(brief('# T\n\nStatus: frobnicated')).toMatchObject({
      status: 'unknown',
      statusText: 'frobnicated',
      problems: [
        {
          code: 'STATUS_UNKNOWN',
          message: "The status 'frobnicated' is none that is known",
        },
      ],
    });
  });
});

describe('dates', () => {
  it.each<[string, string | undefined]>([
    ['2020-04-26', '2020-04-26'],
    ['2020-04-26T10:00:00Z', '2020-04-26'],
    ['2020/4/6', '2020-04-06'],
    ['26.04.2020', '2020-04-26'],
    ['26. 4. 2020', '2020-04-26'],
    ['26/04/2020', '2020-04-26'],
    ['04/26/2020', '2020-04-26'],
    ['05/05/2020', '2020-05-05'],
    ['26 April 2020', '2020-04-26'],
    ['26th of April, 2020', '2020-04-26'],
    ['26-Apr-2020', '2020-04-26'],
    ['April 26, 2020', '2020-04-26'],
    ['Sept. 1st 2020', '2020-09-01'],
    ['2020 April 26', '2020-04-26'],
    ['accepted 2020-04-26 by the board', '2020-04-26'],
    ['04/05/2020', undefined],
    ['2020-02-31', undefined],
    ['last Tuesday', undefined],
  ])('%s', (written, date) => {
    const record = parse(`# T\n\nDate: ${written}\n`);
    expect(record.date).toBe(date);
    expect(record.problems).toEqual(
      date
        ? []
        : [
            {
              code: 'DATE_INVALID',
              message: `The date '${written}' is none; write it as YYYY-MM-DD`,
            },
          ],
    );
  });

  it('stand in the status or the name when nowhere else', () => {
    expect(parse('# T\n\n## Status\n\nAccepted (2021-02-03)').date).toBe(
      '2021-02-03',
    );
    expect(brief('# Use it\n', 'docs/adr/20210203-use-it.md')).toEqual({
      title: 'Use it',
      status: 'unknown',
      date: '2021-02-03',
    });
  });

  it('that a template left open are none', () => {
    expect(
      brief('# T\n\n* Date: {YYYY-MM-DD when the decision was made}'),
    ).toEqual({ number: 3, title: 'T', status: 'unknown' });
  });
});

describe('titles and numbers', () => {
  it.each<[string, string, string, number | undefined]>([
    ['# Use it', '0001-use-it.md', 'Use it', 1],
    ['# 1. Use it', '0001-use-it.md', 'Use it', 1],
    ['# ADR-0001: Use it', 'ADR-0001-use-it.md', 'Use it', 1],
    ['# ADR 1 – Use it', 'use-it.md', 'Use it', 1],
    ['# [ADR-001] Use it', 'adr_001_use_it.md', 'Use it', 1],
    ['# ADR001: Use `it` [now](x.md)', 'adr001.md', 'Use it now', 1],
    ['# Architecture Decision Record: Use it', '1-x.md', 'Use it', 1],
    ['# 10 reasons to use it', '0001-x.md', '10 reasons to use it', 1],
    ['# Adrenaline', '0001-x.md', 'Adrenaline', 1],
    ['## Use it', '0001-x.md', 'Use it', 1],
    ['Use it\n======', '0001-x.md', 'Use it', 1],
    ['---\ntitle: Use it\n---\n## Status\n\nDraft', '0001-x.md', 'Use it', 1],
  ])('%j in %s', (text, name, title, number) => {
    const record = parse(text, `docs/adr/${name}`);
    expect(record).toMatchObject({ title, problems: [] });
    expect(record.number).toBe(number);
  });

  it('that differ are a problem', () => {
    expect(brief('# ADR-0004: Use it', 'docs/adr/0003-x.md')).toMatchObject({
      number: 3,
      title: 'Use it',
      problems: [
        {
          code: 'NUMBER_MISMATCH',
          message: "The file's name says 3, the heading 4; the name's is used",
        },
      ],
    });
  });
});

describe('superseded', () => {
  it.each([
    [
      'Superceded by [3. Title](0003-x.md)',
      { text: '3. Title', link: '0003-x.md', number: 3 },
    ],
    ['Superseded by ADR-0123', { text: 'ADR-0123', number: 123 }],
    ['superseded-by ADR 7.', { text: 'ADR 7', number: 7 }],
    ['Superseded by: #12', { text: '#12', number: 12 }],
    ['Superseded by 0004-use-it', { text: '0004-use-it', number: 4 }],
    ['Superseded by 0004-use-it.md', { text: '0004-use-it.md', number: 4 }],
    ['Superseded by use-it', { text: 'use-it' }],
    ['Replaced by "Use it"', { text: 'Use it' }],
    ['Superseded by [[0004-use-it]]', { text: '0004-use-it', number: 4 }],
    [
      'Superseded by https://git.example/docs/adr/0004-x.md',
      {
        text: 'https://git.example/docs/adr/0004-x.md',
        link: 'https://git.example/docs/adr/0004-x.md',
        number: 4,
      },
    ],
  ])('%s', (line, reference) => {
    const expected = { status: 'superseded', supersededBy: [reference] };
    expect(parse(`# T\n\n## Status\n\n${line}\n`)).toMatchObject(expected);
    expect(parse(`# T\n\n- Status: ${line}\n`)).toMatchObject(expected);
    expect(parse(`---\nstatus: '${line}'\n---\n# T\n`)).toMatchObject(expected);
  });

  it('by more than one', () => {
    expect(
      parse('# T\n\n## Status\n\nSuperseded by ADR-2 and ADR-3').supersededBy,
    ).toEqual([
      { text: 'ADR-2', number: 2 },
      { text: 'ADR-3', number: 3 },
    ]);
  });

  it('in a name of its own', () => {
    expect(
      parse('---\nsuperseded_by: [ADR-2]\nsupersedes: 1\n---\n# T\n'),
    ).toMatchObject({
      status: 'superseded',
      supersededBy: [{ text: 'ADR-2', number: 2 }],
      supersedes: [{ text: '1', number: 1 }],
    });
  });
});

describe('front matter that is none', () => {
  it.each([
    ['a broken line', '---\nstatus: [accepted\n---\n# T\n\nDate: 2020-01-02\n'],
    ['a list', '---\n- accepted\n---\n# T\n\nDate: 2020-01-02\n'],
    ['one value twice', '---\na: 1\na: 2\n---\n# T\n\nDate: 2020-01-02\n'],
  ])('is %s: a problem, and the rest is read', (_, text) => {
    expect(brief(text)).toEqual({
      number: 3,
      title: 'T',
      status: 'unknown',
      date: '2020-01-02',
      problems: [
        {
          code: 'FRONT_MATTER_INVALID',
          message: expect.stringMatching(/^Front matter is no/),
        },
      ],
    });
  });

  it('does not end', () => {
    expect(parse('---\nstatus: accepted\n\n# T\n').problems).toEqual([
      {
        code: 'FRONT_MATTER_INVALID',
        message: 'Front matter begins and does not end',
      },
    ]);
  });

  it('holds comments only, or nothing', () => {
    expect(brief('---\n# none\n---\n# T')).toEqual({
      number: 3,
      title: 'T',
      status: 'unknown',
    });
    expect(parse('---\n---\n# T').problems).toEqual([]);
  });
});

it('answers soon, whatever it is given', () => {
  const size = 200_000;
  const hostile = [
    '['.repeat(size),
    '*'.repeat(size),
    '> '.repeat(size / 2),
    '- '.repeat(size / 2),
    `|${'|'.repeat(size)}\n|${'-|'.repeat(size / 2)}`,
    `# ${'_a'.repeat(size / 2)}`,
    `Status: ${'superseded by '.repeat(size / 14)}`,
    `<!--${'-'.repeat(size)}`,
    `---\n${'a: &a [*a]\n'.repeat(1000)}---\n`,
    `# T\n\n${'['.repeat(size / 2)}${']('.repeat(size / 4)}`,
    `Status: ${' '.repeat(size)}x`,
  ];
  for (const text of hostile) {
    const start = performance.now();
    parse(text);
    expect([text.slice(0, 8), performance.now() - start < 2_000]).toEqual([
      text.slice(0, 8),
      true,
    ]);
  }
});

it.each([
  ['docs/adr/0001-use-it.md', true],
  ['docs/adr/ADR-009-service-template-and-ci-baseline.md', true],
  ['docs/adr/2020/0001-x.md', true],
  ['docs/adr/index-the-logs.md', true],
  ['docs/adr/README.md', false],
  ['docs/adr/index.md', false],
  ['docs/adr/template.md', false],
  ['docs/adr/0000-template.md', false],
  ['docs/adr/adr-template-minimal.md', false],
  ['docs/adr/templates/nygard.md', false],
  ['docs/adr/_draft.md', false],
  ['docs/guide.md', false],
])('%s is a record: %s', (path, expected) => {
  expect(isRecord(path, 'docs/adr')).toBe(expected);
});
