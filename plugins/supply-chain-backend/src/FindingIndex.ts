import type { Finding } from '@companyos/evidence';
import { storableText } from '@companyos/plugin-companyos-node';
import type { Knex } from 'knex';
import type { IndexedBundle } from './content';
import { readPurl } from './purl';

// As many as fit into one insert with PostgreSQL's limit of parameters.
const BATCH = 1000;

/** What the verified scans of releases found. */
export class FindingIndex {
  /**
   * Adds what a scan found. `trx` is that of the attestation.
   *
   * @param findings - the most severe first: so they are numbered, and so they are listed
   */
  async add(
    trx: Knex.Transaction,
    scan: IndexedBundle,
    findings: Finding[],
  ): Promise<void> {
    await trx.batchInsert(
      'release_findings',
      findings.map(finding => toRow(scan, finding)),
      BATCH,
    );
  }

  /** Forgets what a scan found. */
  async remove(trx: Knex.Transaction, scan: IndexedBundle): Promise<void> {
    await trx('release_findings')
      .where({ release_id: scan.releaseId, attestation: scan.attestation })
      .delete();
  }
}

function toRow({ releaseId, attestation }: IndexedBundle, finding: Finding) {
  const { id, aliases, level, score, fixed, summary } = finding;
  return {
    release_id: releaseId,
    attestation,
    vulnerability: storableText(id),
    names: [id, ...aliases].map(name => storableText(name.toUpperCase())),
    aliases: aliases.map(storableText),
    level,
    score: score ?? null,
    ...packageColumns(finding),
    fixed: fixed.map(storableText),
    summary: summary === undefined ? null : storableText(summary),
  };
}

/** How the package of a finding is kept. */
export function packageColumns({ purl }: Pick<Finding, 'purl'>): {
  package: string | null;
  version: string | null;
} {
  if (purl === undefined) return { package: null, version: null };
  const known = readPurl(purl);
  return {
    package: known?.purl ?? storableText(purl),
    version: known?.version ? storableText(known.version) : null,
  };
}
