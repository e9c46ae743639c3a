import fs from 'node:fs';
import type { Checkout } from '../checkout';
import { CliError } from '../errors';
import { commandLine, takeLock } from '../process/leftovers';

const marker = 'companyos';

function lockFile(checkout: Checkout): string {
  return checkout.state('run', 'portal.pid');
}

/** The process that runs the portal of this checkout, if one does. */
export async function runningPortal(
  checkout: Checkout,
): Promise<number | undefined> {
  const file = lockFile(checkout);
  if (!fs.existsSync(file)) return undefined;
  const pid = Number.parseInt(fs.readFileSync(file, 'utf8'), 10);
  return pid !== process.pid && (await commandLine(pid))?.includes(marker)
    ? pid
    : undefined;
}

/** Makes sure that one portal runs over one state folder; returns what gives the place free again. */
export async function lockPortal(checkout: Checkout): Promise<() => void> {
  const file = lockFile(checkout);
  const holder = await takeLock(file, marker);
  if (holder !== undefined) {
    throw new CliError(
      `The portal already runs in this checkout, as process ${holder}. Stop it first: companyos stop`,
    );
  }
  return () => fs.rmSync(file, { force: true });
}
