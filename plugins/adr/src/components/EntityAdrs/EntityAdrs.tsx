import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Text } from '@backstage/ui';
import type { Adr, Source } from '@companyos/plugin-adr-common';
import { allPages } from '@companyos/plugin-companyos-common';
import { RequestState, useRequest } from '@companyos/plugin-companyos-react';
import { useSearchParams } from 'react-router-dom';
import { adrApiRef } from '../../api';
import { decisionsSentence } from '../../words';
import { SupersessionGraph } from '../SupersessionGraph';
import { AdrDetails } from './AdrDetails';
import { AdrTable } from './AdrTable';
import { NoAdrs } from './NoAdrs';
import { SourceFailure, SourceState } from './SourceState';

/** The tab of an entity: its decision records, and how reading them went. */
export function EntityAdrs() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  return <Adrs key={entityRef} entityRef={entityRef} />;
}

function Adrs({ entityRef }: { entityRef: string }) {
  const adrApi = useApi(adrApiRef);
  const request = useRequest(
    async () => {
      const pages = await allPages(page =>
        adrApi.listEntityAdrs(entityRef, page),
      );
      const { source } = pages[pages.length - 1];
      return { adrs: pages.flatMap(({ items }) => items), source };
    },
    ({ source }) => source.state === 'pending',
  );
  return (
    <RequestState subject="decisions" skeletonLines={8} {...request}>
      {({ adrs, source }) =>
        adrs.length === 0 ? (
          <NoAdrs entityRef={entityRef} source={source} />
        ) : (
          <Content entityRef={entityRef} adrs={adrs} source={source} />
        )
      }
    </RequestState>
  );
}

function Content(props: { entityRef: string; adrs: Adr[]; source: Source }) {
  const { entityRef, adrs, source } = props;
  const [search, setSearch] = useSearchParams();
  const opened = adrs.find(({ path }) => path === search.get('document'));
  const close = () => {
    setSearch(previous => {
      previous.delete('document');
      return previous;
    });
  };
  return (
    <Flex direction="column" gap="4">
      <Flex direction="column" gap="2" align="start">
        <Text variant="title-x-small" as="p">
          {decisionsSentence(adrs)}
        </Text>
        <SourceState source={source} />
      </Flex>
      <SourceFailure source={source} />
      <AdrTable entityRef={entityRef} adrs={adrs} />
      <SupersessionGraph adrs={adrs} />
      {opened && <AdrDetails adr={opened} onClose={close} />}
    </Flex>
  );
}
