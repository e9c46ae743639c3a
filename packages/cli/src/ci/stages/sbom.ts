import fs from 'node:fs';
import { checkPredicate, type Predicate } from '@companyos/evidence';
import { CliError } from '../../errors';
import { exec } from '../../process/exec';
import { provideCyclonedxNpm } from '../../tools/cyclonedxNpm';
import type { Stage } from '../Stage';
import { make } from './make';

/** Lists what npm installed for running, as a CycloneDX document. */
export const sbom: Stage = {
  name: 'sbom',
  title: 'List the components',
  async run(context) {
    const { env, evidence, signal, source, steps } = context;
    evidence.artifact();
    await make('install', context);
    const script = await provideCyclonedxNpm({
      ...{ env, steps, signal },
      logFile: evidence.report('cyclonedx-install.log'),
    });
    const file = evidence.file('sbom.cdx.json');
    await exec(
      process.execPath,
      [
        script,
        ...['--omit', 'dev', '--omit', 'optional'],
        ...['--spec-version', '1.6', '--output-format', 'JSON'],
        // Without qualifiers, which depend on where a package was fetched from.
        ...['--output-reproducible', '--short-PURLs'],
        ...['--mc-type', 'application', '--validate'],
        ...['--output-file', file, 'package.json'],
      ],
      {
        cwd: source.root,
        // It would take whatever runs this tool for npm, which may be another package manager.
        env: { ...env, npm_execpath: undefined },
        logFile: evidence.report('cyclonedx.log'),
        signal,
      },
    );
    const predicate: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    const problem = checkPredicate('cyclonedx', predicate);
    if (problem)
      throw new CliError(`The list of components is not one. ${problem}`);
    const bom = predicate as Predicate<'cyclonedx'>;
    evidence.writeStatement('sbom', 'cyclonedx', bom);
    return {
      outcome: 'passed',
      note: `${bom.components?.length ?? 0} components`,
    };
  },
};
