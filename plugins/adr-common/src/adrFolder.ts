/** The annotation that names the folder of decision records. @public */
export const ADR_PATH_ANNOTATION = 'companyos.dev/adr-path';

/** Where decision records are when nothing else is said. @public */
export const DEFAULT_ADR_PATH = 'docs/adr';

/**
 * The folder of decision records, from the top of the source and without a slash at its end.
 *
 * @param path - as the annotation or a person writes it
 * @returns undefined when it names no folder inside the source.
 * @public
 */
export function toAdrFolder(path: string): string | undefined {
  const folder = path.replace(/^\.\//, '').replace(/\/+$/, '');
  const parts = folder.split('/');
  const leadsOut = (part: string) =>
    part === '' || part === '.' || part === '..' || part.includes('\0');
  return parts.some(leadsOut) ? undefined : folder;
}
