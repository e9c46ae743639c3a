import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { ButtonLink, Container, Flex, Grid, Header } from '@backstage/ui';
import { AwaitingSignOffs } from '@companyos/plugin-adr';
import { RiAddLine } from '@remixicon/react';
import { HomeCard } from './HomeCard';
import { MyComponents } from './MyComponents';
import { NewestDocuments } from './NewestDocuments';
import { RecentlyVisited } from './RecentlyVisited';

/** The first page: what needs the reader today. */
export function HomePage() {
  const organization = useApi(configApiRef).getString('organization.name');
  return (
    <main>
      <Header
        title={`${organization} today`}
        customActions={
          <Flex gap="2">
            <ButtonLink variant="secondary" href="/catalog-import">
              Register
            </ButtonLink>
            <ButtonLink href="/create" iconStart={<RiAddLine />}>
              Create
            </ButtonLink>
          </Flex>
        }
      />
      <Container>
        <Grid.Root columns={{ initial: '1', md: '2' }} gap="4">
          <MyComponents />
          <Flex direction="column" gap="4">
            <HomeCard title="Waiting for my sign-off">
              <AwaitingSignOffs />
            </HomeCard>
            <NewestDocuments />
            <RecentlyVisited />
          </Flex>
        </Grid.Root>
      </Container>
    </main>
  );
}
