import fs from 'node:fs';
import { extract, list } from 'tar';
import { digestOf } from '../statement';
import { useTemporaryFolder } from '../__testUtils__';
import { createTarball } from './createTarball';

const dir = useTemporaryFolder();

function tree(name: string, files: Record<string, string>) {
  for (const [file, content] of Object.entries(files)) {
    const target = dir.path(name, file);
    fs.mkdirSync(target.slice(0, target.lastIndexOf('/')), { recursive: true });
    fs.writeFileSync(target, content);
  }
  return dir.path(name);
}

const files = { 'dist/b.js': 'b', 'dist/a.js': 'a', 'package.json': '{}' };

function pack(cwd: string, file: string, names = ['package.json', 'dist']) {
  createTarball({ cwd, names, file: dir.path(file) });
  return digestOf(fs.readFileSync(dir.path(file)));
}

it('gives the same bytes for the same files, whoever wrote them and when', () => {
  const one = tree('one', files);
  const two = tree('two', Object.fromEntries(Object.entries(files).reverse()));
  fs.chmodSync(`${two}/dist/a.js`, 0o640);
  fs.utimesSync(`${two}/dist/b.js`, new Date(0), new Date(0));
  expect(pack(two, 'two.tgz', ['dist', 'package.json'])).toBe(
    pack(one, 'one.tgz'),
  );
});

it('gives other bytes for another content, name or execute bit', () => {
  const digest = pack(tree('one', files), 'one.tgz');
  const changed = tree('two', { ...files, 'dist/a.js': 'A' });
  const renamed = tree('three', { ...files, 'dist/c.js': '' });
  const executable = tree('four', files);
  fs.chmodSync(`${executable}/dist/a.js`, 0o755);
  const others = [changed, renamed, executable].map((cwd, index) =>
    pack(cwd, `${index}.tgz`),
  );
  expect(new Set([digest, ...others]).size).toBe(4);
});

it('holds the files of its folders in order, and nothing else', async () => {
  const names: string[] = [];
  createTarball({
    cwd: tree('one', files),
    names: ['package.json', './dist'],
    file: dir.path('one.tar'),
    gzip: false,
  });
  await list({
    file: dir.path('one.tar'),
    onReadEntry: entry => names.push(entry.path),
  });
  expect(names).toEqual(['dist/a.js', 'dist/b.js', 'package.json']);
});

it('takes a folder that is called as a scope of packages', () => {
  const cwd = tree('one', { '@acme/orders/index.js': 'a' });
  pack(cwd, 'one.tgz', ['@acme']);
  fs.mkdirSync(dir.path('out'));
  extract({ cwd: dir.path('out'), file: dir.path('one.tgz'), sync: true });
  expect(
    fs.readFileSync(dir.path('out', '@acme/orders/index.js'), 'utf8'),
  ).toBe('a');
});

it('refuses links and what lies outside', () => {
  const cwd = tree('one', files);
  const unfit = expect.objectContaining({ code: 'EVIDENCE_FILES_INVALID' });
  fs.symlinkSync('/etc/hostname', `${cwd}/dist/link`);
  expect(() => pack(cwd, 'one.tgz')).toThrow(unfit);
  expect(() => pack(cwd, 'one.tgz', ['../two'])).toThrow(unfit);
  expect(() => pack(cwd, 'one.tgz', ['/etc/hostname'])).toThrow(unfit);
});
