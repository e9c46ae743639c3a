import { useApi } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import {
  DownloadCsv,
  EmptyState,
  useAddress,
} from '@companyos/plugin-companyos-react';
import type { Refusal } from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { denialsSentence } from '../../fleetWords';
import { lastWindow, spanOf, SPANS } from '../../window';
import { FleetPage } from './FleetPage';
import styles from './FleetPages.module.css';
import { RefusalTable } from './RefusalTable';
import { SpanSelect } from '../SpanSelect';

/** What policies deny most often, in all services. */
export function DenialsPage() {
  const api = useApi(decisionLogApiRef);
  const address = useAddress();
  const span = spanOf(address.get('span'));
  const ask = () =>
    api.listRefusals({
      cause: 'policy',
      from: new Date(lastWindow(span, Date.now()).from).toISOString(),
      limit: 500,
    });
  return (
    <FleetPage
      subject="denials"
      question={span}
      ask={ask}
      sentence={refusals => denialsSentence(refusals, SPANS[span].words)}
      tools={
        <Flex gap="2" align="end" className={styles.tools}>
          <SpanSelect value={span} onChange={key => address.set('span', key)} />
          <DownloadCsv
            name="denials"
            rows={async () => toRows((await ask()).items)}
          />
        </Flex>
      }
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            title="Nothing was denied"
            description="What a policy denies stands here, with its reason, as soon as it is in the log."
          />
        ) : (
          <RefusalTable refusals={items} span={span} />
        )
      }
    </FleetPage>
  );
}

function toRows(refusals: Refusal[]): string[][] {
  return [
    ['Entity', 'Path', 'Reason', 'Result', 'Count', 'Last'],
    ...refusals.map(one => [
      one.entityRef ?? '',
      one.path ?? '',
      one.reason ?? '',
      one.result,
      String(one.count),
      one.latest,
    ]),
  ];
}
