import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../../..');
const opa = process.env.OPA_BIN || 'opa';

/** What OPA answers to a query over a folder of policies; undefined as OPA has it. */
export function evaluate(
  folder: string,
  query: string,
  input: unknown = {},
): unknown {
  const answer = execFileSync(
    opa,
    ['eval', '--stdin-input', '--format=json', '--data', folder, query],
    { input: JSON.stringify(input), encoding: 'utf8' },
  );
  return JSON.parse(answer).result?.[0].expressions[0].value;
}

/** What OPA's type checker says of policies, with the schemas in a folder of this package. */
export function checkTypes(folder: string, schemas: string) {
  const { status, stderr } = spawnSync(
    opa,
    [
      'check',
      '--strict',
      `--schema=${join(root, 'packages/schemas', schemas)}`,
      folder,
    ],
    { encoding: 'utf8' },
  );
  return { status, stderr };
}

/** The same while somebody has written one thing for another in one of the files. */
export function checkTypesWithSlip(
  folder: string,
  schemas: string,
  { file, right, wrong }: { file: string; right: string; wrong: string },
) {
  const target = join(folder, file);
  const text = readFileSync(target, 'utf8');
  if (!text.includes(right)) throw new Error(`${file} has no '${right}'`);
  writeFileSync(target, text.replace(right, wrong));
  try {
    return checkTypes(folder, schemas);
  } finally {
    writeFileSync(target, text);
  }
}
