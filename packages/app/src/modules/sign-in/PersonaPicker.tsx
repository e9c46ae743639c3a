import { useState, type KeyboardEvent } from 'react';
import { ResponseError } from '@backstage/errors';
import { discoveryApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, SearchField, Text } from '@backstage/ui';
import { EmptyState, RequestState } from '@companyos/plugin-companyos-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { PersonaCard } from './PersonaCard';
import { fetchPeople, type Person } from './personas';
import styles from './SignInPage.module.css';

/** The catalog's people, to pick one from; for development. */
export function PersonaPicker(props: {
  pending?: string;
  onChoose: (entityRef: string) => void;
}) {
  const discoveryApi = useApi(discoveryApiRef);
  const { value, loading, error, retry } = useAsyncRetry(
    async () => fetchPeople(await discoveryApi.getBaseUrl('auth')),
    [discoveryApi],
  );
  if (error instanceof ResponseError && error.statusCode === 404) {
    return (
      <Alert
        status="info"
        icon
        title="Signing in as one of the catalog's people is off"
        description="It works only on a portal for development, where NODE_ENV is exactly 'development'."
      />
    );
  }
  return (
    <RequestState
      subject="people"
      value={value}
      loading={loading}
      error={error}
      retry={retry}
      skeletonLines={6}
    >
      {people => <People {...props} people={people} retry={retry} />}
    </RequestState>
  );
}

function People(props: {
  people: Person[];
  pending?: string;
  onChoose: (entityRef: string) => void;
  retry: () => void;
}) {
  const { people, pending, onChoose, retry } = props;
  const [filter, setFilter] = useState('');
  if (people.length === 0) {
    return (
      <EmptyState
        title="Nobody to sign in as yet"
        description="The catalog may still be reading its files: try again in a moment. People with the annotation companyos.dev/persona: 'true' appear here."
        action={
          <Button variant="secondary" onPress={retry}>
            Try again
          </Button>
        }
      />
    );
  }
  const shown = people.filter(person => matches(person, filter));
  const chooseOnly = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && shown.length === 1) {
      onChoose(shown[0].entityRef);
    }
  };
  return (
    <Flex direction="column" gap="3">
      <Text color="secondary" as="p">
        This portal is for development: pick whom to be.
      </Text>
      <SearchField
        aria-label="Find a person"
        placeholder="Name, role or group"
        value={filter}
        onChange={setFilter}
        onKeyDown={chooseOnly}
      />
      {shown.length === 0 && (
        <Text as="p" role="status">
          Nobody matches “{filter}”.
        </Text>
      )}
      <ul className={styles.people} aria-label="People">
        {shown.map(person => (
          <li key={person.entityRef}>
            <PersonaCard
              person={person}
              isPending={pending === person.entityRef}
              onChoose={() => onChoose(person.entityRef)}
            />
          </li>
        ))}
      </ul>
    </Flex>
  );
}

function matches(person: Person, filter: string): boolean {
  const text = [person.name, person.title, ...person.groups].join(' ');
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.toLowerCase().includes(word));
}
