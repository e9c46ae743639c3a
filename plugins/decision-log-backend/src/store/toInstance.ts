import type { Instance } from '@companyos/plugin-decision-log-common';

/** An instance as the database has it; counts come as text, because they may be larger than an integer. */
export type InstanceRow = Record<
  'stored' | 'unmapped' | 'duplicates' | 'quarantined' | 'dropped',
  string
> & {
  id: number;
  uploaded_by: string;
  opa_id: string;
  labels: Record<string, string>;
  entity_ref: string | null;
  first_seen: Date;
  last_seen: Date;
  reported: NonNullable<Instance['reported']> | null;
};

/** An instance, and what is missing of its log. */
export function toInstance(row: InstanceRow): Instance {
  const counts = {
    stored: Number(row.stored),
    unmapped: Number(row.unmapped),
    duplicates: Number(row.duplicates),
    quarantined: Number(row.quarantined),
    dropped: Number(row.dropped),
  };
  const { reported } = row;
  const accounted =
    counts.stored +
    counts.quarantined +
    counts.dropped +
    Object.values(reported?.dropped ?? {}).reduce((sum, n) => sum + n, 0);
  return {
    opaId: row.opa_id,
    uploadedBy: row.uploaded_by,
    entityRef: row.entity_ref ?? undefined,
    version: row.labels.version,
    labels: row.labels,
    firstSeen: row.first_seen.toISOString(),
    lastSeen: row.last_seen.toISOString(),
    ...counts,
    ...(reported && { reported }),
    // A report may be older than the newest events.
    ...(reported?.decisions !== undefined && {
      missing: Math.max(0, reported.decisions - accounted),
    }),
  };
}
