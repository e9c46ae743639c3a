import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { startOpa, type LocalOpa } from '../../dev/opa.ts';
import {
  createDatabase,
  startPostgres,
  type LocalPostgres,
} from '../../dev/postgres.ts';
import { seed } from '../../dev/seed.ts';
import { migrate } from '../../src/database/migrations.ts';

// The real parts that the integration tests share: one PostgreSQL and one OPA for all files. Each file gets a database of
// its own, as a copy of the seeded one.

export const SEEDED = 'seeded';

let dir: string;
let postgres: LocalPostgres | undefined;
let opa: LocalOpa | undefined;

export async function globalSetup(): Promise<void> {
  dir = mkdtempSync(path.join(tmpdir(), 'parts-'));
  chmodSync(dir, 0o755); // PostgreSQL runs as another user where this one is root
  [postgres, opa] = await Promise.all([
    startPostgres(path.join(dir, 'postgres'), { throwaway: true }),
    startOpa({ logFile: path.join(dir, 'opa.log') }),
  ]);
  await createDatabase(postgres.url('postgres'), SEEDED);
  await migrate(postgres.url(SEEDED));
  await seed(postgres.url(SEEDED));
  process.env.TEST_POSTGRES_URL = postgres.url('');
  process.env.TEST_OPA_URL = opa.url;
}

export async function globalTeardown(): Promise<void> {
  await Promise.all([postgres?.stop(), opa?.stop()]);
  rmSync(dir, { recursive: true, force: true });
}
