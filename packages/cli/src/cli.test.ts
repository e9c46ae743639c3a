import { defineCommand } from './command';
import { commands } from './commands';
import { CliError } from './errors';
import { runCommandLine } from './testing';

const greet = defineCommand({
  path: ['greet', 'person'],
  description: 'Say hello',
  arguments: { usage: 'NAME', min: 1, max: 1 },
  options: { loud: { type: 'boolean', description: 'In capitals' } },
  examples: ['companyos greet person Ada'],
  load: async () => async input => {
    const [name] = input.arguments;
    if (name === 'nobody') throw new CliError('There is nobody.', 4);
    const text = `Hello ${input.options.loud ? name.toUpperCase() : name}`;
    return { json: { text }, text };
  },
});

function run(argv: string[], available = [greet]) {
  return runCommandLine(argv, available);
}

it('writes for people to standard error, and nothing to standard output', async () => {
  expect(await run(['greet', 'person', 'Ada', '--loud'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'Hello ADA\n',
  });
});

it('writes the result as JSON to standard output', async () => {
  const { code, stdout, stderr } = await run([
    'greet',
    'person',
    'Ada',
    '--json',
  ]);
  expect({ code, result: JSON.parse(stdout), stderr }).toEqual({
    code: 0,
    result: { text: 'Hello Ada' },
    stderr: '',
  });
});

it('turns an error of a command into its exit code, one sentence, and JSON where that was asked for', async () => {
  const { code, stdout, stderr } = await run([
    'greet',
    'person',
    'nobody',
    '--json',
  ]);
  expect({ code, stderr, result: JSON.parse(stdout) }).toEqual({
    code: 4,
    stderr: 'There is nobody.\n',
    result: { error: 'There is nobody.' },
  });
});

it.each([
  [
    ['greet', 'person'],
    'companyos greet person takes NAME, and got 0 arguments. See: companyos greet person --help',
  ],
  [
    ['greet', 'person', 'Ada', '--lound'],
    "Unknown option '--lound'. See: companyos greet person --help",
  ],
  [
    ['greet', 'people'],
    "There is no command 'greet people'. Commands: greet person. See: companyos --help",
  ],
  [
    ['bye'],
    "There is no command 'bye'. Commands: greet person. See: companyos --help",
  ],
])('says what is wrong with %j', async (argv, message) => {
  expect(await run(argv)).toEqual({
    code: 2,
    stdout: '',
    stderr: `${message}\n`,
  });
});

it('shows the version and the help', async () => {
  expect(await run(['--version'])).toEqual({
    code: 0,
    stdout: '1.2.3\n',
    stderr: '',
  });
  expect((await run(['greet', 'person', '--help'])).stderr).toBe(`Say hello

Usage: companyos greet person NAME [options]

Options:
  --loud  In capitals
  --json  Write the result to standard output as JSON
  --help  Show this help

Examples:
  companyos greet person Ada
`);
});

it('has a description and an example of every command, and lists each in the overview', async () => {
  const { stderr } = await run([], commands);
  for (const command of commands) {
    const name = command.path.join(' ');
    expect(stderr).toContain(`${name} `);
    expect(
      command.examples.every(example =>
        example.startsWith(`companyos ${name}`),
      ),
    ).toBe(true);
    expect(command.examples.length).toBeGreaterThan(0);
  }
});
