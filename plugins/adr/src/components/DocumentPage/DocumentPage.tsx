import { BreadcrumbEntry, useApi } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Card,
  CardBody,
  CardHeader,
  Container,
  Flex,
  Text,
} from '@backstage/ui';
import { portalPath, type DocumentDetails } from '@companyos/plugin-adr-common';
import {
  Digest,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import { adrApiRef } from '../../api';
import { documentSentence } from '../../words';
import { SignOffChip } from '../AdrChips';
import styles from './DocumentPage.module.css';
import { DocumentText } from './DocumentText';
import { GivenSignOffs } from './GivenSignOffs';
import { Requirements } from './Requirements';
import { SignOffAction } from './SignOffAction';

/** A document with required sign-offs: the revision as it is now, who signed off what, and the button to do so. */
export function DocumentPage(props: { entityRef: string; path: string }) {
  const { entityRef, path } = props;
  const adrApi = useApi(adrApiRef);
  const request = useRequest(() => adrApi.getDocument(entityRef, path));
  const entry = {
    label: request.value?.title ?? path,
    href: portalPath.document(entityRef, path),
  };
  return (
    <BreadcrumbEntry entry={entry}>
      <Container py="4">
        <RequestState subject="the document" skeletonLines={10} {...request}>
          {document => (
            <Content document={document} onChanged={request.retry} />
          )}
        </RequestState>
      </Container>
    </BreadcrumbEntry>
  );
}

function Content(props: { document: DocumentDetails; onChanged: () => void }) {
  const { document, onChanged } = props;
  return (
    <Flex direction="column" gap="4">
      <Heading document={document} />
      <div className={styles.columns}>
        <DocumentText document={document} />
        <aside aria-label="Sign-offs">
          <Flex direction="column" gap="4">
            <Card>
              <CardHeader>Required sign-offs</CardHeader>
              <CardBody>
                <Flex direction="column" gap="4" align="start">
                  <Requirements document={document} />
                  <SignOffAction document={document} onChanged={onChanged} />
                </Flex>
              </CardBody>
            </Card>
            <Card>
              <CardHeader>Given sign-offs</CardHeader>
              <CardBody>
                <GivenSignOffs document={document} />
              </CardBody>
            </Card>
          </Flex>
        </aside>
      </div>
    </Flex>
  );
}

function Heading({ document }: { document: DocumentDetails }) {
  const { entityRef, path, revision, signOffs, title } = document;
  return (
    <Flex direction="column" gap="2" align="start">
      <Flex gap="2" align="center" className={styles.wrap}>
        <Text variant="title-small" as="h2">
          {title}
        </Text>
        <SignOffChip document={document} />
      </Flex>
      <Text as="p">{documentSentence(signOffs)}</Text>
      <Flex gap="2" align="center" className={styles.wrap}>
        <Text variant="body-small" color="secondary">
          {path} of <EntityRefLink entityRef={entityRef} />, revision
        </Text>
        <Digest value={revision} name="revision" />
      </Flex>
    </Flex>
  );
}
