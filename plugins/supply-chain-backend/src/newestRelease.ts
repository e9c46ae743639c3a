/** SQL: whether a row of `releases` is the newest release of its entity. */
export const IS_NEWEST = `not releases.is_product and not exists (
  select from releases newer
  where newer.entity_ref = releases.entity_ref and newer.id > releases.id and not newer.is_product)`;
