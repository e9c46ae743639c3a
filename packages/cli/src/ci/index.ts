import type { Stage } from './Stage';
import { build } from './stages/build';
import { lint } from './stages/make';
import { provenance } from './stages/provenance';
import { publish } from './stages/publish';
import { sast } from './stages/sast';
import { sbom } from './stages/sbom';
import { scan } from './stages/scan';
import { secrets } from './stages/secrets';
import { sign } from './stages/sign';
import { test } from './stages/test';

/** The pipeline, in its order. */
export const stages: Stage[] = [
  build,
  lint,
  test,
  sast,
  secrets,
  sbom,
  scan,
  sign,
  provenance,
  publish,
];

/** Those that say something to others, and so are not for a pull request. */
export const stagesOfMain = [sign, provenance, publish];
