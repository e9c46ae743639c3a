import { bundleFromJSON, type Bundle } from '@sigstore/bundle';
import { Refusal } from './verdict';

/** The largest bundle that is read, in bytes: an SBOM of some 30,000 components. @public */
export const MAX_BUNDLE_BYTES = 16 * 1024 * 1024;

/** Reads a Sigstore bundle of version 0.1 to 0.3 with exactly one signature. */
export function readBundle(bytes: Uint8Array, maxBytes: number): Bundle {
  const check = { what: 'bundle', against: 'Sigstore bundle' } as const;
  if (bytes.length > maxBytes)
    throw new Refusal(
      'EVIDENCE_TOO_LARGE',
      check,
      `The bundle has ${bytes.length} bytes; at most ${maxBytes} are read`,
    );
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Refusal(
      'EVIDENCE_MALFORMED',
      check,
      `The bundle is not JSON in UTF-8: ${(error as Error).message}`,
    );
  }
  const signatures = countSignatures(json);
  if (signatures !== undefined && signatures !== 1)
    throw new Refusal(
      'EVIDENCE_SIGNATURE_COUNT',
      check,
      `The envelope has ${signatures} signatures, and exactly one is allowed`,
    );
  try {
    return bundleFromJSON(json);
  } catch (error) {
    throw new Refusal(
      'EVIDENCE_MALFORMED',
      check,
      `This is not a Sigstore bundle: ${describe(error)}`,
    );
  }
}

/** Counted before the library reads the bundle, which has one word for all that can be wrong with it. */
function countSignatures(json: unknown): number | undefined {
  const { dsseEnvelope } = (json ?? {}) as {
    dsseEnvelope?: { signatures?: unknown } | null;
  };
  const signatures = dsseEnvelope?.signatures;
  return Array.isArray(signatures) ? signatures.length : undefined;
}

function describe(error: unknown): string {
  const { message, fields } = error as { message: string; fields?: string[] };
  return fields ? `${message} (${fields.join(', ')})` : message;
}
