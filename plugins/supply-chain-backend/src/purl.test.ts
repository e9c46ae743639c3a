import { PackageURL } from 'packageurl-js';
import { readPurl } from './purl';

it.each([
  'pkg:npm/left-pad@1.3.0',
  'pkg:npm/%40acme/orders@1.0.0-rc.1',
  'pkg:npm/lodash.merge@4.6.2-0',
  'pkg:npm/a_b~c@1.0.0',
  'pkg:npm/%40acme/orders@1.0.0%2Bbuild.5',
  'pkg:npm/Orders@1.0.0',
  'pkg:npm/@acme/orders@1.0.0',
  'pkg:npm/orders@latest',
  'pkg:npm/orders@1.0.0?vcs_url=x#lib',
  'pkg:maven/org.apache/Orders@1.0',
])('reads %s as the makers of the format do', text => {
  const { type, namespace, name, version } = PackageURL.fromString(text);
  const purl = new PackageURL(type, namespace, name, null, null, null);
  expect(readPurl(text)).toEqual({ purl: purl.toString(), version });
});

it.each(['', 'left-pad', 'pkg:npm', 'pkg:npm/%ff%@1', 'pkg:npm/a\0@1.0.0'])(
  'takes %j for no package URL',
  text => expect(readPurl(text)).toBeUndefined(),
);

it('takes none that is too long to be one', () => {
  const long = `pkg:npm/${'a'.repeat(1000)}@1.0.0`;
  expect(readPurl(long)).toBeUndefined();
});
