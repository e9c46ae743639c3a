import { useState } from 'react';
import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import { Button, Flex, Grid, SearchField, Text } from '@backstage/ui';
import { EmptyState, RequestState } from '@companyos/plugin-companyos-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { z } from 'zod/v4';
import styles from './PersonaPicker.module.css';

const peopleSchema = z.object({
  items: z.array(
    z.object({
      entityRef: z.string(),
      name: z.string(),
      title: z.string().optional(),
      groups: z.array(z.string()),
    }),
  ),
});

/** The people of the catalog whom a developer can sign in as. */
export function PersonaPicker({
  onPick,
}: {
  onPick: (entityRef: string) => void;
}) {
  const discoveryApi = useApi(discoveryApiRef);
  const [search, setSearch] = useState('');
  const request = useAsyncRetry(async () => {
    const response = await fetch(
      `${await discoveryApi.getBaseUrl('auth')}/personas/people`,
    );
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return peopleSchema.parse(await response.json()).items;
  }, [discoveryApi]);

  return (
    <Flex direction="column" gap="4">
      <Text>
        This portal runs in development: choose whom to be. Each person sees and
        may do what their groups may.
      </Text>
      <RequestState
        subject="the people to sign in as"
        skeletonLines={6}
        {...request}
      >
        {people =>
          people.length === 0 ? (
            <EmptyState
              title="Nobody to sign in as yet"
              description="The catalog is still being read, or none of its people carries the annotation companyos.dev/persona."
              action={<Button onPress={request.retry}>Look again</Button>}
            />
          ) : (
            <>
              <SearchField
                label="Search people"
                placeholder="Name, role or group"
                value={search}
                onChange={setSearch}
              />
              <Grid.Root columns={{ initial: '1', sm: '2', lg: '3' }} gap="3">
                {people
                  .filter(person => matches(person, search))
                  .map(({ entityRef, name, title, groups }) => (
                    <Button
                      key={entityRef}
                      variant="secondary"
                      className={styles.person}
                      onPress={() => onPick(entityRef)}
                    >
                      <span className={styles.text}>
                        <Text weight="bold">{name}</Text>
                        <Text variant="body-small">{title}</Text>
                        <Text variant="body-small" color="secondary">
                          {groups.join(', ')}
                        </Text>
                      </span>
                    </Button>
                  ))}
              </Grid.Root>
            </>
          )
        }
      </RequestState>
    </Flex>
  );
}

function matches(
  person: { name: string; title?: string; groups: string[] },
  search: string,
) {
  const text = [person.name, person.title, ...person.groups].join(' ');
  return text
    .toLocaleLowerCase('en-US')
    .includes(search.trim().toLocaleLowerCase('en-US'));
}
