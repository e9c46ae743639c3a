import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { SupplyChainClient } from '@companyos/plugin-supply-chain-common';

/** Finds the commit that an image was built from; undefined when nobody who is trusted says so. */
export type CommitOfImage = (
  image: { digest: string; entityRef: string },
  credentials: BackstageCredentials,
) => Promise<string | undefined>;

/** Asks the supply chain, as whoever asks: what they may not see is not found. */
export function createCommitOfImage(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): CommitOfImage {
  const { auth, discovery } = options;
  const client = new SupplyChainClient({
    baseUrl: () => discovery.getBaseUrl('supply-chain'),
    fetch: globalThis.fetch,
  });
  return async ({ digest, entityRef }, credentials) => {
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'supply-chain',
    });
    try {
      const { provenance } = await client.getRelease(
        digest,
        { entityRef },
        { token },
      );
      return provenance.facts?.commit;
    } catch (error) {
      if (error instanceof ResponseError && error.statusCode < 500)
        return undefined;
      throw error;
    }
  };
}
