import { readdirSync } from 'node:fs';
import {
  checkReceipt,
  GoldenPathError,
  type Receipt,
  type ReceiptCheck,
} from '@companyos/golden-path';

const SHOWN = 5;

/**
 * Makes sure that what is about to be published is exactly what was rendered.
 *
 * @throws GoldenPathError `GOLDEN_PATH_WORKSPACE_LOST` or `GOLDEN_PATH_WORKSPACE_CHANGED`
 */
export function checkWorkspace(dir: string): Receipt {
  if (isEmpty(dir)) {
    throw new GoldenPathError(
      'GOLDEN_PATH_WORKSPACE_LOST',
      'The workspace of this task is empty: its files were lost when the task was interrupted or failed. Nothing was published; start the template again',
    );
  }
  const check = checkReceipt(dir);
  if (check.ok) return check.receipt;
  throw new GoldenPathError(
    'GOLDEN_PATH_WORKSPACE_CHANGED',
    `The workspace is not what was rendered, so nothing was published. ${describe(
      check,
    )}`,
  );
}

function isEmpty(dir: string): boolean {
  try {
    return readdirSync(dir).length === 0;
  } catch {
    return true;
  }
}

function describe(check: ReceiptCheck): string {
  const { missing, changed, unexpected } = check;
  return Object.entries({ missing, changed, unexpected })
    .filter(([, paths]) => paths.length > 0)
    .map(([what, paths]) => {
      const rest =
        paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
      return `${what}: ${paths.slice(0, SHOWN).join(', ')}${rest}`;
    })
    .join('; ');
}
