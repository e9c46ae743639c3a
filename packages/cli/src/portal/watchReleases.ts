import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkout } from '../checkout';
import type { CommandContext } from '../command';
import { evidenceUpload } from '../commands/evidenceUpload';
import { CliError } from '../errors';
import { releasesDir } from '../services/Portal';

const INTERVAL_MS = 2_000;

type Release = {
  name: string;
  version: string;
  dir: string;
  /** Milliseconds; a release that is published again has another one. */
  publishedAt: number;
};

/**
 * Uploads what the pipelines of pushed commits publish, while the portal runs, and tells of it. This tool does it and not
 * the pipeline, so that code that was pushed never gets a token of the portal. What is there already at the start is sent
 * again, which changes nothing.
 *
 * @param serviceToken - of a caller that may upload for each component
 */
export async function watchReleases(
  options: Omit<CommandContext, 'cwd'> & {
    checkout: Checkout;
    serverUrl: string;
    serviceToken: string;
  },
): Promise<void> {
  const { checkout, signal, steps } = options;
  const started = Date.now();
  const seen = new Set<string>();
  while (!signal.aborted) {
    for (const release of listReleases(checkout)) {
      const { dir, publishedAt } = release;
      const one = `${dir} ${publishedAt}`;
      if (seen.has(one)) continue;
      seen.add(one);
      const news = await uploadRelease(release, options);
      if (news && publishedAt > started) steps.say(news);
    }
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
}

/** Those that are whole: a draft begins with a dot. */
function listReleases(checkout: Checkout): Release[] {
  const root = releasesDir(checkout);
  const folders = (dir: string) =>
    fs.existsSync(dir)
      ? fs.readdirSync(dir).filter(name => !name.startsWith('.'))
      : [];
  return folders(root).flatMap(name =>
    folders(path.join(root, name)).map(version => {
      const dir = path.join(root, name, version);
      return { name, version, dir, publishedAt: fs.statSync(dir).ctimeMs };
    }),
  );
}

/** @returns what there is to tell of it, unless the portal is being stopped */
async function uploadRelease(
  { name, version, dir }: Release,
  options: Parameters<typeof watchReleases>[0],
): Promise<string | undefined> {
  const { checkout, env, serverUrl, serviceToken } = options;
  const folder = path.relative(checkout.root, dir);
  const key = path.relative(checkout.root, checkout.state('keys'));
  try {
    await evidenceUpload(
      {
        options: { entity: `component:default/${name}`, portal: serverUrl },
        arguments: [dir],
      },
      {
        ...options,
        cwd: checkout.root,
        env: { ...env, COMPANYOS_TOKEN: serviceToken },
      },
    );
    return (
      `${name} ${version} is built, checked and signed. What was checked, and by whom it is signed:\n` +
      `  node tools/bootstrap.mjs evidence verify ${folder} --key ${key}/evidence.pub`
    );
  } catch (error) {
    if (options.signal.aborted) return undefined;
    if (!(error instanceof CliError)) throw error;
    return `The evidence of ${name} ${version} was not uploaded. ${error.message}`;
  }
}
