import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  problemDocument,
  ProblemError,
  PROBLEMS,
  toProblem,
} from '../../src/http/problems.ts';

describe('toProblem', () => {
  test('keeps a problem as it is', () => {
    const problem = new ProblemError('RECORD_NOT_FOUND', 'No such record.');
    assert.equal(toProblem(problem), problem);
  });

  for (const [type, code] of [
    ['entity.too.large', 'BODY_TOO_LARGE'],
    ['entity.parse.failed', 'MALFORMED_BODY'],
    ['encoding.unsupported', 'UNSUPPORTED_MEDIA_TYPE'],
    ['something.new', 'INTERNAL_ERROR'],
  ] as const) {
    test(`${type} of the body parser is ${code}`, () => {
      const error = Object.assign(new Error('parser'), { type });
      assert.equal(toProblem(error).code, code);
    });
  }

  test('a body that cannot be decompressed, which has only a status, is MALFORMED_BODY', () => {
    const error = Object.assign(new Error('unexpected end'), { status: 400 });
    assert.equal(toProblem(error).code, 'MALFORMED_BODY');
  });

  for (const thrown of [new Error('password=s3cret'), 's3cret', undefined]) {
    test(`tells the caller nothing about ${typeof thrown} thrown inside`, () => {
      const document = problemDocument(toProblem(thrown));
      assert.equal(document.code, 'INTERNAL_ERROR');
      assert.doesNotMatch(JSON.stringify(document), /s3cret/);
    });
  }
});

test('docs/operation.md lists every code with its status and title', () => {
  const page = readFileSync('docs/operation.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \| (.+) \|$/gm)];
  const documented = rows.map(([, code, status, title]) => [
    code,
    { status: Number(status), title },
  ]);
  assert.deepEqual(Object.fromEntries(documented), PROBLEMS);
});
