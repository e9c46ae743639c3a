import { spawn } from 'node:child_process';
import type { CommandContext, CommandResult } from '../command';
import { CliError } from '../errors';
import { CredentialStore } from '../login/credentials';
import { clientId, loginInBrowser, revoke } from '../login/oauth';
import { unreachable } from '../login/portalErrors';
import { normalisePortal } from '../login/session';

type LoginOptions = { portal?: string; token?: string; 'no-browser'?: boolean };

const defaultPortal = 'http://localhost:7007';

/** Logs in through the browser, or keeps a token that the person brings. */
export async function login(
  { options }: { options: LoginOptions },
  context: CommandContext,
): Promise<CommandResult> {
  const store = new CredentialStore(context.env);
  const portal = normalisePortal(
    options.portal ??
      context.env.COMPANYOS_PORTAL ??
      store.current ??
      defaultPortal,
  );
  if (options.token) {
    store.set(portal, { accessToken: options.token });
  } else {
    await requireBrowserLogin(portal);
    const open = (url: string) => {
      context.steps.say(`Open this page to log in:\n  ${url}`);
      if (!options['no-browser']) openBrowser(url);
    };
    store.set(
      portal,
      await loginInBrowser({ portal, open, signal: context.signal }),
    );
  }
  return {
    json: { portal },
    text: `Logged in to ${portal}. The login is kept in ${store.file}.`,
  };
}

/** Forgets a login, here and, where it can be reached, on the portal. */
export async function logout(
  { options }: { options: { portal?: string } },
  context: CommandContext,
): Promise<CommandResult> {
  const store = new CredentialStore(context.env);
  const named = options.portal ?? store.current;
  const portal = named && normalisePortal(named);
  const credentials = portal && store.get(portal);
  if (!portal || !credentials)
    return { json: { loggedOut: false }, text: 'There is no login to forget.' };
  store.remove(portal);
  if (credentials.refreshToken) {
    await revoke(portal, credentials.refreshToken).catch(error => {
      context.steps.say(
        `The login is forgotten here, but the portal could not be told: ${
          (error as Error).message
        }`,
      );
    });
  }
  return {
    json: { loggedOut: true, portal },
    text: `Logged out of ${portal}.`,
  };
}

async function requireBrowserLogin(portal: string) {
  let status: number;
  try {
    status = (
      await fetch(clientId(portal), { signal: AbortSignal.timeout(10_000) })
    ).status;
  } catch (error) {
    throw unreachable(portal, error);
  }
  if (status !== 200) {
    throw new CliError(
      `The portal at ${portal} has no login for command line tools: auth.clientIdMetadataDocuments.enabled is off there. ` +
        'With a token of yours: companyos login --token TOKEN',
    );
  }
}

function openBrowser(url: string) {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { detached: true, stdio: 'ignore' });
  // without a browser the person still has the URL
  child.once('error', () => {});
  child.unref();
}
