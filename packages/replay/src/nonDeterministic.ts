/** Time is apart from the others: an event says when it was, whether or not OPA logged what the clock said. */
export const CLOCK = 'time.now_ns';

/**
 * Built-in functions whose answer depends on more than their arguments, with their number of arguments. That of
 * `json.match_schema` and `json.verify_schema` does so only for schemas that are fetched, and none are here.
 *
 * @see https://www.openpolicyagent.org/docs/policy-reference
 */
export const NON_DETERMINISTIC: Record<string, number> = {
  'http.send': 1,
  'io.jwt.decode_verify': 2,
  'io.jwt.encode_sign': 3,
  'io.jwt.encode_sign_raw': 3,
  'net.lookup_ip_addr': 1,
  'opa.runtime': 0,
  'rand.intn': 2,
  'uuid.rfc4122': 1,
};

/** OPA's word for those whose answer it never fetches for us. */
export const FETCHES_SCHEMAS = ['json.match_schema', 'json.verify_schema'];

/** The name of the harness's function that looks a logged answer up. */
export function lookupOf(builtin: string): string {
  return builtin.replaceAll('.', '_');
}
