import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Link, Text } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import {
  FactList,
  RelativeTime,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import { portalPath, type Replay } from '@companyos/plugin-decision-log-common';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { decisionLogApiRef } from '../../api';
import { exactTime } from '../../words';
import { Outcome } from './Outcome';
import { outcomeSentence, policyName } from './replayWords';
import { StateChip } from './StateChip';
import styles from './Replay.module.css';

/** One replay: how far it is, and then what it came to. */
export function ReplayPage(props: { entityRef: string; id: string }) {
  const { entityRef, id } = props;
  const api = useApi(decisionLogApiRef);
  const request = useRequest(
    () => api.getReplay(entityRef, id),
    ({ state }) => state === 'running',
  );
  const [cancelling, cancel] = useAsyncFn(async () => {
    await api.cancelReplay(entityRef, id);
    request.retry();
  }, [api, entityRef, id, request.retry]);
  return (
    <RequestState subject="the replay" skeletonLines={8} {...request}>
      {replay => (
        <Flex direction="column" gap="4">
          <Text variant="title-x-small" as="p">
            {sentenceOf(replay)}
          </Text>
          <Facts replay={replay} />
          {replay.state === 'running' && (
            <Flex gap="3" align="center" className={styles.wrap}>
              <progress
                className={styles.progress}
                aria-label="Decisions made again"
                value={replay.seen}
                max={Math.max(replay.total, 1)}
              />
              <Text as="p" role="status">
                {amount(replay.seen)} of {amount(replay.total)}
              </Text>
              <Button
                variant="secondary"
                size="small"
                isPending={cancelling.loading}
                onPress={cancel}
              >
                Cancel
              </Button>
            </Flex>
          )}
          {replay.state === 'failed' && (
            <Alert
              status="danger"
              icon
              title="The replay failed"
              description={replay.error}
            />
          )}
          {replay.outcome && <Outcome outcome={replay.outcome} />}
          <Link href={portalPath.replays(entityRef)}>Another replay</Link>
        </Flex>
      )}
    </RequestState>
  );
}

function sentenceOf(replay: Replay): string {
  switch (replay.state) {
    case 'running':
      return 'Decisions are being made again. This page may be closed.';
    case 'done':
      return replay.outcome ? outcomeSentence(replay.outcome) : 'Done.';
    case 'cancelled':
      return 'Somebody wanted no more of this replay.';
    case 'interrupted':
      return 'The portal was stopped in the middle of this replay. Start it again.';
    default:
      return 'This replay came to no end.';
  }
}

function Facts({ replay }: { replay: Replay }) {
  return (
    <FactList
      facts={[
        ['State', <StateChip key="state" state={replay.state} />],
        ['Of', replay.entityRef],
        ['Policy', policyName(replay)],
        ['Digest of the policy', `sha256:${replay.policy}`],
        ['Decisions', `${exactTime(replay.from)} to ${exactTime(replay.to)}`],
        ['Asked for by', replay.requestedBy],
        ['Started', <RelativeTime key="time" time={replay.createdAt} />],
      ]}
    />
  );
}
