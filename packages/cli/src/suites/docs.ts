import path from 'node:path';
import { provideTechdocs } from '../tools/techdocs';
import { check } from './check';
import type { Suite } from './Suite';

/** The documentation site: mkdocs builds it, and a dead link or an unlisted page is a failure. */
export const docsSuite: Suite = {
  name: 'docs',
  description: 'The documentation site, strictly',
  async run(context) {
    const { checkout, env, dir, logFile, signal } = context;
    const bin = await provideTechdocs(context);
    return check(
      path.join(bin, 'mkdocs'),
      ['build', '--strict', '--site-dir', path.join(dir, 'site')],
      {
        cwd: checkout.root,
        env,
        logFile,
        signal,
      },
    );
  },
};
