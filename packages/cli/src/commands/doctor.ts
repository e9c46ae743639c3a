import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { exitCode, CliError } from '../errors';
import { capture } from '../process/exec';
import { findChromium } from '../tools/chromium';
import { pinnedTools, type ToolName } from '../tools/pinned';
import { findTool } from '../tools/provideTool';
import { findTechdocs } from '../tools/techdocs';

/** One requirement: what was found, whether that is enough, and how to get it. */
export type Finding = {
  name: string;
  needed: string;
  found?: string;
  ok: boolean;
  /** Not needed at once: `companyos start` or `companyos test` gets it by itself. */
  provided: boolean;
  howToGet: string;
};

function atLeast(version: string | undefined, minimum: number[]): boolean {
  const parts = version
    ?.match(/(\d+)\.(\d+)/)
    ?.slice(1)
    .map(Number);
  if (!parts) return false;
  return (
    parts[0] > minimum[0] || (parts[0] === minimum[0] && parts[1] >= minimum[1])
  );
}

/** Looks at this machine and says what the portal will find missing. */
export async function inspect(
  context: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<Finding[]> {
  const { env } = context;
  const checkout = findCheckout(context.cwd, env);
  const [git, make, npm, python, go, chromium] = await Promise.all([
    capture('git', ['--version'], env),
    capture('make', ['--version'], env),
    capture('npm', ['--version'], env),
    capture('python3', ['--version'], env),
    capture('go', ['version'], env),
    findChromium(env),
  ]);
  const tools = await Promise.all(
    (Object.keys(pinnedTools) as ToolName[]).map(name =>
      inspectTool(name, env),
    ),
  );
  const venv = await capture(
    'python3',
    ['-c', 'import venv, ensurepip; print("yes")'],
    env,
  );
  const techdocs = findTechdocs(checkout, env);
  const firstLine = (text?: string) => text?.split('\n')[0];
  return [
    {
      name: 'git',
      needed: '2.30 or newer',
      found: git,
      ok: atLeast(git, [2, 30]),
      provided: false,
      howToGet: 'your package manager, such as: apt-get install git',
    },
    {
      name: 'make',
      needed: 'any',
      found: firstLine(make),
      ok: make !== undefined,
      provided: false,
      howToGet: 'your package manager, such as: apt-get install make',
    },
    {
      name: 'node',
      needed: '24 (20 or newer is enough to start with; 24 is then fetched)',
      found: process.version,
      ok: atLeast(process.version, [24, 0]),
      provided: true,
      howToGet: 'https://nodejs.org',
    },
    {
      name: 'npm',
      needed: 'any',
      found: npm,
      ok: npm !== undefined,
      provided: false,
      howToGet: 'it comes with Node',
    },
    {
      name: 'python3',
      needed: '3.9 or newer with venv',
      found: python && !venv ? `${python}, without venv` : python,
      ok: atLeast(python, [3, 9]) && venv !== undefined,
      provided: false,
      howToGet: 'your package manager, such as: apt-get install python3-venv',
    },
    ...tools,
    {
      name: 'go',
      needed: `only where ${tools
        .map(({ name }) => name)
        .join(' or ')} cannot be downloaded`,
      found: go?.replace('go version ', ''),
      ok: go !== undefined || tools.every(({ ok }) => ok),
      provided: false,
      howToGet: 'https://go.dev/dl or your package manager',
    },
    {
      name: 'mkdocs',
      needed: 'the pinned one',
      found: techdocs,
      ok: techdocs !== undefined,
      provided: true,
      howToGet: 'companyos start makes a Python environment for it',
    },
    {
      name: 'chromium',
      needed: 'only for the browser tests',
      found: chromium,
      ok: chromium !== undefined,
      provided: true,
      howToGet:
        'apt-get install chromium; as root on Debian and Ubuntu companyos test does that',
    },
  ];
}

async function inspectTool(
  name: ToolName,
  env: NodeJS.ProcessEnv,
): Promise<Finding> {
  const { version, purpose } = pinnedTools[name];
  // what its variable names may be gone
  const found = await findTool(name, env).catch(() => undefined);
  return {
    name,
    needed: `${version}, ${purpose}`,
    found,
    ok: found !== undefined,
    provided: true,
    howToGet: `companyos tool ${name}: as a download, or with Go where there is no internet`,
  };
}

function describe({
  ok,
  provided,
  name,
  found,
  needed,
  howToGet,
}: Finding): string {
  const lacking = provided ? '·' : '✗';
  const mark = ok ? '✓' : lacking;
  const line = `${mark} ${name.padEnd(9)} ${found ?? 'not found'}`;
  return ok
    ? line
    : `${line}\n            needed: ${needed}. Get it: ${howToGet}`;
}

/** Prints one line a requirement; fails when something is missing that nobody but the person can provide. */
export async function doctor(
  _input: unknown,
  context: CommandContext,
): Promise<CommandResult> {
  const findings = await inspect(context);
  const missing = findings.filter(finding => !finding.ok && !finding.provided);
  const text = findings.map(describe).join('\n');
  if (missing.length > 0) {
    context.steps.say(text);
    throw new CliError(
      `Missing: ${missing.map(finding => finding.name).join(', ')}.`,
      exitCode.missing,
    );
  }
  return { json: { findings }, text: `${text}\nNothing is missing.` };
}
