import type { Checkout } from '../checkout';
import type { Steps } from '../steps/Steps';

/** What a suite gets: a log folder of its own run, and the environment for its commands. */
export type SuiteContext = {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** A folder for reports and other files of this run. */
  dir: string;
  steps: Steps;
  signal: AbortSignal;
};

export type SuiteCounts = { passed: number; failed: number; skipped: number };

/** The counts, and for failures what a person needs to see of them. */
export type SuiteResult = SuiteCounts & { failures: string[] };

export type Suite = {
  name: string;
  description: string;
  run(context: SuiteContext): Promise<SuiteResult>;
};
