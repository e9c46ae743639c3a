import { CliError, exitCode, UsageError } from '../errors';
import { CredentialStore } from './credentials';
import { refresh } from './oauth';

export type Session = { portal: string; token: string };

const soon = 60_000;

/** A portal's address as it is stored and used: no trailing slash, https except on this machine. */
export function normalisePortal(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(
      `'${text}' is not the URL of a portal. Example: https://portal.example.com`,
    );
  }
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new UsageError(
      `'${text}' must begin with https://, or a token would travel readable for everybody.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** The portal to talk to: from the option, the environment (`COMPANYOS_PORTAL`), or the last login. */
export function namedPortal(
  portalOption: string | undefined,
  env: NodeJS.ProcessEnv,
): string {
  const named =
    portalOption ?? env.COMPANYOS_PORTAL ?? new CredentialStore(env).current;
  if (named) return normalisePortal(named);
  throw new CliError(
    'Say which portal: companyos login --portal URL',
    exitCode.refused,
  );
}

/**
 * The portal to talk to and a token for it: from the option, the environment (`COMPANYOS_PORTAL`, `COMPANYOS_TOKEN`),
 * or the last login, whose expired token is exchanged for a fresh one.
 */
export async function openSession(
  portalOption: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Session> {
  const store = new CredentialStore(env);
  const portal = namedPortal(portalOption, env);
  if (env.COMPANYOS_TOKEN) return { portal, token: env.COMPANYOS_TOKEN };

  const credentials = store.get(portal);
  const again = `Log in: companyos login --portal ${portal}`;
  if (!credentials)
    throw new CliError(
      `There is no login for ${portal}. ${again}`,
      exitCode.refused,
    );
  if (
    credentials.expiresAt === undefined ||
    credentials.expiresAt > Date.now() + soon
  ) {
    return { portal, token: credentials.accessToken };
  }
  if (!credentials.refreshToken)
    throw new CliError(
      `The login for ${portal} has expired. ${again}`,
      exitCode.refused,
    );
  try {
    const fresh = await refresh(portal, credentials.refreshToken);
    store.set(portal, fresh);
    return { portal, token: fresh.accessToken };
  } catch (error) {
    throw new CliError(
      `The login for ${portal} has expired. ${again}`,
      exitCode.refused,
      { cause: error },
    );
  }
}
