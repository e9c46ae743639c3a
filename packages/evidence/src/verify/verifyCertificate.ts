import type { Bundle } from '@sigstore/bundle';
import { X509Certificate } from '@sigstore/core';
import { Verifier, type SignedEntity, type Signer } from '@sigstore/verify';
import type { SigstoreRoot, TrustPolicy } from '../trust';
import { checkIdentity, type Expected } from './checkIdentity';
import { refusalOf } from './libraryErrors';
import { earliest, provenTimes } from './provenTimes';
import { Refusal, type Findings } from './verdict';

/**
 * Verifies a signature with a certificate of minutes: chain, logs, time and signature by the library, then who that was.
 * Of several roots the first that accepts counts; when none does, the one that came furthest gives the reason.
 */
export function verifyCertificate(
  entity: SignedEntity,
  bundle: Bundle,
  options: Expected & { policy: TrustPolicy },
  findings: Findings,
) {
  const { policy } = options;
  if (policy.sigstore.length === 0)
    throw new Refusal(
      'EVIDENCE_TRUST_MISSING',
      { what: 'certificate', against: 'no root' },
      'The bundle is signed with a certificate, and the trust policy has no Sigstore root to verify it with',
    );
  let furthest: { refusal: Refusal; found: Findings } | undefined;
  for (const root of policy.sigstore) {
    const found: Findings = { checks: [...findings.checks] };
    try {
      verifyUnder(root, entity, bundle, options, found);
      Object.assign(findings, found);
      return;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!furthest || progress(error) > progress(furthest.refusal))
        furthest = { refusal: error, found };
    }
  }
  Object.assign(findings, furthest?.found);
  throw furthest?.refusal;
}

function progress({ check }: Refusal): number {
  return ['certificate', 'transparency log', 'signature', 'issuer'].indexOf(
    ['identity', 'repository', 'source ref'].includes(check.what)
      ? 'issuer'
      : check.what,
  );
}

function verifyUnder(
  root: SigstoreRoot,
  entity: SignedEntity,
  bundle: Bundle,
  expected: Expected,
  findings: Findings,
) {
  const against = `root '${root.name}'`;
  const times = provenTimes(entity);
  requireProofs(root, entity, times, against);
  let signer: Signer;
  try {
    signer = new Verifier(root.material, {
      tlogThreshold: root.logEntries,
      timestampThreshold: root.timestamps,
      ctlogThreshold: root.certificateLogs,
    }).verify(entity);
  } catch (error) {
    const refusal = refusalOf(error, against);
    throw refusal.code === 'EVIDENCE_CERTIFICATE_UNTRUSTED'
      ? expiredAt(bundle, times, against) ?? refusal
      : refusal;
  }
  findings.signedAt = earliest(times);
  findings.checks.push(
    {
      what: 'certificate',
      against,
      result: 'passed',
      detail: `valid at ${findings.signedAt?.toISOString()}`,
    },
    root.logEntries > 0
      ? { what: 'transparency log', against, result: 'passed' }
      : {
          what: 'transparency log',
          against,
          result: 'not checked',
          detail: 'the root asks for none',
        },
    { what: 'signature', against: 'the certificate', result: 'passed' },
  );
  checkIdentity(signer, root, expected, findings);
}

/** What is not in the bundle at all can still be added, and is not wrong. */
function requireProofs(
  root: SigstoreRoot,
  entity: SignedEntity,
  times: Date[],
  against: string,
) {
  const check = { what: 'transparency log', against } as const;
  if (entity.tlogEntries.length < root.logEntries)
    throw new Refusal(
      'EVIDENCE_LOG_PROOF_MISSING',
      check,
      `The bundle has ${entity.tlogEntries.length} entries of a transparency log, and ${root.logEntries} are needed`,
    );
  if (times.length < root.timestamps)
    throw new Refusal(
      'EVIDENCE_TIME_UNPROVEN',
      check,
      `The bundle proves ${times.length} times, and ${root.timestamps} are needed`,
    );
}

/** The library has one code for each fault of a chain. Whoever reads wants to know whether it was too late. */
function expiredAt(
  bundle: Bundle,
  times: Date[],
  against: string,
): Refusal | undefined {
  const { content } = bundle.verificationMaterial;
  const raw =
    content.$case === 'certificate'
      ? content.certificate.rawBytes
      : content.$case === 'x509CertificateChain' &&
        content.x509CertificateChain.certificates[0].rawBytes;
  if (!raw) return undefined;
  const certificate = X509Certificate.parse(Buffer.from(raw));
  const time = times.find(one => !certificate.validForDate(one));
  return (
    time &&
    new Refusal(
      'EVIDENCE_CERTIFICATE_EXPIRED',
      { what: 'certificate', against },
      `The certificate was valid from ${certificate.notBefore.toISOString()} to ${certificate.notAfter.toISOString()}, and the signature is of ${time.toISOString()}`,
    )
  );
}
