import type { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import type { TrustPolicyConfig } from '@companyos/evidence';

export interface Config {
  /** Evidence about releases. */
  supplyChain?: {
    /**
     * Whom to believe. Public keys and public roots only; there are no secrets in it. Default: nobody, so that all
     * evidence is unverifiable. Described in docs/compliance/evidence.md.
     */
    trust?: TrustPolicyConfig;
    /** When evidence is looked at again. Default: every minute, for at most 30 minutes. */
    schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
    /**
     * How old a verdict may become before the bundle is verified anew, in hours. After a change of `trust` all of them
     * are. Default: 12.
     */
    verifyAgainAfter?: number;
    limits?: {
      /** Components of one bill of materials. Default: 50000. */
      components?: number;
      /** Bundles of one release. Default: 1000. */
      bundles?: number;
    };
    /** Uploads from workflows, which prove by a token which repository they are of. Default: none are accepted. */
    github?: {
      /** What the token has to be made for: the portal's own name, such as its URL. */
      audience: string;
      /** Exactly. Default: `https://token.actions.githubusercontent.com`. */
      issuer?: string;
      /** Where the issuer's keys are. Default: `<issuer>/.well-known/jwks`. */
      jwksUrl?: string;
      /** Events whose runs may upload. Default: `[push, release, schedule, workflow_dispatch]`. */
      events?: string[];
    };
  };
}
