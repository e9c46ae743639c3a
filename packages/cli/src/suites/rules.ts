import fs from 'node:fs';
import path from 'node:path';
import { capture } from '../process/exec';
import type { Suite, SuiteResult } from './Suite';

export type SourceFile = { path: string; text: string };

type Rule = {
  name: string;
  appliesTo: RegExp;
  /** The lines that break the rule, as the reader should see them. */
  violations(file: SourceFile): string[];
};

function linesMatching(file: SourceFile, pattern: RegExp): string[] {
  return file.text
    .split('\n')
    .flatMap((line, index) =>
      pattern.test(line) ? [`${file.path}:${index + 1}: ${line.trim()}`] : [],
    );
}

const importOf = (names: string) =>
  new RegExp(`(from|import\\(|require\\(|import) ?['"](${names})`);
// Split so that this file does not break its own rules.
const skippedTest = new RegExp(
  `\\b(it|test|describe)\\.(${['sk', 'ip'].join(
    '',
  )}|only|todo)\\b|\\b(xit|xdescribe|fit)\\(`,
);
const leftover = new RegExp(
  `\\b(${['TO', 'DO'].join('')}|FIX${'ME'}|XX${'X'})\\b`,
);

/** What ESLint does not check: the direction of dependencies, and what must not stay behind in the code. */
export const rules: Rule[] = [
  {
    name: 'no test is left out',
    appliesTo: /\.(test|spec)\.tsx?$/,
    violations: file => linesMatching(file, skippedTest),
  },
  {
    name: 'no work is left behind as a comment',
    appliesTo: /\.(tsx?|mjs|css|rego)$/,
    violations: file => linesMatching(file, leftover),
  },
  {
    name: 'a -common package knows neither React nor Node',
    appliesTo: /^plugins\/[a-z-]+-common\/src\/(?!.*\.test\.ts).*\.ts$/,
    violations: file =>
      linesMatching(
        file,
        importOf('react|node:|@backstage/backend-|@backstage/frontend-'),
      ),
  },
  {
    name: "no plugin imports another plugin's backend",
    appliesTo:
      /^plugins\/(?!.*(\.test\.|\/(testing|__testUtils__|soak|bench)\/)).*\.tsx?$/,
    violations: file => {
      const own = `@companyos/plugin-${file.path.split('/')[1]}`;
      return linesMatching(
        file,
        importOf('@companyos/plugin-[a-z-]+-backend'),
      ).filter(line => !line.includes(own));
    },
  },
  {
    name: 'our plugins use Backstage UI, not Material UI',
    appliesTo: /^plugins\/.*\.tsx?$/,
    violations: file =>
      linesMatching(
        file,
        importOf('@material-ui/|@mui/|@backstage/core-plugin-api'),
      ),
  },
];

/** Applies every rule to every file; a rule is one check. */
export function applyRules(files: SourceFile[]): SuiteResult {
  const failures = rules.flatMap(rule => {
    const found = files
      .filter(file => rule.appliesTo.test(file.path))
      .flatMap(file => rule.violations(file));
    return found.length > 0
      ? [`Rule: ${rule.name}\n${found.map(line => `  ${line}`).join('\n')}`]
      : [];
  });
  return {
    passed: rules.length - failures.length,
    failed: failures.length,
    skipped: 0,
    failures,
  };
}

/** The rules over all files that Git knows of. */
export const rulesSuite: Suite = {
  name: 'rules',
  description: 'Rules of this repository',
  async run({ checkout, logFile }) {
    const args = [
      '-C',
      checkout.root,
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
    ];
    const listed = ((await capture('git', args)) ?? '').split('\0');
    const files = listed
      .filter(
        file =>
          /\.(tsx?|mjs|css|rego)$/.test(file) &&
          fs.existsSync(path.join(checkout.root, file)),
      )
      .map(file => ({
        path: file,
        text: fs.readFileSync(path.join(checkout.root, file), 'utf8'),
      }));
    const result = applyRules(files);
    fs.writeFileSync(logFile, `${result.failures.join('\n\n')}\n`);
    return result;
  },
};
