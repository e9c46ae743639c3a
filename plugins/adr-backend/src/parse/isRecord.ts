const NOT_RECORDS =
  /^(readme|index|summary|toc|contents|overview|about|changelog|contributing|glossary|license|log|adr-log)$/;
const TEMPLATE =
  /^(\d+[-_. ])?((adr|madr|nygard|decision|record|architecture)[-_. ])*templates?([-_. ](minimal|bare|short|long|full|adr|madr|nygard|v?\d+))*$/;
const TEMPLATE_FOLDER = /(^|\/)_?templates?\//;

/**
 * Whether a Markdown file of the records' folder is a decision record: templates, READMEs and indexes beside them are
 * not.
 *
 * @param path - from the source's top
 * @param folder - of the records, from the source's top
 */
export function isRecord(path: string, folder: string): boolean {
  if (!path.startsWith(`${folder}/`)) return false;
  const inside = path.slice(folder.length + 1).toLowerCase();
  const name = inside.replace(/^.*\//, '').replace(/\.md$/, '');
  return (
    !name.startsWith('_') &&
    !name.startsWith('.') &&
    !NOT_RECORDS.test(name) &&
    !TEMPLATE.test(name) &&
    !TEMPLATE_FOLDER.test(inside)
  );
}
