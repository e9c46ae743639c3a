import { MarkdownContent } from '@backstage/core-components';
import {
  ButtonLink,
  Card,
  CardBody,
  Flex,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { DocumentDetails } from '@companyos/plugin-adr-common';
import { TextBlock } from '@companyos/plugin-companyos-react';
import { RiExternalLinkLine } from '@remixicon/react';
import { useState } from 'react';
import { linkTarget, withoutFrontMatter } from '../../markdown';
import styles from './DocumentPage.module.css';

/** The revision, to be read; and as it is byte for byte, because that is what is signed off. */
export function DocumentText({ document }: { document: DocumentDetails }) {
  const { path, sourceUrl, techDocsPath, text } = document;
  const [shown, setShown] = useState<'page' | 'file'>('page');
  return (
    <Card>
      <CardBody>
        <Flex direction="column" gap="4">
          <Flex
            gap="2"
            align="center"
            justify="between"
            className={styles.wrap}
          >
            <ToggleButtonGroup
              aria-label="View"
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[shown]}
              onSelectionChange={([key]) => setShown(key as 'page' | 'file')}
            >
              <ToggleButton id="page">Page</ToggleButton>
              <ToggleButton id="file">File</ToggleButton>
            </ToggleButtonGroup>
            <Flex gap="2">
              {techDocsPath && (
                <ButtonLink href={techDocsPath} variant="tertiary" size="small">
                  Documentation
                </ButtonLink>
              )}
              {sourceUrl && (
                <ButtonLink
                  href={sourceUrl}
                  target="_blank"
                  rel="noopener noreferrer"
                  variant="tertiary"
                  size="small"
                  iconEnd={<RiExternalLinkLine />}
                >
                  Source
                </ButtonLink>
              )}
            </Flex>
          </Flex>
          {shown === 'file' ? (
            <TextBlock label={path} text={text} />
          ) : (
            <MarkdownContent
              content={withoutFrontMatter(text)}
              className={styles.text}
              transformLinkUri={href => linkTarget(document, href)}
              // A picture is not part of the revision and may change under a sign-off: its description stands instead.
              transformImageUri={() => ''}
            />
          )}
        </Flex>
      </CardBody>
    </Card>
  );
}
