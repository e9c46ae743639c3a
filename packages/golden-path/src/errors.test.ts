import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { GOLDEN_PATH_ERRORS, GoldenPathError, isDiskFull } from './errors';

const STATUS: Record<string, number> = {
  InputError: 400,
  NotFoundError: 404,
  ConflictError: 409,
  ServiceUnavailableError: 503,
};

it('README.md lists every code with its status, and no other', () => {
  const readme = readFileSync(
    resolvePackagePath('@companyos/golden-path', 'README.md'),
    'utf8',
  );
  const listed = [...readme.matchAll(/^\| `(GOLDEN_PATH_\w+)` +\| (\d+)/gm)];
  expect(
    Object.fromEntries(listed.map(([, code, status]) => [code, +status])),
  ).toEqual(
    Object.fromEntries(
      Object.entries(GOLDEN_PATH_ERRORS).map(([code, name]) => [
        code,
        STATUS[name],
      ]),
    ),
  );
});

it('finds a full disk behind other errors', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  const wrapped = new Error('outer', { cause: full });
  expect(isDiskFull(wrapped)).toBe(true);
  expect(isDiskFull(new Error('outer', { cause: new Error('inner') }))).toBe(
    false,
  );
});

it('ends the message with the code', () => {
  const error = new GoldenPathError('GOLDEN_PATH_NAME_TAKEN', 'Taken');
  expect(error).toMatchObject({
    name: 'ConflictError',
    message: 'Taken (GOLDEN_PATH_NAME_TAKEN)',
  });
});
