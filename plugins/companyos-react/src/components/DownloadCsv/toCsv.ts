/**
 * A table as CSV (RFC 4180), safe to open in a spreadsheet: text that it would take for a formula is led in by an
 * apostrophe, as OWASP recommends against CSV injection.
 *
 * @param rows - the first one holds the names of the columns
 * @public
 */
export function toCsv(rows: string[][]): string {
  return rows.map(row => `${row.map(toField).join(',')}\r\n`).join('');
}

function toField(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
