import { Link, Text } from '@backstage/ui';
import { RelativeTime, VerdictChip } from '@companyos/plugin-companyos-react';
import type { ReleaseDetails } from '@companyos/plugin-supply-chain-common';
import { RiArrowRightLine } from '@remixicon/react';
import { useId } from 'react';
import { provenanceChain, type ChainLink } from '../../provenanceChain';
import { DevelopmentChip } from '../Chips';
import styles from './ProvenanceChain.module.css';

/** From the commit to where it runs, step by step; what nothing proves is drawn as missing. */
export function ProvenanceChain({ release }: { release: ReleaseDetails }) {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <Text id={heading} variant="title-x-small" as="h3">
        Where it comes from
      </Text>
      <ol aria-labelledby={heading} className={styles.chain}>
        {provenanceChain(release).map((links, index) => (
          <li key={links[0].id} className={styles.step}>
            {index > 0 && (
              <RiArrowRightLine
                aria-hidden
                className={styles.arrow}
                data-missing={links[0].value === undefined || undefined}
              />
            )}
            <div className={styles.boxes}>
              {links.map(link => (
                <Box key={link.id} link={link} />
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Box({ link }: { link: ChainLink }) {
  const { title, value, href, facts, when, verdict, label, reason } = link;
  return (
    <div
      className={styles.box}
      data-verdict={verdict}
      data-missing={value === undefined || undefined}
    >
      <Text variant="body-x-small" color="secondary">
        {title}
      </Text>
      <span className={styles.value} title={value}>
        {href ? <Link href={href}>{value}</Link> : value ?? 'Missing'}
      </span>
      <span className={styles.chips}>
        <VerdictChip
          verdict={verdict}
          label={label}
          evidence={{
            what: [title.toLowerCase(), value].filter(Boolean).join(' '),
            against: facts.join(', '),
            when,
            reason,
          }}
        />
        {link.development && <DevelopmentChip />}
      </span>
      {(facts.length > 0 || when) && (
        <span className={styles.facts} title={facts.join(', ')}>
          {facts[0]}
          {facts.length > 0 && when && ', '}
          {when && <RelativeTime time={when} />}
        </span>
      )}
    </div>
  );
}
