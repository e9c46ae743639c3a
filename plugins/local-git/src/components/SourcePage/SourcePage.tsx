import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { Container, Flex, Link, Text } from '@backstage/ui';
import {
  portalPath,
  type SourceLocation,
} from '@companyos/plugin-local-git-common';
import { File } from './File';
import { Folder } from './Folder';

/** A folder or a file of a repository, with the way to it. */
export function SourcePage(props: {
  kind: 'blob' | 'tree';
  location: SourceLocation;
}) {
  const { kind, location } = props;
  const { name } = location;
  return (
    <BreadcrumbEntry entry={{ label: name, href: portalPath.overview(name) }}>
      <Container py="4">
        <Flex direction="column" gap="4">
          <PathLinks location={location} />
          {kind === 'tree' ? (
            <Folder location={location} />
          ) : (
            <File location={location} />
          )}
        </Flex>
      </Container>
    </BreadcrumbEntry>
  );
}

function PathLinks({ location }: { location: SourceLocation }) {
  const { name, ref, path } = location;
  const parts = path.split('/').filter(Boolean);
  return (
    <nav aria-label="Path">
      <Flex gap="1" align="center">
        <Link href={portalPath.source('tree', { name, ref, path: '' })}>
          {name}
        </Link>
        <Text color="secondary">at {ref}</Text>
        {parts.map((part, depth) => {
          const upTo = parts.slice(0, depth + 1).join('/');
          const here = depth === parts.length - 1;
          return (
            <Flex key={upTo} gap="1" align="center">
              <Text color="secondary" aria-hidden>
                /
              </Text>
              {here ? (
                <Text weight="bold" aria-current="page">
                  {part}
                </Text>
              ) : (
                <Link
                  href={portalPath.source('tree', { name, ref, path: upTo })}
                >
                  {part}
                </Link>
              )}
            </Flex>
          );
        })}
      </Flex>
    </nav>
  );
}
