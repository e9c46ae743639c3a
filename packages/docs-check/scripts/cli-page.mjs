// Writes the list of commands in docs/guides/cli.md from the help of the tool itself.
//
//   node packages/docs-check/scripts/cli-page.mjs            print the page
//   node packages/docs-check/scripts/cli-page.mjs --write    write it
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');
const page = path.join(root, 'docs/guides/cli.md');
const marker =
  '<!-- from here on written by packages/docs-check/scripts/cli-page.mjs -->\n';

function help(...command) {
  const tool = path.join(root, 'packages/cli/dist/companyos.mjs');
  const { stderr, status } = spawnSync(
    process.execPath,
    [tool, ...command, '--help'],
    { encoding: 'utf8' },
  );
  if (status !== 0)
    throw new Error(`companyos ${command.join(' ')} --help failed: ${stderr}`);
  return stderr;
}

execFileSync(process.execPath, [path.join(root, 'packages/cli/build.mjs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
});

const commands = [...help().matchAll(/^ {2}(\S+(?: \S+)*) {2,}\S/gm)].map(
  match => match[1],
);
const sections = commands.map(command => {
  const [description, ...rest] = help(...command.split(' '))
    .trimEnd()
    .split('\n');
  return `## companyos ${command}\n\n${description}.\n\n\`\`\`text\n${rest
    .join('\n')
    .trim()}\n\`\`\`\n`;
});

const [introduction] = readFileSync(page, 'utf8').split(marker);
const text = `${introduction}${marker}\n${sections.join('\n')}`;
if (process.argv.includes('--write')) writeFileSync(page, text);
else process.stdout.write(text);
