import { Text, type TablePaginationType } from '@backstage/ui';
import { foundSentence } from '../../words';

/**
 * What a search came to, in one sentence; nothing while it is under way.
 *
 * @param verbs - what the releases do with it: of one, and of several
 */
export function FoundSentence(props: {
  table: {
    data: { entityRef: string; digest: string }[] | undefined;
    pagination: TablePaginationType;
  };
  verbs: [string, string];
}) {
  const { data, pagination } = props.table;
  if (!data?.length || pagination.type !== 'page') return null;
  const whole = !pagination.hasNextPage && !pagination.hasPreviousPage;
  return (
    <Text variant="title-x-small" as="p">
      {foundSentence(data, whole, props.verbs)}
    </Text>
  );
}
