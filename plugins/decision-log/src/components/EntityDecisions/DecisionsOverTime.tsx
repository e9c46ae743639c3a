import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  CountFilter,
  RequestState,
  SeriesSwatch,
  StackedBars,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  RESULTS,
  type EntitySummary,
  type Result,
} from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { countsSentence, RESULT_WORDS, totalOf } from '../../words';
import type { Span } from '../../window';
import { Decisions } from './Decisions';
import { NoDecisions } from './NoDecisions';
import type { TabQuestion } from './tabQuestion';
import { toBars } from './toBars';
import { WholeLine } from './WholeLine';

const SERIES = RESULTS.map(result => RESULT_WORDS[result]);

type Props = {
  entityRef: string;
  question: TabQuestion;
  span: Span;
  onChange: (values: Record<string, string>) => void;
};

/** What a window of time came to, and below it the decisions. */
export function DecisionsOverTime(props: Props) {
  const { entityRef, question } = props;
  const api = useApi(decisionLogApiRef);
  const { window } = question;
  const request = useRequest(async () => {
    const summary = await api.getSummary(entityRef, {
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      bucket: window.bucket,
    });
    return { summary, isNew: await isNew(summary) };
  });

  /** Nothing in the window, and nothing before it that a longer one would show. */
  async function isNew({ total }: EntitySummary): Promise<boolean> {
    if (totalOf(total) > 0) return false;
    const { items } = await api.listDecisions(entityRef, {
      from: new Date(window.to - 30 * 86_400_000).toISOString(),
      limit: 1,
    });
    return items.length === 0;
  }

  return (
    <RequestState subject="policy decisions" skeletonLines={10} {...request}>
      {value =>
        value.isNew ? (
          <NoDecisions />
        ) : (
          <Flex direction="column" gap="4">
            <Overview {...props} summary={value.summary} />
            <Decisions
              // A key, because the list answers one question for as long as it lives.
              key={JSON.stringify(question)}
              {...props}
            />
          </Flex>
        )
      }
    </RequestState>
  );
}

function Overview(props: Props & { summary: EntitySummary }) {
  const { entityRef, question, summary, onChange } = props;
  const { total, bucketSeconds } = summary;
  const sentence = countsSentence(total, question.words);
  return (
    <Flex direction="column" gap="3">
      <Text variant="title-x-small" as="p">
        {sentence}
      </Text>
      <WholeLine entityRef={entityRef} />
      <Link href={portalPath.replays(entityRef)}>
        What would another policy have decided?
      </Link>
      <StackedBars
        label={`Decisions over time. ${sentence}`}
        series={SERIES}
        bars={toBars(summary, question.window)}
        onSelect={({ id }) =>
          onChange({
            from: id,
            to: new Date(Date.parse(id) + bucketSeconds * 1000).toISOString(),
          })
        }
      />
      <CountFilter<Result | 'all'>
        label="Result"
        counts={[
          { id: 'all', label: 'All', count: totalOf(total) },
          ...RESULTS.map(result => ({
            id: result,
            label: RESULT_WORDS[result].label,
            count: total[result],
            icon: <SeriesSwatch series={RESULT_WORDS[result]} />,
          })),
        ]}
        value={question.result ?? 'all'}
        onChange={value => onChange({ result: value === 'all' ? '' : value })}
      />
    </Flex>
  );
}
