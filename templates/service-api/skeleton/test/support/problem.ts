import assert from 'node:assert/strict';
import {
  PROBLEMS,
  type ProblemCode,
  type ProblemDocument,
} from '../../src/http/problems.ts';

/** Checks that a response is a complete problem document with this code. */
export async function assertProblem(
  response: Response,
  code: ProblemCode,
): Promise<ProblemDocument> {
  const document = (await response.json()) as ProblemDocument;
  assert.equal(document.code, code);
  assert.equal(response.status, PROBLEMS[code].status);
  assert.equal(document.status, PROBLEMS[code].status);
  assert.equal(document.title, PROBLEMS[code].title);
  assert.equal(document.type, `/problems/${code}`);
  assert.match(
    response.headers.get('content-type') ?? '',
    /^application\/problem\+json/,
  );
  assert.equal(document.requestId, response.headers.get('x-request-id'));
  return document;
}
