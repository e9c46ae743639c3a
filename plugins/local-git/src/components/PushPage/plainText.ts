// Escape sequences of terminals: colours and cursor movements (CSI), titles and links (OSC).
// eslint-disable-next-line no-control-regex
const ESCAPES =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/** A program's output as text to read: without colours, and with only the last state of lines that overwrote themselves. */
export function plainText(output: string): string {
  return output
    .replace(ESCAPES, '')
    .replace(/\r\n/g, '\n')
    .replace(/^.*\r(?!$)/gm, '');
}
