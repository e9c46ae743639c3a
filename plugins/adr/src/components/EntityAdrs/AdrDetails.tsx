import {
  ButtonLink,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Link,
} from '@backstage/ui';
import {
  portalPath,
  type Adr,
  type AdrReference,
} from '@companyos/plugin-adr-common';
import { Digest, FactList } from '@companyos/plugin-companyos-react';
import { RiExternalLinkLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { SignOffChip, StatusChip } from '../AdrChips';
import styles from './EntityAdrs.module.css';

/** One record: all that is known of it, and the ways to its text. */
export function AdrDetails(props: { adr: Adr; onClose: () => void }) {
  const { adr, onClose } = props;
  const facts: [string, ReactNode][] = [
    ['Status', <StatusChip adr={adr} />],
    ['Sign-offs', <SignOffChip document={adr} />],
    ['Date', adr.date],
    ['Deciders', adr.deciders.join(', ')],
    ['Tags', adr.tags.join(', ')],
    ['Supersedes', references(adr.supersedes)],
    ['Superseded by', references(adr.supersededBy)],
    ['Problems', problems(adr)],
    ['File', adr.path],
    [
      'Revision',
      adr.revision && <Digest value={adr.revision} name="revision" />,
    ],
  ];
  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()} width={640}>
      <DialogHeader>
        {adr.number === undefined ? adr.title : `${adr.number}: ${adr.title}`}
      </DialogHeader>
      <DialogBody>
        <FactList facts={facts} />
      </DialogBody>
      <Ways adr={adr} />
    </Dialog>
  );
}

/** The ways to the record's text, where there are any. */
function Ways({ adr }: { adr: Adr }) {
  if (!adr.sourceUrl && !adr.techDocsPath && !adr.signOffs) return null;
  return (
    <DialogFooter>
      <Flex gap="2" className={styles.find}>
        {adr.sourceUrl && (
          <ButtonLink
            href={adr.sourceUrl}
            target="_blank"
            rel="noopener noreferrer"
            variant="tertiary"
            iconEnd={<RiExternalLinkLine />}
          >
            Source
          </ButtonLink>
        )}
        {adr.techDocsPath && (
          <ButtonLink
            href={adr.techDocsPath}
            variant={adr.signOffs ? 'secondary' : 'primary'}
          >
            Documentation
          </ButtonLink>
        )}
        {adr.signOffs && (
          <ButtonLink href={portalPath.document(adr.entityRef, adr.path)}>
            Read and sign off
          </ButtonLink>
        )}
      </Flex>
    </DialogFooter>
  );
}

function references(named: AdrReference[]): ReactNode {
  return (
    named.length > 0 && (
      <ul className={styles.list}>
        {named.map(({ path, number, text, title = text }) => (
          <li key={path ?? text}>
            {path ? (
              <Link href={`?${new URLSearchParams({ document: path })}`}>
                {number === undefined ? title : `${number}: ${title}`}
              </Link>
            ) : (
              `${text} (not found)`
            )}
          </li>
        ))}
      </ul>
    )
  );
}

function problems(adr: Adr): ReactNode {
  return (
    adr.problems.length > 0 && (
      <ul className={styles.list}>
        {adr.problems.map(({ code, message }) => (
          <li key={`${code} ${message}`}>
            <code>{code}</code>: {message}
          </li>
        ))}
      </ul>
    )
  );
}
