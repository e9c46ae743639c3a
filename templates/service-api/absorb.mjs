#!/usr/bin/env node
// Takes a rendered service back into the skeleton, so that the skeleton is changed where it can be built and tested:
//   node templates/service-api/absorb.mjs <service> [<skeleton>]
// The service is a Git repository of its own. What cannot be taken back by itself is listed.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const RECEIPT = '.companyos/receipt.json';
/** Written by tools, with the values in them: these become placeholders again. */
const GENERATED = ['package-lock.json', 'openapi.json'];

function absorb(service, skeleton) {
  const { files, inputs } = JSON.parse(
    readFileSync(path.join(service, RECEIPT), 'utf8'),
  );
  const rendered = new Map(files.map(file => [file.path, file]));
  for (const file of listFiles(service)) {
    const source = path.join(service, file);
    const target = path.join(skeleton, file);
    const { gitBlob, owner } = rendered.get(file) ?? {};
    if (owner === 'platform') {
      if (blobId(source) !== gitBlob) {
        say(`Change ${file} where the template vendors it from, by hand.`);
      }
    } else if (GENERATED.includes(file)) {
      const text = readFileSync(source, 'utf8');
      writeFileSync(`${target}.njk`, withPlaceholders(text, inputs));
    } else if (!existsSync(`${target}.njk`)) {
      mkdirSync(path.dirname(target), { recursive: true });
      copyFileSync(source, target);
    } else if (blobId(source) !== gitBlob) {
      say(`Change skeleton/${file}.njk by hand.`);
    }
    rendered.delete(file);
  }
  for (const file of rendered.keys()) {
    say(`Delete ${file} from the skeleton by hand.`);
  }
}

/** Everything but the receipt and what .gitignore names. */
function listFiles(service) {
  const options = [
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  ];
  return git('-C', service, 'ls-files', ...options)
    .split('\0')
    .filter(
      file => file && file !== RECEIPT && existsSync(path.join(service, file)),
    );
}

function withPlaceholders(text, { name, description }) {
  return text
    .replaceAll(
      `"name": ${JSON.stringify(name)}`,
      '"name": "${{ values.name }}"',
    )
    .replaceAll(
      `"title": ${JSON.stringify(name)}`,
      '"title": "${{ values.name }}"',
    )
    .replaceAll(
      `"description": ${JSON.stringify(description)}`,
      '"description": ${{ values.description | dump }}',
    );
}

function blobId(file) {
  return git('hash-object', '--no-filters', file).trim();
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' });
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

const [
  service,
  skeleton = fileURLToPath(new URL('./skeleton', import.meta.url)),
] = process.argv.slice(2);
if (service && existsSync(path.join(service, RECEIPT))) {
  absorb(service, skeleton);
} else {
  process.stderr.write('Name a folder that a service was rendered into.\n');
  process.exitCode = 1;
}
