import fs from 'node:fs';
import { ConfigReader } from '@backstage/config';
import {
  platformValues,
  readGoldenPathConfig,
  type PlatformValues,
} from '@companyos/golden-path';
import { GoldenPathClient } from '@companyos/plugin-golden-path-common';
import { parse } from 'yaml';
import type { Checkout } from '../checkout';
import { openSession } from '../login/session';

/** What the platform adds to a new service's values, as the checkout is configured; no portal needs to run. */
export function platformOfCheckout(
  checkout: Checkout,
  name: string,
): Promise<PlatformValues> {
  const file = parse(
    fs.readFileSync(checkout.resolve('app-config.yaml'), 'utf8'),
  );
  const config = readGoldenPathConfig(new ConfigReader(file));
  return platformValues(
    { ...config, cliDirectory: checkout.state('cli') },
    name,
  );
}

/** The same, asked of a portal. */
export async function platformOfPortal(
  portal: string | undefined,
  template: string,
  values: { name: string; description: string; owner: string; system?: string },
  env: NodeJS.ProcessEnv,
): Promise<PlatformValues> {
  const session = await openSession(portal, env);
  const client = new GoldenPathClient({
    baseUrl: `${session.portal}/api/golden-path`,
    fetch,
  });
  const { portalUrl, workflow, cli } = await client.getPlatform({
    token: session.token,
  });
  // where a repository will be is the portal's to say: it alone knows its publishing target
  const { repository } = await client.createPreview(
    { template, values },
    { token: session.token },
  );
  return { portalUrl, workflow, cli, repository };
}
