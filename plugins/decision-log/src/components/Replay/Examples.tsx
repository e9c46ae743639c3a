import { Flex, Link, Text } from '@backstage/ui';
import { TextBlock } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type ReplayChange,
} from '@companyos/plugin-decision-log-common';
import { exactTime, RESULT_WORDS } from '../../words';

const MAX_SHOWN = 6;

/** Decisions that would change, one of each rule and reason, with both results. */
export function Examples({ changes }: { changes: ReplayChange[] }) {
  const kinds = new Map<string, ReplayChange>();
  for (const change of changes) {
    const { path, from, to, reasonBefore, reasonAfter } = change;
    const kind = JSON.stringify([path, from, to, reasonBefore, reasonAfter]);
    if (!kinds.has(kind)) kinds.set(kind, change);
  }
  const shown = [...kinds.values()]
    .flatMap(change =>
      change.examples.slice(0, 1).map(example => ({ change, example })),
    )
    .slice(0, MAX_SHOWN);
  return (
    <Flex direction="column" gap="3">
      <Text variant="body-large" weight="bold" as="h2">
        For example
      </Text>
      {shown.map(({ change, example }) => (
        <Flex key={example.decisionId} direction="column" gap="1">
          <Text as="p">
            {RESULT_WORDS[change.from].label} on {exactTime(example.time)},{' '}
            {wouldBe(change)}
            {change.role && `, for the role ${change.role}`}:{' '}
            <Link href={portalPath.decision(example.decisionId)}>
              decision {example.decisionId}
            </Link>
          </Text>
          <TextBlock
            label={`Both results of ${example.decisionId}`}
            text={`stored  ${example.before ?? 'no result'}\nnow     ${
              example.after ?? 'no result'
            }`}
          />
        </Flex>
      ))}
    </Flex>
  );
}

function wouldBe({ from, to }: ReplayChange): string {
  return from === to
    ? 'would have another result'
    : `would be ${RESULT_WORDS[to].label.toLocaleLowerCase('en-GB')}`;
}
