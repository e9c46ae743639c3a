import { NotAllowedError } from '@backstage/errors';
import type { Request } from 'express';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses requests that reached this portal under a foreign host name. A web page whose own name was pointed at this
 * machine (DNS rebinding) counts as the same origin to the browser, so neither CORS nor a custom header stops it; the
 * name in its `Host` header does.
 *
 * @throws NotAllowedError (HTTP 403)
 */
export function requireOwnHost(req: Request, portalUrl: string): void {
  const { hostname } = new URL(portalUrl);
  const asked = hostnameOf(req.headers.host);
  if (asked !== hostname && !LOOPBACK.includes(asked)) {
    throw new NotAllowedError(
      `Personas sign in at ${portalUrl}, and not at '${asked}'`,
    );
  }
}

function hostnameOf(host: string | undefined): string {
  return (host ?? '').replace(/:\d+$/, '').toLowerCase();
}
