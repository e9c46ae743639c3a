/**
 * Names of the artifacts whose evidence belongs to the entity, separated by commas. Default: the entity's name.
 *
 * @public
 */
export const ARTIFACT_ANNOTATION = 'companyos.dev/artifact';

/**
 * GitHub's number of the repository that the entity is built in. A rename does not change it.
 *
 * @public
 */
export const REPOSITORY_ID_ANNOTATION = 'companyos.dev/repository-id';

/** GitHub's number of the organization or person that owns the repository. @public */
export const REPOSITORY_OWNER_ID_ANNOTATION =
  'companyos.dev/repository-owner-id';
