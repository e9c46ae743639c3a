import { docsSuite } from './docs';
import { integrationSuite, unitSuite } from './jest';
import { regoSuite } from './rego';
import { rulesSuite } from './rules';
import { lintSuite, typesSuite } from './static';
import type { Suite } from './Suite';

/** All suites in the order in which they run: what is quick to say no comes first. */
export const suites: Suite[] = [
  rulesSuite,
  lintSuite,
  typesSuite,
  unitSuite,
  integrationSuite,
  regoSuite,
  docsSuite,
];
