import fs from 'node:fs';
import path from 'node:path';
import { findCheckout } from '../checkout';

/** Where the packed tool has the compiled policies, below `dist/`; see packCli.ts. */
export const PACKED_POLICIES = 'policies';

/** The folder with the compiled release gate: what the packed tool carries, else that of the checkout it is from. */
export function gateFolder(env: NodeJS.ProcessEnv): string {
  // beside the chunks of the packed tool
  // eslint-disable-next-line no-restricted-syntax -- the bundle defines it as the chunk's folder
  const here = __dirname;
  const packed = path.join(here, '..', PACKED_POLICIES);
  if (fs.existsSync(packed)) return packed;
  return findCheckout(here, env).resolve('packages', 'policy', 'assets');
}
