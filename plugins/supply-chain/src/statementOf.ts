/** What a bundle states: the body, and what kind of body it says it is. */
export type Stated = { predicateType: string; predicate: unknown };

/**
 * The statement in a bundle, as it was signed. To be asked only of bundles that the portal has verified: nothing is
 * verified here.
 *
 * @returns undefined when the bundle holds no statement, as the signature of an artifact does not
 * @see https://docs.sigstore.dev/about/bundle/
 */
export function statementOf(bundle: Uint8Array): Stated | undefined {
  const { dsseEnvelope } = JSON.parse(new TextDecoder().decode(bundle)) as {
    dsseEnvelope?: { payload?: string };
  };
  if (!dsseEnvelope?.payload) return undefined;
  const bytes = Uint8Array.from(atob(dsseEnvelope.payload), character =>
    character.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes)) as Stated;
}
