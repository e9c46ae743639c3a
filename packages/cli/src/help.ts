import type { Command } from './command';

function table(rows: Array<[string, string]>): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows
    .map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join('\n');
}

/** The list of commands. */
export function overviewHelp(commands: Command[]): string {
  return `Usage: companyos <command> [options]

Commands:
${table(commands.map(command => [command.path.join(' '), command.description]))}

Help for one command: companyos <command> --help
`;
}

/** Everything about one command: arguments, options, examples. */
export function commandHelp(command: Command): string {
  const name = ['companyos', ...command.path].join(' ');
  const usage = [name, command.arguments?.usage, '[options]']
    .filter(Boolean)
    .join(' ');
  const options = Object.entries(command.options).map(
    ([option, { description, value, type }]): [string, string] => [
      `--${option}${type === 'string' ? ` ${value ?? 'VALUE'}` : ''}`,
      description,
    ],
  );
  return `${command.description}

Usage: ${usage}

Options:
${table(options)}

Examples:
${command.examples.map(example => `  ${example}`).join('\n')}
`;
}
