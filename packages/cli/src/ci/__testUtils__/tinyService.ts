import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findCheckout } from '../../checkout';

const manifest = {
  name: 'tiny-service',
  version: '1.2.3',
  files: ['dist'],
  dependencies: { undici: '8.13.1' },
};

const lock = {
  name: manifest.name,
  version: manifest.version,
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': manifest,
    'node_modules/undici': { version: '8.13.1', license: 'MIT' },
  },
};

const makefile = `install:
build:
	mkdir -p dist && cp src/main.ts dist/main.js
lint:
	! grep -rn sloppy src
test:
	@echo '# pass 3' && ! grep -rn broken src
`;

/** A service that is a commit in a folder: small enough to be built in no time, with the golden path's own rules. */
export class TinyService {
  constructor(readonly dir: string) {
    const skeleton = path.join(
      findCheckout(__dirname, {}).root,
      ...['templates', 'service-api', 'skeleton', 'security'],
    );
    fs.mkdirSync(dir, { recursive: true });
    this.git('init', '--quiet', '--initial-branch=main');
    this.write('package.json', JSON.stringify(manifest));
    this.write('package-lock.json', JSON.stringify(lock));
    this.write('Makefile', makefile);
    this.write('.gitignore', 'dist/\nevidence/\nnode_modules/\n.companyos/\n');
    this.write('src/main.ts', 'export const answer = 42;\n');
    this.write(
      'node_modules/undici/package.json',
      JSON.stringify({ name: 'undici', version: '8.13.1', license: 'MIT' }),
    );
    fs.cpSync(skeleton, path.join(dir, 'security'), { recursive: true });
    this.commit();
  }

  file(...parts: string[]): string {
    return path.join(this.dir, ...parts);
  }

  write(file: string, text: string) {
    fs.mkdirSync(path.dirname(this.file(file)), { recursive: true });
    fs.writeFileSync(this.file(file), text);
  }

  read(...parts: string[]) {
    return JSON.parse(fs.readFileSync(this.file(...parts), 'utf8'));
  }

  git(...args: string[]): string {
    const identity = [
      '-c',
      'user.name=Ada',
      '-c',
      'user.email=ada@example.com',
    ];
    return execFileSync('git', ['-C', this.dir, ...identity, ...args], {
      encoding: 'utf8',
    });
  }

  commit() {
    this.git('add', '--all');
    this.git('commit', '--quiet', '-m', 'Change');
  }

  /** A folder of advisories in which the only dependency has a critical vulnerability. */
  advisories(): string {
    const advisory = {
      schema_version: '1.7.0',
      id: 'GHSA-aaaa-bbbb-cccc',
      modified: '2026-11-01T00:00:00Z',
      aliases: ['CVE-2026-00001'],
      summary: 'Invented for this test',
      affected: [
        {
          package: { ecosystem: 'npm', name: 'undici' },
          ranges: [
            {
              type: 'SEMVER',
              events: [{ introduced: '8.0.0' }, { fixed: '8.14.0' }],
            },
          ],
        },
      ],
      severity: [
        {
          type: 'CVSS_V3',
          score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
        },
      ],
      database_specific: { severity: 'CRITICAL' },
    };
    return this.database({
      'GHSA-aaaa-bbbb-cccc.json': JSON.stringify(advisory),
    });
  }

  /** A folder of advisories with these files in its database for npm. */
  database(files: Record<string, string>): string {
    const folder = `${this.dir}-advisories`;
    fs.mkdirSync(path.join(folder, 'npm'), { recursive: true });
    for (const [name, text] of Object.entries(files))
      fs.writeFileSync(path.join(folder, name), text);
    execFileSync(
      'python3',
      [
        '-m',
        'zipfile',
        '-c',
        path.join('npm', 'all.zip'),
        ...Object.keys(files),
      ],
      { cwd: folder },
    );
    return folder;
  }
}
