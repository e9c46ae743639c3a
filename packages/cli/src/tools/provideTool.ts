import fs from 'node:fs';
import path from 'node:path';
import { cacheDir } from '../checkout';
import { MissingError } from '../errors';
import { capture, exec } from '../process/exec';
import type { Steps } from '../steps/Steps';
import { downloadRelease } from './downloadRelease';
import { pinnedTools, type PinnedTool, type ToolName } from './pinned';

type ProvideOptions = {
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
};

/** The variable that names another program instead, such as `OPA_BIN`; its version is the reader's own matter. */
function overrideOf({ name }: PinnedTool): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_BIN`;
}

function cached({ name, version }: PinnedTool, env: NodeJS.ProcessEnv): string {
  return path.join(cacheDir(env, name, version), name);
}

/**
 * A tool that is there already: named by its variable, in the pinned version in the cache, on PATH or among Go's own
 * programs.
 *
 * @throws MissingError when the variable names a file that is not there.
 */
export async function findTool(
  name: ToolName,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const tool = pinnedTools[name];
  const override = env[overrideOf(tool)];
  if (override) {
    if (fs.existsSync(override)) return override;
    throw new MissingError(
      `${overrideOf(tool)} names '${override}', which is not there.`,
    );
  }
  const inCache = cached(tool, env);
  if (fs.existsSync(inCache)) return inCache;
  const onPath = await capture('sh', ['-c', 'command -v "$0"', name], env);
  const goPath = await capture('go', ['env', 'GOPATH'], env);
  const candidates = [onPath, goPath && path.join(goPath, 'bin', name)];
  for (const program of candidates) {
    if (program && (await versionOf(tool, program, env)) === tool.version)
      return program;
  }
  return undefined;
}

async function versionOf(
  { printsVersion: { args, pattern } }: PinnedTool,
  program: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  return pattern.exec((await capture(program, args, env)) ?? '')?.[1];
}

/**
 * The pinned tool: one that is there already, else a release download, else compiled by Go. A download is compared with
 * the checksums that the release has beside it, which guards against a broken transfer; what Go compiles is checked
 * against Go's checksum database. It is kept in the user's cache folder, whole or not at all.
 *
 * @returns the path of the program
 * @throws MissingError when it cannot be had, with what each way said.
 */
export async function provideTool(
  name: ToolName,
  options: ProvideOptions,
): Promise<string> {
  const { env, steps } = options;
  const tool = pinnedTools[name];
  const title = `${name} ${tool.version}`;
  const found = await findTool(name, env);
  if (found) {
    const override = overrideOf(tool);
    if (env[override]) steps.skip(name, `named by ${override}`);
    else steps.skip(title, 'already there');
    return found;
  }
  const target = cached(tool, env);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const draft = fs.mkdtempSync(path.join(path.dirname(target), 'draft-'));
  try {
    const program = path.join(draft, name);
    await steps
      .run(`Download ${title}`, () => downloadRelease(tool, program))
      .catch(async error => {
        steps.say(`  ${(error as Error).message} Next: build it with Go.`);
        await steps.run(`Build ${title} with Go`, () =>
          compile(tool, draft, options),
        );
      });
    fs.renameSync(program, target);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return target;
}

async function compile(
  tool: PinnedTool,
  draft: string,
  { env, logFile, signal }: ProvideOptions,
): Promise<void> {
  const missing = (why: string, cause?: unknown) =>
    new MissingError(
      `${tool.name} ${tool.version} is needed, could not be downloaded, and ${why}: ` +
        `install ${tool.name} of that version or name one in ${overrideOf(
          tool,
        )}, and run the command again.`,
      { cause },
    );
  if (!(await capture('go', ['version'], env)))
    throw missing('there is no Go to build it');
  // Not `go install`: it refuses modules that replace another one, as Jaeger's does.
  const scratch = path.join(draft, 'module');
  const go = (...args: string[]) =>
    exec('go', args, {
      cwd: scratch,
      env: { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' },
      logFile,
      signal,
    });
  const version = tool.goVersion ?? tool.version;
  try {
    fs.mkdirSync(scratch);
    await go('mod', 'init', 'scratch');
    await go('get', `${tool.goPackage}@v${version}`);
    // Without debug information, which is a third of the file.
    const flags = ['-trimpath', '-ldflags=-s -w'];
    const program = path.join(draft, tool.name);
    await go('build', ...flags, '-o', program, tool.goPackage);
  } catch (error) {
    signal.throwIfAborted();
    throw missing(`Go could not build it (${logFile})`, error);
  }
}
