import { chartsSuite } from './charts';
import { docsSuite } from './docs';
import { e2eSuite } from './e2e';
import { integrationSuite, unitSuite } from './jest';
import { regoSuite } from './rego';
import { rulesSuite } from './rules';
import { serviceSuite } from './service';
import { lintSuite, typesSuite } from './static';
import type { Suite } from './Suite';
import { workflowsSuite } from './workflows';

/** All suites in the order in which they run: what is quick to say no comes first. */
export const suites: Suite[] = [
  rulesSuite,
  lintSuite,
  typesSuite,
  unitSuite,
  regoSuite,
  docsSuite,
  workflowsSuite,
  chartsSuite,
  integrationSuite,
  serviceSuite,
  e2eSuite,
];
