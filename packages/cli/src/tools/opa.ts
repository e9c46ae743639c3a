import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheDir } from '../checkout';
import { CliError, MissingError } from '../errors';
import { capture, exec } from '../process/exec';
import type { Steps } from '../steps/Steps';

/** The version that policies are tested with, on laptops and in CI. */
export const opaVersion = '1.22.2';

const goModule = 'github.com/open-policy-agent/opa';
const releases = 'https://github.com/open-policy-agent/opa/releases/download';
// A machine without the internet should notice within seconds and take the other way.
const downloadTimeout = 10_000;

type OpaOptions = {
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
};

/** An `opa` of the pinned version that is there already: from PATH or the cache. */
export async function findOpa(
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const cached = path.join(cacheDir(env, 'opa', opaVersion), 'opa');
  if (fs.existsSync(cached)) return cached;
  const goBin = path.join(
    (await capture('go', ['env', 'GOPATH'], env)) ?? '',
    'bin',
    'opa',
  );
  const onPath = await capture('sh', ['-c', 'command -v opa'], env);
  for (const program of [onPath, goBin]) {
    if (program && (await versionOf(program, env)) === opaVersion) {
      return program;
    }
  }
  return undefined;
}

async function versionOf(
  program: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  return (await capture(program, ['version'], env))?.match(
    /^Version: (\S+)/m,
  )?.[1];
}

/**
 * The pinned `opa`: from PATH, from the cache, as a release download, or compiled by Go. A download is compared with
 * the checksum file that the release has beside it, which guards against a broken transfer; what Go compiles is
 * checked against Go's checksum database.
 */
export async function provideOpa(options: OpaOptions): Promise<string> {
  const { env, steps } = options;
  const found = await findOpa(env);
  if (found) {
    steps.skip(`OPA ${opaVersion}`, 'already there');
    return found;
  }
  const target = path.join(cacheDir(env, 'opa', opaVersion), 'opa');
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const draft = fs.mkdtempSync(path.join(path.dirname(target), 'draft-'));
  try {
    let program = await steps
      .run(`Download OPA ${opaVersion}`, () => download(draft))
      .catch(error => {
        steps.say(`  ${(error as Error).message} Next: build it with Go.`);
        return undefined;
      });
    program ??= await steps.run(`Build OPA ${opaVersion} with Go`, () =>
      compile(draft, options),
    );
    fs.renameSync(program, target);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return target;
}

async function download(draft: string): Promise<string> {
  const os = { linux: 'linux', darwin: 'darwin' }[process.platform as string];
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (!os || !arch)
    throw new CliError(
      `OPA has no release for ${process.platform}-${process.arch}.`,
    );
  const asset = `opa_${os}_${arch}${
    os === 'linux' || arch === 'arm64' ? '_static' : ''
  }`;
  const url = `${releases}/v${opaVersion}/${asset}`;
  const [program, checksum] = await Promise.all([
    get(url),
    get(`${url}.sha256`),
  ]);
  const wanted = checksum.toString('utf8').trim().split(/\s+/)[0];
  const actual = createHash('sha256').update(program).digest('hex');
  if (actual !== wanted)
    throw new CliError(
      `${asset} arrived with the checksum ${actual} instead of ${wanted}.`,
    );
  const file = path.join(draft, 'opa');
  fs.writeFileSync(file, program, { mode: 0o755 });
  return file;
}

async function get(url: string): Promise<Buffer> {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(), downloadTimeout);
  try {
    const response = await fetch(url, { signal: connecting.signal });
    clearTimeout(timer);
    if (!response.ok)
      throw new CliError(
        `The download of ${url} was answered with ${response.status}.`,
      );
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      `${new URL(url).host} could not be reached.`,
      undefined,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}

async function compile(
  draft: string,
  { env, logFile, signal }: OpaOptions,
): Promise<string> {
  if (!(await capture('go', ['version'], env))) {
    throw new MissingError(
      `OPA ${opaVersion} is needed, could not be downloaded, and there is no Go to build it: ` +
        'install opa of that version or Go, and run the command again.',
    );
  }
  await exec('go', ['install', `${goModule}@v${opaVersion}`], {
    env: { ...env, GOBIN: draft, CGO_ENABLED: '0' },
    logFile,
    signal,
  });
  return path.join(draft, 'opa');
}
