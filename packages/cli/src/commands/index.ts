import type { Command } from '../command';
import { accountCommands } from './definitions/accountCommands';
import { authoringCommands } from './definitions/authoringCommands';
import { checkoutCommands } from './definitions/checkoutCommands';
import { ciCommands } from './definitions/ciCommands';
import { deployCommands } from './definitions/deployCommands';
import { evidenceCommands } from './definitions/evidenceCommands';
import { gateCommands } from './definitions/gateCommands';
import { policyCommands } from './definitions/policyCommands';
import { portalCommands } from './definitions/portalCommands';

/** All commands. Each loads its code when it is run, so that `--help` is quick. */
export const commands: Command[] = [
  ...portalCommands,
  ...authoringCommands,
  ...accountCommands,
  ...ciCommands,
  ...evidenceCommands,
  ...gateCommands,
  ...policyCommands,
  ...deployCommands,
  ...checkoutCommands,
];
