import { ASN1Obj } from '@sigstore/core';
import type { Signer } from '@sigstore/verify';
import type { SigstoreRoot, TrustedIdentity } from '../trust';
import {
  Refusal,
  type CertificateSource,
  type Check,
  type Findings,
} from './verdict';

/** What the caller knows about whose evidence this should be. */
export type Expected = {
  /** Name of the artifact; identities that are bound to others do not count. */
  artifactName?: string;
  /** Id of the repository that the artifact is built from. */
  repositoryId?: string;
};

// https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
const FULCIO = '1.3.6.1.4.1.57264.1.';
const sourceFields = {
  12: 'repository',
  13: 'commit',
  14: 'ref',
  15: 'repositoryId',
  18: 'workflow',
  20: 'trigger',
  21: 'run',
} as const satisfies Record<number, keyof CertificateSource>;

/**
 * Holds a proven certificate against the identities of its root: the issuer exactly, the identity whole, the repository
 * by its id, the branch or tag. The library would take a part of the identity for all of it.
 */
export function checkIdentity(
  found: Signer,
  root: SigstoreRoot,
  expected: Expected,
  findings: Findings,
) {
  const issuer = found.identity?.extensions?.issuer ?? '';
  const subject = found.identity?.subjectAlternativeName ?? '';
  const source = readSource(found);
  findings.signer = {
    kind: 'certificate',
    root: root.name,
    purpose: root.purpose,
    issuer,
    subject,
    source,
  };

  const sameIssuer = root.identities.filter(one => one.issuer === issuer);
  if (sameIssuer.length === 0)
    throw new Refusal(
      'EVIDENCE_ISSUER_UNTRUSTED',
      { what: 'issuer', against: listed(root.identities.map(i => i.issuer)) },
      `The identity comes from the issuer '${issuer}', which '${root.name}' does not trust`,
    );
  const sameSubject = sameIssuer.filter(one => isSubject(one, subject));
  const candidates = sameSubject.filter(one => speaksFor(one, expected));
  if (candidates.length === 0)
    throw new Refusal(
      'EVIDENCE_IDENTITY_UNTRUSTED',
      { what: 'identity', against: listed(sameIssuer.map(describeSubject)) },
      sameSubject.length > 0
        ? `'${subject}' is not trusted for the artifact '${
            expected.artifactName ?? 'without a name'
          }'`
        : `'${subject}' is not an identity that '${root.name}' trusts`,
    );
  const { identity, checks } = firstAccepted(candidates, source, expected);
  const { statements } = identity;
  if (statements) findings.signer.statements = statements;
  findings.checks.push(
    { what: 'issuer', against: issuer, result: 'passed' },
    {
      what: 'identity',
      against: describeSubject(identity),
      result: 'passed',
      detail: subject,
    },
    ...checks,
  );
}

function firstAccepted(
  candidates: TrustedIdentity[],
  source: CertificateSource,
  expected: Expected,
): { identity: TrustedIdentity; checks: Check[] } {
  let first: unknown;
  for (const identity of candidates) {
    try {
      const checks = [
        ...checkRepository(identity, source, expected),
        ...checkRef(identity, source),
      ];
      return { identity, checks };
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

function checkRepository(
  identity: TrustedIdentity,
  { repositoryId, repository }: CertificateSource,
  expected: Expected,
): Check[] {
  const wanted = [identity.repositoryId, expected.repositoryId].filter(
    id => id !== undefined,
  );
  if (wanted.length === 0) {
    // the certificate of a person has no repository
    if (repositoryId === undefined) return [];
    throw new Refusal(
      'EVIDENCE_REPOSITORY_UNKNOWN',
      { what: 'repository', against: 'no id' },
      `The artifact was built in repository ${repositoryId} (${repository}), and neither the trust policy nor the caller says which one it should be`,
    );
  }
  const against = listed(wanted);
  if (wanted.some(id => id !== repositoryId))
    throw new Refusal(
      'EVIDENCE_REPOSITORY_MISMATCH',
      { what: 'repository', against },
      `The artifact was built in repository ${
        repositoryId ?? 'without an id'
      } (${repository ?? 'without a name'}), and not in ${against}`,
    );
  return [
    { what: 'repository', against, result: 'passed', detail: repository },
  ];
}

function checkRef(
  { refPattern }: TrustedIdentity,
  { ref = '' }: CertificateSource,
): Check[] {
  if (!refPattern) return [];
  const against = refPattern.source;
  if (!refPattern.test(ref))
    throw new Refusal(
      'EVIDENCE_REF_UNTRUSTED',
      { what: 'source ref', against },
      `The artifact was built from '${ref}', which is not a branch or tag that is trusted`,
    );
  return [{ what: 'source ref', against, result: 'passed', detail: ref }];
}

function isSubject(identity: TrustedIdentity, subject: string): boolean {
  return identity.subjectPattern
    ? identity.subjectPattern.test(subject)
    : identity.subject === subject;
}

function speaksFor(
  { artifacts }: TrustedIdentity,
  { artifactName }: Expected,
): boolean {
  return (
    !artifacts ||
    (artifactName !== undefined && artifacts.includes(artifactName))
  );
}

function describeSubject({ subject, subjectPattern }: TrustedIdentity): string {
  return subject ?? subjectPattern?.source ?? '';
}

function listed(values: string[]): string {
  return [...new Set(values)].join(' or ');
}

/** Extensions of the newer kind are strings in DER. */
function readSource({ identity }: Signer): CertificateSource {
  const source: CertificateSource = {};
  for (const { oid, value } of identity?.oids ?? []) {
    const id = oid?.id.join('.') ?? '';
    const number = id.startsWith(FULCIO) ? id.slice(FULCIO.length) : '';
    if (number in sourceFields) {
      const field = sourceFields[Number(number) as keyof typeof sourceFields];
      source[field] = ASN1Obj.parseBuffer(Buffer.from(value)).value.toString();
    }
  }
  return source;
}
