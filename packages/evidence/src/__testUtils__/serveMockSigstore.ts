// The mock servers as a process of their own, for those who do not run in Jest, until the process is ended:
//
//   node --require @backstage/cli/config/nodeTransform.cjs serveMockSigstore.ts <file> <claims of each workflow, as JSON>
//
// The file is written once they answer: `trustedRoot`, and the environment of each workflow by its name.
import fs from 'node:fs';
import { startMockSigstore, type Claims } from './mockSigstore';

async function main(file: string, claims: Record<string, Claims>) {
  const { environment, trustedRoot } = await startMockSigstore();
  const environments = Object.fromEntries(
    Object.entries(claims).map(([name, of]) => [name, environment(of)]),
  );
  fs.writeFileSync(
    `${file}.draft`,
    JSON.stringify({ trustedRoot, environments }),
  );
  fs.renameSync(`${file}.draft`, file);
}

const [file, claims] = process.argv.slice(2);
void main(file, JSON.parse(claims));
