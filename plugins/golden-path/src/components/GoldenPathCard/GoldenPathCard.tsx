import { useApi } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  EntityInfoCard,
  EntityRefLink,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { Flex, Text } from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import {
  templateOrigin,
  templateVerdict,
  type TemplateOrigin,
} from '../../templateOrigin';

/** Which template made the entity, and whether there is a newer one. */
export function GoldenPathCard() {
  const { entity } = useEntity();
  const origin = templateOrigin(entity);
  return (
    <EntityInfoCard title="Golden path">
      {origin ? (
        <Origin key={origin.entityRef} origin={origin} />
      ) : (
        <EmptyState
          title="Not from a template"
          description="Create a component from a template to get the golden path."
        />
      )}
    </EntityInfoCard>
  );
}

function Origin({ origin }: { origin: TemplateOrigin }) {
  const catalogApi = useApi(catalogApiRef);
  const request = useAsyncRetry(
    // An entity that is not there is an answer; RequestState takes undefined for none.
    async () => ({
      template: await catalogApi.getEntityByRef(origin.entityRef),
    }),
    [catalogApi, origin.entityRef],
  );
  return (
    <RequestState subject="the template" {...request}>
      {({ template }) => (
        <Flex direction="column" gap="2" align="start">
          <Text as="p">
            Made from{' '}
            {template ? (
              <EntityRefLink entityRef={origin.entityRef} />
            ) : (
              origin.entityRef
            )}
            {origin.version && `, version ${origin.version}`}
          </Text>
          <VerdictChip {...templateVerdict(origin, template)} />
        </Flex>
      )}
    </RequestState>
  );
}
