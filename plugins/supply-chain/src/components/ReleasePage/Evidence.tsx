import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
  Button,
  Flex,
  Text,
} from '@backstage/ui';
import {
  Digest,
  FactList,
  messageOf,
  RelativeTime,
  saveFile,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import {
  outcomeVerdict,
  type Attestation,
  type ReleaseDetails,
} from '@companyos/plugin-supply-chain-common';
import { RiDownloadLine } from '@remixicon/react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { supplyChainApiRef } from '../../api';
import { kindText, sizeText } from '../../words';
import { DevelopmentChip } from '../Chips';
import styles from './ReleasePage.module.css';

/** Every bundle that was uploaded for a release, with all that verification looked at. */
export function Evidence({ release }: { release: ReleaseDetails }) {
  const names = new Map(
    release.tests.map(({ attestationId, facts }) => [
      attestationId,
      facts?.name,
    ]),
  );
  return (
    <Flex direction="column" gap="3" pt="4">
      <Text color="secondary" as="p">
        Each bundle is kept as it was received and verified anew twice a day.
        What is not verified is shown, and counts for nothing.
      </Text>
      <AccordionGroup allowsMultiple>
        {release.bundles.map(bundle => (
          <Bundle key={bundle.id} bundle={bundle} name={names.get(bundle.id)} />
        ))}
      </AccordionGroup>
    </Flex>
  );
}

function Bundle(props: { bundle: Attestation; name?: string }) {
  const { bundle, name } = props;
  const { outcome } = bundle;
  const { label } = outcomeVerdict(bundle);
  const development =
    outcome === 'verified' && bundle.signer?.purpose === 'development';
  return (
    <Accordion>
      <AccordionTrigger
        title={[kindText(bundle), name].filter(Boolean).join(': ')}
        subtitle={development ? `${label}, Development` : label}
      />
      <AccordionPanel>
        <Flex direction="column" gap="3" align="start" pt="3">
          <BundleFacts bundle={bundle} development={development} />
          <Checks checks={bundle.checks} />
          <DownloadBundle bundle={bundle} />
        </Flex>
      </AccordionPanel>
    </Accordion>
  );
}

function BundleFacts(props: { bundle: Attestation; development: boolean }) {
  const { bundle, development } = props;
  const { verdict, label } = outcomeVerdict(bundle);
  const { signer } = bundle;
  return (
    <FactList
      facts={[
        [
          'Verdict',
          <span className={styles.line}>
            <VerdictChip verdict={verdict} label={label} />
            {development && <DevelopmentChip />}
            <span>{`${bundle.reason} (${bundle.code})`}</span>
          </span>,
        ],
        ['Trust root', signer?.root],
        ['Signed as', signer?.subject],
        ['Issued by', signer?.issuer],
        ['Signed', bundle.signedAt && <RelativeTime time={bundle.signedAt} />],
        ['Verified', <RelativeTime time={bundle.verifiedAt} />],
        [
          'Uploaded',
          <>
            <RelativeTime time={bundle.uploadedAt} /> by {bundle.uploadedBy}
          </>,
        ],
        ['Statement', bundle.predicateType],
        [
          'Bundle',
          <Digest value={bundle.bundleDigest} name="digest of the bundle" />,
        ],
      ]}
    />
  );
}

const RESULTS = {
  passed: { verdict: 'positive', label: 'Passed' },
  failed: { verdict: 'negative', label: 'Failed' },
  'not checked': { verdict: 'unknown', label: 'Not checked' },
} as const;

function Checks({ checks }: { checks: Attestation['checks'] }) {
  return (
    <ul className={styles.checks} aria-label="Checks">
      {checks.map(({ what, against, result, detail }) => (
        <li key={`${what} ${against}`} className={styles.check}>
          <VerdictChip {...RESULTS[result]} />
          <span>
            {`${what}, against ${against}`}
            {detail && `: ${detail}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function DownloadBundle({ bundle }: { bundle: Attestation }) {
  const api = useApi(supplyChainApiRef);
  const toastApi = useApi(toastApiRef);
  const [{ loading }, download] = useAsyncFn(async () => {
    try {
      const bytes = await api.getBundle(bundle.id);
      saveFile(
        `${bundle.kind}-${bundle.id.slice(0, 8)}.sigstore.json`,
        bytes as Uint8Array<ArrayBuffer>,
        'application/json',
      );
    } catch (error) {
      toastApi.post({
        title: 'Could not download the bundle',
        description: messageOf(error as Error),
        status: 'danger',
      });
    }
  }, [api, toastApi, bundle]);
  return (
    <Button
      variant="secondary"
      size="small"
      iconStart={<RiDownloadLine />}
      isPending={loading}
      onPress={download}
    >
      {`Download bundle, ${sizeText(bundle.size)}`}
    </Button>
  );
}
