import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { RequestState, useRequest } from '@companyos/plugin-companyos-react';
import {
  portalPath,
  RELEASE_PARTS,
  type ReleaseDetails,
  type ReleasePart,
} from '@companyos/plugin-supply-chain-common';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router-dom';
import { supplyChainApiRef } from '../../api';
import { ReleaseChanges } from '../Changes';
import { Components } from '../Components';
import { Vulnerabilities } from '../Vulnerabilities';
import { Evidence } from './Evidence';
import { Overview } from './Overview';
import { ReleaseHead } from './ReleaseHead';
import styles from './ReleasePage.module.css';

/** One release: where it comes from, what is in it, what is known against it, and the evidence for all of that. */
export function ReleasePage(props: {
  entityRef: string;
  digest: string;
  part: ReleasePart;
}) {
  const { entityRef, digest, part } = props;
  const api = useApi(supplyChainApiRef);
  const request = useRequest(() => api.getRelease(digest, { entityRef }));
  return (
    <RequestState subject="the release" skeletonLines={12} {...request}>
      {release => <Content release={release} part={part} />}
    </RequestState>
  );
}

const PARTS: Record<
  ReleasePart,
  {
    title: string;
    /** How many there are, where that is known. */
    count?: (release: ReleaseDetails) => number | undefined;
    content: (release: ReleaseDetails) => ReactElement;
  }
> = {
  overview: {
    title: 'Overview',
    content: release => <Overview release={release} />,
  },
  components: {
    title: 'Components',
    count: ({ sbom }) => sbom.facts?.components,
    content: release => <Components release={release} />,
  },
  vulnerabilities: {
    title: 'Vulnerabilities',
    count: ({ scan }) => scan.facts?.findings,
    content: release => <Vulnerabilities release={release} />,
  },
  changes: {
    title: 'Changes',
    content: release => <ReleaseChanges release={release} />,
  },
  evidence: {
    title: 'Evidence',
    count: ({ bundles }) => bundles.length,
    content: release => <Evidence release={release} />,
  },
};

function Content(props: { release: ReleaseDetails; part: ReleasePart }) {
  const { release, part } = props;
  const { entityRef, digest } = release;
  const navigate = useNavigate();
  return (
    <Flex direction="column" gap="4">
      <ReleaseHead release={release} />
      <Tabs
        className={styles.tabs}
        selectedKey={part}
        onSelectionChange={key =>
          navigate(portalPath.release(entityRef, digest, key as ReleasePart))
        }
      >
        <TabList aria-label="About this release" className={styles.parts}>
          {RELEASE_PARTS.map(id => (
            <Tab key={id} id={id}>
              {[PARTS[id].title, PARTS[id].count?.(release)]
                .filter(one => one !== undefined)
                .join(' ')}
            </Tab>
          ))}
        </TabList>
        {RELEASE_PARTS.map(id => (
          <TabPanel key={id} id={id}>
            {PARTS[id].content(release)}
          </TabPanel>
        ))}
      </Tabs>
    </Flex>
  );
}
