import { Flex, Link, Text, VisuallyHidden } from '@backstage/ui';
import type { Adr } from '@companyos/plugin-adr-common';
import { RiAlertLine } from '@remixicon/react';
import { useId, useMemo } from 'react';
import {
  layoutSupersession,
  NODE,
  type SupersessionLayout,
} from '../../layoutSupersession';
import styles from './SupersessionGraph.module.css';

/** Which records replaced which, from old to new; nothing when none did. */
export function SupersessionGraph({ adrs }: { adrs: Adr[] }) {
  const layout = useMemo(() => layoutSupersession(adrs), [adrs]);
  const byPath = useMemo(
    () => new Map(adrs.map(adr => [adr.path, adr])),
    [adrs],
  );
  const heading = useId();
  if (layout.nodes.length === 0) return null;
  const nameOf = (path: string) => {
    const { number, title } = byPath.get(path)!;
    return number === undefined ? title : `${number}: ${title}`;
  };
  return (
    <Flex direction="column" gap="2">
      <Text id={heading} variant="title-x-small" as="h3">
        What replaced what
      </Text>
      <Caption layout={layout} />
      <VisuallyHidden>
        <ul>
          {layout.edges.map(({ from, to, cyclic }) => (
            <li key={`${from} ${to}`}>
              {nameOf(from)} is superseded by {nameOf(to)}
              {cyclic && ', in a circle'}
            </li>
          ))}
        </ul>
      </VisuallyHidden>
      <div role="group" aria-labelledby={heading} className={styles.frame}>
        <div
          className={styles.canvas}
          style={{ width: `${layout.width}rem`, height: `${layout.height}rem` }}
        >
          <Arrows layout={layout} />
          {layout.nodes.map(({ path, x, y, cyclic }) => (
            <Link
              key={path}
              href={`?${new URLSearchParams({ document: path })}`}
              standalone
              title={nameOf(path)}
              className={styles.node}
              data-cyclic={cyclic || undefined}
              style={{
                left: `${x}rem`,
                top: `${y}rem`,
                width: `${NODE.width}rem`,
                height: `${NODE.height}rem`,
              }}
            >
              {cyclic && <RiAlertLine aria-label="In a circle:" />}
              <span className={styles.name}>{nameOf(path)}</span>
            </Link>
          ))}
        </div>
      </div>
    </Flex>
  );
}

function Caption({ layout }: { layout: SupersessionLayout }) {
  return (
    <Text variant="body-small" color="secondary" as="p">
      Arrows lead from the old record to the one that holds instead.
      {layout.nodes.some(({ cyclic }) => cyclic) &&
        ' Dashed ones run in a circle: none of these records is the one that holds.'}
    </Text>
  );
}

function Arrows({ layout }: { layout: SupersessionLayout }) {
  const { width, height, edges } = layout;
  const id = useId();
  return (
    <svg
      aria-hidden
      className={styles.arrows}
      viewBox={`0 0 ${width} ${height}`}
    >
      {['plain', 'cyclic'].map(kind => (
        <marker
          key={kind}
          id={`${id}${kind}`}
          viewBox="0 0 8 8"
          refX="8"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
        >
          <path
            d="M 0 0 L 8 4 L 0 8 Z"
            className={styles.head}
            data-kind={kind}
          />
        </marker>
      ))}
      {edges.map(({ from, to, cyclic, d }) => (
        <path
          key={`${from} ${to}`}
          d={d}
          className={styles.arrow}
          data-kind={cyclic ? 'cyclic' : 'plain'}
          markerEnd={`url(#${id}${cyclic ? 'cyclic' : 'plain'})`}
        />
      ))}
    </svg>
  );
}
