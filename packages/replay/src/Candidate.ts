import { createHash, randomBytes } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { x as extract } from 'tar';
import { batchQuery, HARNESS_FILE, harnessModule } from './harness';
import { CLOCK, FETCHES_SCHEMAS } from './nonDeterministic';
import { ReplayError } from './ReplayError';
import { runOpa, type OpaRuntime } from './runOpa';

/** A file of a policy: Rego or data, by its path below the policy's folder. @public */
export type PolicyFile = { path: string; content: Buffer };

/** What a path comes to in the candidate. */
export type Entrypoint = {
  query: string;
  /** What it can reach of the functions whose answers depend on more than their arguments, the clock aside. */
  functions: string[];
  asksForTime: boolean;
};

/** Each distinct path is compiled by itself. */
const MAX_PATHS = 200;

/** No rule has a longer one; and a longer one is no argument of a program. */
const MAX_PATH_LENGTH = 1000;

/** Compiled, checked, and ready to decide. @public */
export class Candidate {
  /** SHA-256 of the names and bytes of its files. */
  readonly sha256: string;
  readonly opaVersion: string;
  readonly fileCount: number;
  readonly #dir: string;
  readonly #runtime: OpaRuntime;
  readonly #harness: string;
  readonly #packages: string[];
  readonly #known: string[];
  readonly #entrypoints = new Map<string, Promise<Entrypoint | undefined>>();

  private constructor(prepared: {
    dir: string;
    runtime: OpaRuntime;
    harness: string;
    packages: string[];
    known: string[];
    opaVersion: string;
    files: PolicyFile[];
  }) {
    this.#dir = prepared.dir;
    this.#runtime = prepared.runtime;
    this.#harness = prepared.harness;
    this.#packages = prepared.packages;
    this.#known = prepared.known;
    this.opaVersion = prepared.opaVersion;
    this.fileCount = prepared.files.length;
    this.sha256 = digestOf(prepared.files);
  }

  /**
   * Compiles a policy. It may be anybody's: OPA reaches no network from it, sees no environment, and is ended beyond its
   * limits.
   *
   * @throws ReplayError with the file and line of what does not compile.
   */
  static async compile(
    files: PolicyFile[],
    runtime: OpaRuntime,
  ): Promise<Candidate> {
    if (!files.some(file => file.path.endsWith('.rego')))
      throw new ReplayError(
        'CANDIDATE_INVALID',
        'The policy has no file of Rego',
      );
    const dir = await realpath(
      await mkdtemp(path.join(tmpdir(), 'companyos-replay-')),
    );
    try {
      const harness = `replay_${randomBytes(8).toString('hex')}`;
      for (const file of files) {
        const target = path.join(dir, 'policy', file.path);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, file.content);
      }
      await writeFile(path.join(dir, HARNESS_FILE), harnessModule(harness));
      const known = await writeCapabilities(dir, runtime);
      await build(dir, runtime, [
        '--output=bundle.tar.gz',
        'policy',
        HARNESS_FILE,
      ]);
      const { packages, opaVersion } = await inspect(dir, runtime);
      return new Candidate({
        dir,
        runtime,
        harness,
        known,
        files,
        opaVersion,
        packages: packages.filter(name => name !== harness),
      });
    } catch (error) {
      await rm(dir, { recursive: true, force: true });
      throw error;
    }
  }

  /** How to ask for a path; undefined where the candidate has nothing of this path. */
  entrypoint(decisionPath: string): Promise<Entrypoint | undefined> {
    if (decisionPath.length > MAX_PATH_LENGTH || decisionPath.includes('\0'))
      return Promise.resolve(undefined);
    let found = this.#entrypoints.get(decisionPath);
    if (!found) {
      if (this.#entrypoints.size >= MAX_PATHS)
        return Promise.resolve(undefined);
      found = this.#plan(decisionPath.split('/'));
      this.#entrypoints.set(decisionPath, found);
    }
    return found;
  }

  /** Asks one query about one document. */
  async evaluate(query: string, input: string) {
    return runOpa(
      this.#runtime,
      [
        'eval',
        '--bundle=bundle.tar.gz',
        '--capabilities=capabilities.json',
        '--format=raw',
        '--stdin-input',
        `--timeout=${this.#runtime.limits.timeoutMs}ms`,
        query,
      ],
      { cwd: this.#dir, input },
    );
  }

  async close(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }

  // A path may lead into what a rule gives, of which OPA makes no entrypoint.
  async #plan(parts: string[]): Promise<Entrypoint | undefined> {
    for (let length = parts.length; length > 0; length--) {
      const prefix = parts.slice(0, length).join('/');
      if (length < parts.length && this.#isPackage(prefix)) return undefined;
      const reached = await this.#builtinsOf(prefix);
      if (reached) {
        const functions = reached.filter(name => this.#known.includes(name));
        const query = batchQuery(this.#harness, parts, functions);
        // Where the types of a rule say that there is nothing at such a place, OPA takes no such query.
        if (length < parts.length) {
          const { code } = await this.evaluate(query, '{"e":[]}');
          if (code !== 0) return undefined;
        }
        return {
          query,
          functions: functions.filter(name => name !== CLOCK),
          asksForTime: functions.includes(CLOCK),
        };
      }
    }
    return undefined;
  }

  #isPackage(prefix: string): boolean {
    return this.#packages.some(
      name => name === prefix || name.startsWith(`${prefix}/`),
    );
  }

  /** The built-in functions that a rule or a package can reach; undefined when there is none of that name. */
  async #builtinsOf(entrypoint: string): Promise<string[] | undefined> {
    const out = await mkdtemp(path.join(this.#dir, 'plan-'));
    const file = path.join(out, 'plan.tar.gz');
    const { code } = await runOpa(
      this.#runtime,
      [
        ...['build', '--target=plan', '--capabilities=capabilities.json'],
        ...[`--entrypoint=${entrypoint}`, `--output=${file}`, 'policy'],
      ],
      { cwd: this.#dir },
    );
    if (code !== 0) return undefined;
    await extract({ file, cwd: out, filter: name => name === '/plan.json' });
    const plan = JSON.parse(
      await readFile(path.join(out, 'plan.json'), 'utf8'),
    ) as { static: { builtin_funcs?: { name: string }[] } };
    return (plan.static.builtin_funcs ?? []).map(({ name }) => name);
  }
}

function digestOf(files: PolicyFile[]): string {
  const hash = createHash('sha256');
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const file of sorted) {
    hash.update(`${file.path}\0${file.content.length}\0`).update(file.content);
  }
  return hash.digest('hex');
}

async function build(dir: string, runtime: OpaRuntime, args: string[]) {
  const { code, stdout, stderr } = await runOpa(
    runtime,
    ['build', '--capabilities=capabilities.json', ...args],
    { cwd: dir },
  );
  if (code === 0) return;
  throw new ReplayError(
    'CANDIDATE_INVALID',
    code === undefined
      ? 'The policy takes too long or too much memory to compile'
      : `The policy does not compile: ${(stderr + stdout)
          .trim()
          .replace(/^error: (\d+ errors? occurred: ?)?/, '')}`,
  );
}

/**
 * What OPA may do for the candidate: everything but reach other hosts.
 *
 * @returns the functions that are not deterministic, as this OPA has them
 */
async function writeCapabilities(
  dir: string,
  runtime: OpaRuntime,
): Promise<string[]> {
  const { code, stdout, stderr } = await runOpa(runtime, [
    'capabilities',
    '--current',
  ]);
  if (code !== 0)
    throw new ReplayError('OPA_UNAVAILABLE', `OPA cannot be run: ${stderr}`);
  const capabilities = JSON.parse(stdout) as {
    builtins: { name: string; nondeterministic?: boolean }[];
  };
  await writeFile(
    path.join(dir, 'capabilities.json'),
    JSON.stringify({ ...capabilities, allow_net: [] }),
  );
  return capabilities.builtins
    .filter(({ nondeterministic }) => nondeterministic)
    .map(({ name }) => name)
    .filter(name => !FETCHES_SCHEMAS.includes(name));
}

async function inspect(dir: string, runtime: OpaRuntime) {
  const bundle = await runOpa(
    runtime,
    ['inspect', '--format=json', 'bundle.tar.gz'],
    { cwd: dir },
  );
  const version = await runOpa(runtime, ['version']);
  const { namespaces = {} } = JSON.parse(bundle.stdout) as {
    namespaces?: Record<string, string[]>;
  };
  return {
    opaVersion: /^Version: (\S+)/.exec(version.stdout)?.[1] ?? 'unknown',
    packages: Object.entries(namespaces)
      .filter(([, files]) => files.some(file => file.endsWith('.rego')))
      .map(([name]) => pathOf(name)),
  };
}

// `data.a["b-c"].d`
function pathOf(ref: string): string {
  return [...ref.matchAll(/\.([^.[]+)|\["([^"]*)"\]/g)]
    .map(([, plain, quoted]) => plain ?? quoted)
    .join('/');
}
