import { listFiles, readFile } from './repository';

const page = readFile('docs/compliance/pipeline-failures.md');

/** What the pipeline says, as its code has it: the constant parts of each message. */
const messages = [
  ...listFiles('packages/cli/src/ci').filter(
    file => !/\.test\.ts$|__testUtils__/.test(file),
  ),
  'packages/cli/src/signing.ts',
].flatMap(file =>
  [
    ...readFile(file).matchAll(
      /(?:new (?:Cli|Usage|Missing)Error\(|unavailable: )\s*([`'"][^;]*?)(?:,\n|\);|\n\s*\))/g,
    ),
  ].map(([, text]) => ({ file, text })),
);

/** The phrases by which the page knows them, cut where a message has a name in it. */
const phrases = [...page.matchAll(/^\| (`[^|]+) \|/gm)]
  .flatMap(([, cell]) => [...cell.matchAll(/`([^`]+)`/g)])
  .map(([, phrase]) => phrase);

function fragments(phrase: string): string[] {
  return phrase
    .split('…')
    .map(part => part.replace(/^[\s',]+|[\s',]+$/g, ''))
    .filter(part => part.length > 3);
}

const source = [
  ...listFiles('packages/cli/src/*.ts'),
  'packages/evidence/src/bundle/signBundle.ts',
]
  .map(readFile)
  .join('\n');

describe('docs/compliance/pipeline-failures.md', () => {
  it('was compared with real messages', () => {
    expect(messages.length).toBeGreaterThan(20);
    expect(phrases.length).toBeGreaterThan(20);
  });

  it.each(phrases)('%s is something that the pipeline says', phrase => {
    const unknown = fragments(phrase).filter(part => !source.includes(part));
    expect(unknown).toEqual([]);
  });

  it.each(messages)('explains what $file says: $text', ({ text }) => {
    const known = phrases.flatMap(fragments).some(part => text.includes(part));
    expect(known ? '' : text).toBe('');
  });
});
