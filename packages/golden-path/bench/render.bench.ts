/**
 * What rendering a service costs, against `cp -r` of the tree that comes out, alternating in one process.
 *
 *   yarn workspace @companyos/golden-path bench [template folder]
 *
 * Prints `name ours baseline ratio goal`, medians in milliseconds; exits with 1 past the goal.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasFailed, median, print, time } from '@companyos/bench';
import { readTemplate, renderTemplate } from '../src';
import { fixtureValues } from '../src/testing';

const REPETITIONS = 21;
const WARM_UP = 4;
const GOAL = 3;

const templateDir = resolve(
  process.argv[2] ?? join(__dirname, '../../../templates/service-api'),
);

const roots = [resolve(__dirname, '../../..')];

async function main() {
  const dir = mkdtempSync(join(tmpdir(), 'render-bench-'));
  const tree = join(dir, 'tree');
  const copy = join(dir, 'copy');
  const ours: number[] = [];
  const baseline: number[] = [];
  try {
    // As the portal does: the template is read once, and rendered for many.
    const template = await readTemplate(templateDir);
    const values = fixtureValues();
    for (let i = 0; i < WARM_UP + REPETITIONS; i++) {
      const rendering = await time(() =>
        renderTemplate({
          templateDir,
          template,
          values,
          roots,
          targetDir: tree,
        }),
      );
      const copying = await time(() => execFileSync('cp', ['-r', tree, copy]));
      rmSync(tree, { recursive: true });
      rmSync(copy, { recursive: true });
      if (i >= WARM_UP) {
        ours.push(rendering);
        baseline.push(copying);
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const [a, b] = [median(ours), median(baseline)];
  print('render', [a, b], a / b, `≤${GOAL}`);
  process.exitCode = hasFailed() ? 1 : 0;
}

main();
