import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { DecisionSink } from '@companyos/policy';

const PLUGIN = 'decision-log';

/** In the log, the portal's own decisions come in a stream of their own. */
const STREAM = 'portal';

const TIMEOUT_MS = 10_000;

/** Sends decisions to the decision log of this portal, as its OPAs do. */
export function createDecisionSink(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): DecisionSink {
  const { auth, discovery } = options;

  async function post(
    what: 'logs' | 'status',
    body: string | Uint8Array<ArrayBuffer>,
    encoding: Record<string, string>,
  ): Promise<void> {
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: PLUGIN,
    });
    const baseUrl = await discovery.getBaseUrl(PLUGIN);
    const response = await fetch(`${baseUrl}/v1/${what}/${STREAM}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        ...encoding,
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    // An answer that is not read keeps its connection.
    await response.body?.cancel();
  }

  return {
    upload: body =>
      post('logs', new Uint8Array(body), { 'Content-Encoding': 'gzip' }),
    report: status => post('status', JSON.stringify(status), {}),
  };
}
