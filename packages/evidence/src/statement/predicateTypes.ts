import type { z } from 'zod/v4';
import { cyclonedx, spdx2, spdx3 } from './billsOfMaterials';
import {
  deployment,
  openvex,
  release,
  slsaProvenance,
  testResult,
  verificationSummary,
  vulnerabilities,
} from './claims';

/**
 * The statements that are made and read here: the URI that we write, those that we read as the same, and the shape of the
 * body.
 *
 * @public
 */
export const PREDICATE_TYPES = {
  cyclonedx: {
    uri: 'https://cyclonedx.org/bom',
    reads: /^https:\/\/cyclonedx\.org\/bom(\/v1\.[2-7])?$/,
    schema: cyclonedx,
  },
  deployment: {
    uri: 'https://companyos.dev/attestation/deployment/v1',
    reads: /^https:\/\/companyos\.dev\/attestation\/deployment\/v1$/,
    schema: deployment,
  },
  openvex: {
    uri: 'https://openvex.dev/ns/v0.2.0',
    reads: /^https:\/\/openvex\.dev\/ns(\/v0\.[0-9.]+)?$/,
    schema: openvex,
  },
  release: {
    uri: 'https://in-toto.io/attestation/release/v0.1',
    reads: /^https:\/\/in-toto\.io\/attestation\/release\/v0\.[12]$/,
    schema: release,
  },
  slsaProvenance: {
    uri: 'https://slsa.dev/provenance/v1',
    reads: /^https:\/\/slsa\.dev\/provenance\/v1$/,
    schema: slsaProvenance,
  },
  spdx2: {
    uri: 'https://spdx.dev/Document/v2.3',
    reads: /^https:\/\/spdx\.dev\/Document(\/v2\.[23])?$/,
    schema: spdx2,
  },
  spdx3: {
    uri: 'https://spdx.dev/Document/v3',
    reads: /^https:\/\/spdx\.dev\/Document\/v3(\.[0-9.]+)?$/,
    schema: spdx3,
  },
  testResult: {
    uri: 'https://in-toto.io/attestation/test-result/v0.1',
    reads: /^https:\/\/in-toto\.io\/attestation\/test-result\/v0\.1$/,
    schema: testResult,
  },
  verificationSummary: {
    uri: 'https://slsa.dev/verification_summary/v1',
    reads: /^https:\/\/slsa\.dev\/verification_summary\/v1$/,
    schema: verificationSummary,
  },
  vulnerabilities: {
    uri: 'https://in-toto.io/attestation/vulns/v0.2',
    reads: /^https:\/\/in-toto\.io\/attestation\/vulns(\/v0\.2)?$/,
    schema: vulnerabilities,
  },
} as const satisfies Record<
  string,
  { uri: string; reads: RegExp; schema: z.ZodType }
>;

/** Name of a kind of statement, such as `cyclonedx`. @public */
export type PredicateName = keyof typeof PREDICATE_TYPES;

/** The body of a kind of statement. @public */
export type Predicate<N extends PredicateName> = z.infer<
  (typeof PREDICATE_TYPES)[N]['schema']
>;

/**
 * The kind of statement that a predicate type stands for, or undefined when we do not know it.
 *
 * @public
 */
export function predicateNameOf(
  predicateType: string,
): PredicateName | undefined {
  const names = Object.keys(PREDICATE_TYPES) as PredicateName[];
  return names.find(name => PREDICATE_TYPES[name].reads.test(predicateType));
}
