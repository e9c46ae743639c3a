import type {
  BackstageUserIdentity,
  IdentityApi,
  ProfileInfo,
} from '@backstage/frontend-plugin-api';
import { openPersonaSession, type PersonaSession } from './personas';
import { forgetChoice } from './rememberedChoice';

/** How long before its end a token is replaced. */
const MARGIN_MS = 60_000;
const DEFAULT_LIFETIME_S = 300;

/** The signed-in persona; asks for a new token shortly before the old one ends. */
export class PersonaIdentity implements IdentityApi {
  /** @throws ResponseError with status 403 when the person is none to sign in as */
  static async signIn(authUrl: string, entityRef: string) {
    const session = await openPersonaSession(authUrl, entityRef);
    return new PersonaIdentity(authUrl, session);
  }

  #session: PersonaSession;
  #renewAt: number;
  #renewal: Promise<void> | undefined;

  private constructor(
    private readonly authUrl: string,
    session: PersonaSession,
  ) {
    this.#session = session;
    this.#renewAt = renewalTime(session);
  }

  async getProfileInfo(): Promise<ProfileInfo> {
    return this.#session.profile;
  }

  async getBackstageIdentity(): Promise<BackstageUserIdentity> {
    return this.#session.backstageIdentity.identity;
  }

  async getCredentials(): Promise<{ token: string }> {
    if (Date.now() >= this.#renewAt) {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      await this.#renewal;
    }
    return { token: this.#session.backstageIdentity.token };
  }

  async signOut(): Promise<void> {
    forgetChoice();
  }

  async #renew(): Promise<void> {
    const { userEntityRef } = this.#session.backstageIdentity.identity;
    this.#session = await openPersonaSession(this.authUrl, userEntityRef);
    this.#renewAt = renewalTime(this.#session);
  }
}

function renewalTime({ backstageIdentity }: PersonaSession): number {
  const seconds = backstageIdentity.expiresInSeconds ?? DEFAULT_LIFETIME_S;
  return Date.now() + seconds * 1000 - MARGIN_MS;
}
