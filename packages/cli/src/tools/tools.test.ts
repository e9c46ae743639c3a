import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { tool as toolCommand } from '../commands/tool';
import { testContext, useTemporaryFolder } from '../testing';
import { downloadRelease, findChecksum } from './downloadRelease';
import { pinnedTools, type PinnedTool } from './pinned';
import { findTool, provideTool } from './provideTool';

const folder = useTemporaryFolder();

/** A program that says that it is OPA of this version. */
function fakeOpa(file: string, version: string): string {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\necho "Version: ${version}"\n`, {
    mode: 0o755,
  });
  return file;
}

/** Nothing but what the test puts there: no cache, no Go. */
function bareEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  fs.mkdirSync(folder.path('bin'), { recursive: true });
  const sh = execFileSync('sh', ['-c', 'command -v sh'], { encoding: 'utf8' });
  fs.symlinkSync(sh.trim(), folder.path('bin', 'sh'));
  return {
    COMPANYOS_CACHE: folder.path('cache'),
    PATH: folder.path('bin'),
    ...more,
  };
}

const { version } = pinnedTools.opa;

describe('a pinned tool', () => {
  it('is the one that its variable names, whatever its version', async () => {
    const program = fakeOpa(folder.path('mine'), '0.1.0');
    const env = bareEnv({ OPA_BIN: program });
    expect(await findTool('opa', env)).toBe(program);
  });

  it('is missing when its variable names nothing', async () => {
    const env = bareEnv({ OPA_BIN: folder.path('gone') });
    await expect(findTool('opa', env)).rejects.toThrow(
      `OPA_BIN names '${folder.path('gone')}', which is not there.`,
    );
  });

  it('is taken from the cache', async () => {
    const env = bareEnv();
    const program = fakeOpa(folder.path('cache/opa', version, 'opa'), version);
    expect(await findTool('opa', env)).toBe(program);
  });

  it.each([
    [version, true],
    ['1.0.0', false],
  ])('is taken from PATH in version %s: %s', async (there, taken) => {
    const env = bareEnv();
    const program = fakeOpa(folder.path('bin', 'opa'), there);
    expect(await findTool('opa', env)).toBe(taken ? program : undefined);
  });
});

describe('a download', () => {
  let server: http.Server;
  const files = new Map<string, string | Buffer>();
  const program = '#!/bin/sh\necho "Version: 9.9.9"\n';
  const checksum = createHash('sha256').update(program).digest('hex');

  beforeEach(async () => {
    files.clear();
    server = http.createServer(({ url = '' }, response) => {
      response.statusCode = files.has(url) ? 200 : 404;
      response.end(files.get(url));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(() => server.close());

  function tool(member?: string): PinnedTool {
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    return {
      ...pinnedTools.opa,
      release: () => ({
        url: `${origin}/thing_linux`,
        checksums: `${origin}/sums`,
        member,
      }),
    };
  }

  it('is checked and can be run', async () => {
    files.set('/thing_linux', program);
    files.set('/sums', `${'0'.repeat(64)}  other\n${checksum}  thing_linux\n`);
    await downloadRelease(tool(), folder.path('thing'));
    expect(execFileSync(folder.path('thing'), { encoding: 'utf8' })).toContain(
      '9.9.9',
    );
  });

  it.each([
    ['has another checksum', `${'0'.repeat(64)}  thing_linux`, /instead of 0+/],
    ['is not in the list', `${checksum}  a\n${checksum}  b`, /of undefined/],
    ['has no list', undefined, /sums was answered with 404/],
  ])('is refused when it %s', async (_, sums, message) => {
    files.set('/thing_linux', program);
    if (sums) files.set('/sums', sums);
    await expect(downloadRelease(tool(), folder.path('thing'))).rejects.toThrow(
      message,
    );
    expect(fs.existsSync(folder.path('thing'))).toBe(false);
  });

  describe('that is an archive', () => {
    beforeEach(() => {
      fs.mkdirSync(folder.path('thing-1'));
      fs.writeFileSync(folder.path('thing-1', 'thing'), program, {
        mode: 0o755,
      });
      const archive = execFileSync('tar', ['-cz', 'thing-1'], {
        cwd: folder.path(),
      });
      files.set('/thing_linux', archive);
      files.set('/sums', createHash('sha256').update(archive).digest('hex'));
    });

    it('gives the file that is named in it, and leaves nothing else', async () => {
      await downloadRelease(tool('thing-1/thing'), folder.path('thing'));
      expect(
        execFileSync(folder.path('thing'), { encoding: 'utf8' }),
      ).toContain('9.9.9');
      expect(fs.readdirSync(folder.path()).sort()).toEqual([
        'thing',
        'thing-1',
      ]);
    });

    it('is refused when that file is not in it', async () => {
      await expect(
        downloadRelease(tool('thing-1/other'), folder.path('thing')),
      ).rejects.toThrow("has no 'thing-1/other' in it");
    });
  });

  it('is refused where there is no release', async () => {
    await expect(
      downloadRelease(
        { ...tool(), release: () => undefined },
        folder.path('thing'),
      ),
    ).rejects.toThrow('opa has no release for');
  });
});

it.each([
  ['abc  opa_linux', 'abc'],
  ['abc', 'abc'],
  ['def  x\nabc *opa_linux\n', 'abc'],
  ['def  x\nabc  y', undefined],
])('finds the checksum in %j', (text, checksum) => {
  expect(findChecksum(text, 'opa_linux')).toBe(checksum);
});

it('has a release and a Go package for each tool', () => {
  for (const { release, ...tool } of Object.values(pinnedTools)) {
    const found = release.call(
      { ...tool, release },
      { os: 'linux', arch: 'amd64' },
    );
    const tag = [tool.version, tool.goVersion]
      // a folder of its own, or a part of the file's name
      .flatMap(number => [`/v${number}/`, `-v${number}-`])
      .find(part => found?.url.includes(part));
    expect(found?.url).toContain(tag);
    expect(found?.checksums).toContain(tag);
    expect(tool.goPackage).toMatch(/^[a-z]+\.[a-z]+\//);
  }
});

describe('companyos tool', () => {
  it('says where the tool is', async () => {
    const program = fakeOpa(folder.path('cache/opa', version, 'opa'), version);
    const context = testContext({ env: bareEnv(), cwd: '/' });
    expect(await toolCommand({ arguments: ['opa'] }, context)).toEqual({
      json: { name: 'opa', version, path: program },
      text: program,
    });
  });

  it('names the tools that there are', async () => {
    await expect(
      toolCommand({ arguments: ['ope'] }, testContext()),
    ).rejects.toThrow("There is no tool 'ope'. Tools: opa, regal");
  });
});

it('says what to do when a tool cannot be had at all, and leaves nothing', async () => {
  const fetching = jest
    .spyOn(globalThis, 'fetch')
    .mockRejectedValue(new Error('no network'));
  try {
    const options = {
      ...testContext({ env: bareEnv() }),
      logFile: folder.path('log'),
    };
    await expect(provideTool('opa', options)).rejects.toMatchObject({
      code: 3,
      message: expect.stringMatching(
        /could not be downloaded, and there is no Go to build it: install opa of that version or name one in OPA_BIN/,
      ),
    });
    expect(fs.readdirSync(folder.path('cache/opa', version))).toEqual([]);
  } finally {
    fetching.mockRestore();
  }
});
