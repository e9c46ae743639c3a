import { useId, useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import { RiBarChartLine, RiTableLine } from '@remixicon/react';
import useMeasure from 'react-use/esm/useMeasure';
import { BarTable } from './BarTable';
import { roundUp, stack } from './layoutBars';
import styles from './StackedBars.module.css';

/**
 * One of the amounts that are stacked: a word, and a colour and a pattern that tell it from the others.
 *
 * @public
 */
export type Series = {
  label: string;
  tone: 'positive' | 'negative' | 'warning' | 'neutral' | 'plain';
};

/** @public */
export type Bar = {
  /** Unique. */
  id: string;
  /** What it is about, such as a span of time. */
  label: string;
  /** As the axis has it, where the bar has a mark of its own there. */
  tick?: string;
  /** In the order of the series. */
  values: number[];
};

/** Colour never speaks alone: each tone has its own lines, too. */
const LINES: Record<Series['tone'], string> = {
  positive: '',
  negative: 'M0 6L6 0M-1 1L1 -1M5 7L7 5',
  warning: 'M0 0L6 6M0 6L6 0',
  neutral: 'M0 3H6',
  plain: 'M3 0V6',
};

const HEIGHT = 160;
const TOP = 8;
const LEFT = 48;
const BOTTOM = 24;

/**
 * Amounts over time, stacked. The axis begins at zero; the same numbers are a table one press away.
 *
 * @param label - what is shown, for those who do not see it
 * @param onSelect - what pressing a bar does; by keyboard it is in the table
 * @public
 */
export function StackedBars(props: {
  label: string;
  series: Series[];
  bars: Bar[];
  onSelect?: (bar: Bar) => void;
}) {
  const [isTable, setIsTable] = useState(false);
  return (
    <Flex direction="column" gap="2">
      {isTable ? <BarTable {...props} /> : <Drawing {...props} />}
      <Button
        variant="tertiary"
        size="small"
        className={styles.toggle}
        iconStart={isTable ? <RiBarChartLine /> : <RiTableLine />}
        onPress={() => setIsTable(!isTable)}
      >
        {isTable ? 'Show as chart' : 'Show as table'}
      </Button>
    </Flex>
  );
}

function Drawing(props: {
  label: string;
  series: Series[];
  bars: Bar[];
  onSelect?: (bar: Bar) => void;
}) {
  const { label, series, bars, onSelect } = props;
  const patterns = useId();
  const [frame, { width }] = useMeasure<HTMLDivElement>();
  const inner = Math.max(0, width - LEFT);
  const step = inner / Math.max(1, bars.length);
  const max = roundUp(
    Math.max(...bars.map(({ values }) => values.reduce((a, b) => a + b, 0)), 0),
  );
  return (
    <div ref={frame} className={styles.frame}>
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={TOP + HEIGHT + BOTTOM}
      >
        <Patterns id={patterns} series={series} />
        {[0, 0.5, 1].map(part => (
          <g key={part} transform={`translate(0 ${TOP + HEIGHT * (1 - part)})`}>
            <line x1={LEFT} x2={width} className={styles.line} />
            <text x={LEFT - 8} dy="0.35em" className={styles.amount}>
              {Number.isInteger(max * part) && amount(max * part)}
            </text>
          </g>
        ))}
        {bars.map((bar, index) => (
          <g
            key={bar.id}
            transform={`translate(${LEFT + index * step} ${TOP})`}
            className={onSelect && styles.selectable}
            onClick={onSelect && (() => onSelect(bar))}
          >
            <title>{describe(bar, series)}</title>
            <rect width={step} height={HEIGHT} className={styles.touch} />
            {stack(bar.values, max, HEIGHT).map(segment => (
              <rect
                key={segment.series}
                x={step * 0.1}
                y={segment.y}
                width={step * 0.8}
                height={segment.height}
                data-tone={series[segment.series].tone}
                className={styles.segment}
                fill={`url(#${patterns}-${segment.series})`}
              />
            ))}
            {bar.tick && (
              <text y={HEIGHT + 16} className={styles.tick}>
                {bar.tick}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}

function describe({ label, values }: Bar, series: Series[]): string {
  const amounts = series.map(
    (one, index) => `${one.label} ${amount(values[index])}`,
  );
  return [label, ...amounts].join('\n');
}

/** The look of a series, as it is in the chart. @public */
export function SeriesSwatch({ series }: { series: Series }) {
  const id = useId();
  return (
    <svg aria-hidden width={14} height={14}>
      <Patterns id={id} series={[series]} />
      <rect
        x={1}
        y={1}
        width={12}
        height={12}
        data-tone={series.tone}
        className={styles.segment}
        fill={`url(#${id}-0)`}
      />
    </svg>
  );
}

function Patterns({ id, series }: { id: string; series: Series[] }) {
  return (
    <defs>
      {series.map(({ tone }, index) => (
        <pattern
          key={tone}
          id={`${id}-${index}`}
          width={6}
          height={6}
          patternUnits="userSpaceOnUse"
        >
          <g data-tone={tone} className={styles.pattern}>
            <rect width={6} height={6} />
            <path d={LINES[tone]} />
          </g>
        </pattern>
      ))}
    </defs>
  );
}
