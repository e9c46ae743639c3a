// Escape sequences of terminals: colours and cursor movements (CSI), titles and links (OSC).
const ESCAPES = new RegExp(
  String.raw`\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))`,
  'g',
);

/**
 * A program's output as text to read: without colours, and with only the last state of lines that overwrote themselves.
 */
export function plainText(output: string): string {
  return output
    .replace(ESCAPES, '')
    .replace(/\r\n/g, '\n')
    .replace(/^.*\r(?!$)/gm, '');
}
