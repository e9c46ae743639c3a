import type { ReactElement } from 'react';
import type { Evidence, Verdict } from '@companyos/plugin-companyos-common';
import { Button, DialogTrigger, Flex, Popover, Text } from '@backstage/ui';
import {
  RiAlertLine,
  RiCheckLine,
  RiCloseCircleLine,
  RiPassExpiredLine,
  RiQuestionLine,
  RiSubtractLine,
} from '@remixicon/react';
import { RelativeTime } from '../RelativeTime';
import styles from './VerdictChip.module.css';

const ICONS: Record<Verdict, ReactElement> = {
  positive: <RiCheckLine aria-hidden />,
  negative: <RiCloseCircleLine aria-hidden />,
  warning: <RiAlertLine aria-hidden />,
  exempt: <RiPassExpiredLine aria-hidden />,
  unknown: <RiQuestionLine aria-hidden />,
  notApplicable: <RiSubtractLine aria-hidden />,
};

/** @public */
export type VerdictChipProps = {
  verdict: Verdict;
  /** The word on the chip: always there, because colour never speaks alone. */
  label: string;
  /** What stands behind the verdict; with it, the chip opens on press. */
  evidence?: Evidence;
  /** Another icon than the verdict's own, where a domain has a fitter one. */
  icon?: ReactElement;
};

/**
 * The one way in which the portal shows a judgement: an icon, a word and a colour, and behind them the evidence.
 *
 * @public
 */
export function VerdictChip(props: VerdictChipProps) {
  const { verdict, label, evidence, icon } = props;
  const face = (
    <span className={styles.chip} data-verdict={verdict}>
      {icon ?? ICONS[verdict]}
      <span>{label}</span>
    </span>
  );
  if (!evidence) return face;
  return (
    <DialogTrigger>
      <Button variant="tertiary" size="small" className={styles.trigger}>
        {face}
      </Button>
      <Popover>
        <EvidenceList evidence={evidence} />
      </Popover>
    </DialogTrigger>
  );
}

function EvidenceList({ evidence }: { evidence: Evidence }) {
  const rows: [string, ReactElement | string | undefined][] = [
    ['Checked', evidence.what],
    ['Against', evidence.against],
    ['When', evidence.when && <RelativeTime time={evidence.when} />],
    ['By', evidence.by],
    ['Why', evidence.reason],
  ];
  return (
    <Flex direction="column" gap="2" className={styles.evidence}>
      {rows.map(
        ([term, value]) =>
          value && (
            <div key={term}>
              <Text variant="body-x-small" color="secondary" as="p">
                {term}
              </Text>
              <Text variant="body-small" as="p">
                {value}
              </Text>
            </div>
          ),
      )}
    </Flex>
  );
}
