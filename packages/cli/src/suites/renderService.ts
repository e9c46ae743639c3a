import fs from 'node:fs';
import path from 'node:path';
import { renderTemplate } from '@companyos/golden-path';
import { platformOfCheckout } from '../commands/platform';
import { referenceService } from '../portal/referenceService';
import { packCli } from '../steps/packCli';
import type { SuiteContext } from './Suite';

/**
 * The reference service, rendered afresh into the folder of a suite.
 *
 * @param portalUrl - where it gets the CLI, instead of the configured portal
 */
export async function renderService(
  context: SuiteContext,
  portalUrl?: string,
): Promise<string> {
  const { checkout, dir } = context;
  await packCli({ ...context, outDir: checkout.state('cli') });
  const target = path.join(dir, referenceService.name);
  fs.rmSync(target, { recursive: true, force: true });
  const platform = await platformOfCheckout(checkout, referenceService.name);
  const { name, description, owner } = referenceService;
  await renderTemplate({
    templateDir: checkout.resolve('templates', 'service-api'),
    roots: [checkout.root],
    values: {
      ...{ name, description, owner },
      platform: { ...platform, ...(portalUrl ? { portalUrl } : {}) },
    },
    targetDir: target,
  });
  return target;
}
