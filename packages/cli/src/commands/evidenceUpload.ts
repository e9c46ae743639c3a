import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResponseError } from '@backstage/errors';
import { MAX_BUNDLE_BYTES } from '@companyos/evidence';
import { entityRefSchema } from '@companyos/plugin-companyos-common';
import {
  SupplyChainClient,
  type UploadedAttestation,
} from '@companyos/plugin-supply-chain-common';
import type { CommandContext, CommandResult } from '../command';
import { CliError, UsageError } from '../errors';
import { githubToken, isGitHubJob } from '../login/githubToken';
import { asPortalError, isUnreachable } from '../login/portalErrors';
import { namedPortal, openSession } from '../login/session';
import { bundlesIn, exitCodeOf } from '../evidence/evidenceFiles';

export type EvidenceUploadOptions = { entity?: string; portal?: string };

/** Between one attempt and the next, in milliseconds. */
const DELAYS = [1000, 2000, 4000, 8000, 16_000];

type Portal = { url: string; token(): Promise<string> };

type Uploaded = { file: string; attestation: UploadedAttestation };

/**
 * Uploads the bundles of a folder to the portal, one by one, and says what the portal makes of each. Sent again, they are
 * there already. Ends as `evidence verify` does.
 */
export async function evidenceUpload(
  input: { options: EvidenceUploadOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const [folder] = input.arguments;
  const entityRef = readEntityRef(input.options.entity);
  const files = uploadable(folder, context);
  const portal = await openPortal(input.options, context);
  const uploaded: Uploaded[] = [];
  for (const file of files) {
    const bytes = fs.readFileSync(path.resolve(context.cwd, file));
    const attestation = await upload(portal, entityRef, bytes, context).catch(
      error => {
        throw explain(error, file, portal);
      },
    );
    uploaded.push({ file, attestation });
  }
  return {
    json: { portal: portal.url, entityRef, bundles: uploaded },
    text: uploaded.map(toText).join('\n'),
    code: exitCodeOf(uploaded.map(({ attestation }) => attestation.outcome)),
  };
}

function readEntityRef(entity: string | undefined): string {
  const parsed = entityRefSchema.safeParse(entity);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    'Say whose evidence it is: --entity component:default/customer-records.',
  );
}

/** The bundles of the folder, as far as a portal takes them. */
function uploadable(folder: string, context: CommandContext): string[] {
  const files = bundlesIn(folder, context);
  const tooLarge = files.find(
    file =>
      fs.statSync(path.resolve(context.cwd, file)).size > MAX_BUNDLE_BYTES,
  );
  if (tooLarge)
    throw new UsageError(
      `'${tooLarge}' has more than ${MAX_BUNDLE_BYTES} bytes, which is more than a portal takes.`,
    );
  return files;
}

/** A job of GitHub has no login: it proves by a token for each upload which repository it is of. */
async function openPortal(
  options: EvidenceUploadOptions,
  { env }: CommandContext,
): Promise<Portal> {
  if (isGitHubJob(env) && !env.COMPANYOS_TOKEN) {
    const url = namedPortal(options.portal, env);
    return { url, token: () => githubToken(url, env) };
  }
  const { portal, token } = await openSession(options.portal, env);
  return { url: portal, token: async () => token };
}

/** Tries again for as long as the portal may only be away for a moment. */
async function upload(
  portal: Portal,
  entityRef: string,
  bytes: Buffer,
  { signal, steps }: CommandContext,
): Promise<UploadedAttestation> {
  const client = new SupplyChainClient({
    baseUrl: `${portal.url}/api/supply-chain`,
    fetch,
  });
  for (let attempt = 0; ; attempt++) {
    try {
      const token = await portal.token();
      const { items } = await client.upload(entityRef, bytes, {
        token,
        signal: AbortSignal.any([signal, AbortSignal.timeout(120_000)]),
      });
      return items[0];
    } catch (error) {
      const delay = DELAYS[attempt];
      if (delay === undefined || !isPassing(error)) throw error;
      steps.say(
        `The portal does not answer; trying again in ${delay / 1000} s`,
      );
      await sleep(delay, undefined, { signal });
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof ResponseError
    ? [429, 502, 503, 504].includes(error.statusCode)
    : isUnreachable(error);
}

function explain(error: unknown, file: string, { url }: Portal): unknown {
  const told = asPortalError(error, url, false);
  return told instanceof CliError
    ? new CliError(
        `${file}: ${told.message.replace(/^The/, 'the')}`,
        told.code,
        { cause: error },
      )
    : told;
}

function toText({ file, attestation }: Uploaded): string {
  const { created, outcome, code, reason } = attestation;
  const kept = created ? 'kept' : 'there already';
  return `${file}: ${kept}, ${outcome} (${code}). ${reason}`;
}
