import {
  AccessTokensClient,
  type AccessToken,
} from '@companyos/plugin-access-tokens-common';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import { asPortalError } from '../login/portalErrors';
import { openSession } from '../login/session';

const maximumDays = 365;

type PortalOption = { portal?: string };

async function withClient<T>(
  options: PortalOption,
  context: CommandContext,
  work: (
    client: AccessTokensClient,
    call: { token: string; signal: AbortSignal },
  ) => Promise<T>,
): Promise<T> {
  const { portal, token } = await openSession(options.portal, context.env);
  const client = new AccessTokensClient({
    baseUrl: `${portal}/api/access-tokens`,
    fetch,
  });
  try {
    return await work(client, { token, signal: context.signal });
  } catch (error) {
    throw asPortalError(error, portal);
  }
}

function day(time: string): string {
  return time.slice(0, 10);
}

/** Creates a token; its value is in the result and nowhere else, ever. */
export function tokenCreate(
  input: {
    options: PortalOption & { days?: string; scope?: string };
    arguments: string[];
  },
  context: CommandContext,
): Promise<CommandResult> {
  const days = Number(input.options.days ?? '90');
  if (!Number.isInteger(days) || days < 1 || days > maximumDays) {
    throw new UsageError(
      `--days takes a whole number from 1 to ${maximumDays}, and got '${input.options.days}'.`,
    );
  }
  return withClient(input.options, context, async (client, call) => {
    const [name] = input.arguments;
    const created = await client.createToken(
      { name, expiresInDays: days, scope: input.options.scope },
      call,
    );
    const text = `${created.value}\nToken ${name}, valid until ${day(
      created.token.expiresAt,
    )}. It is shown this once.`;
    return { json: created, text };
  });
}

/** Lists one's own tokens, without their values. */
export function tokenList(
  input: { options: PortalOption },
  context: CommandContext,
): Promise<CommandResult> {
  return withClient(input.options, context, async (client, call) => {
    const items: AccessToken[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTokens({ cursor }, call);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    const lines = items.map(
      ({ id, name, scope, expiresAt }) =>
        `${id}  ${name}  ${scope}  until ${day(expiresAt)}`,
    );
    return {
      json: { items },
      text:
        lines.join('\n') ||
        'No tokens. Create one: companyos token create NAME',
    };
  });
}

/** Makes a token worthless at once. */
export function tokenRevoke(
  input: { options: PortalOption; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  return withClient(input.options, context, async (client, call) => {
    const [id] = input.arguments;
    await client.revokeToken(id, call);
    return { json: { revoked: id }, text: `Token ${id} is revoked.` };
  });
}
