import fs from 'node:fs';
import path from 'node:path';
import { provideTool } from '../tools/provideTool';
import { providePythonTool } from '../tools/pythonTool';
import { check, sum } from './check';
import { renderService } from './renderService';
import type { Suite } from './Suite';

const folder = path.join('.github', 'workflows');

/** Writes the workflows that guides show: blocks of YAML whose first line is the name of their file. */
function writeExamples(guides: string[], root: string): string {
  const blocks = guides
    .map(guide => fs.readFileSync(guide, 'utf8'))
    .join('\n')
    .matchAll(/^```yaml\n(# \.github\/workflows\/(\S+)\n[^]*?)^```$/gm);
  fs.rmSync(root, { recursive: true, force: true });
  fs.mkdirSync(path.join(root, folder), { recursive: true });
  for (const [, text, name] of blocks)
    fs.writeFileSync(path.join(root, folder, name), text);
  return root;
}

/**
 * The workflows of this repository, of a new service and of the guides: actionlint for what they say, zizmor for what
 * others could do with them. Neither asks the network.
 */
export const workflowsSuite: Suite = {
  name: 'workflows',
  description: 'The workflows: actionlint, zizmor',
  async run(context) {
    const { checkout, dir, env, logFile, signal } = context;
    const actionlint = await provideTool('actionlint', context);
    const zizmor = await providePythonTool('zizmor', context);
    const guides = ['ci.md', 'policy-replay.md'].map(name =>
      checkout.resolve('docs', 'guides', name),
    );
    const repositories = {
      portal: checkout.root,
      service: await renderService(context),
      guides: writeExamples(guides, path.join(dir, 'guides')),
    };
    const results = [];
    for (const [name, root] of Object.entries(repositories)) {
      const files = fs
        .readdirSync(path.join(root, folder))
        .map(file => path.join(root, folder, file));
      const run = (tool: string, program: string, args: string[]) =>
        check(program, [...args, ...files], {
          ...{ cwd: root, env, signal },
          logFile: logFile.replace(/\.log$/, `-${name}-${tool}.log`),
        });
      results.push(
        // whether this machine has programs that actionlint would call must not decide
        await run('actionlint', actionlint, [
          ...['-no-color', '-shellcheck=', '-pyflakes='],
        ]),
        await run('zizmor', zizmor, [
          ...['--offline', '--no-progress', '--color', 'never'],
          ...['--persona', 'pedantic', '--strict-collection'],
        ]),
      );
    }
    return sum(results);
  },
};
