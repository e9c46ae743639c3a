import type { ReplayBody } from '@companyos/plugin-decision-log-common';

/** What somebody wrote into the form. */
export type CandidateFields = {
  ref: string;
  folder: string;
  path: string;
  rego: string;
};

/** The candidate that the fields name; undefined when they name none. */
export function candidateOf(
  fields: CandidateFields,
): ReplayBody['candidate'] | undefined {
  const { ref, folder, path, rego } = fields;
  const files =
    rego.trim() === ''
      ? undefined
      : [{ path: path || 'policy.rego', content: rego }];
  if (ref === '') return files && { files };
  return { ref, ...(folder && { folder }), ...(files && { files }) };
}
