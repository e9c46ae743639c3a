import { CellText, Table, type ColumnConfig } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import type { Bar, Series } from './StackedBars';

/** The numbers of a chart; what is empty is left out. */
export function BarTable(props: {
  series: Series[];
  bars: Bar[];
  onSelect?: (bar: Bar) => void;
}) {
  const { series, bars, onSelect } = props;
  const columns: ColumnConfig<Bar>[] = [
    {
      id: 'label',
      label: 'Time',
      isRowHeader: true,
      defaultWidth: '2fr',
      minWidth: 190,
      cell: bar => <CellText title={bar.label} />,
    },
    ...series.map(
      ({ label }, index): ColumnConfig<Bar> => ({
        id: label,
        label,
        minWidth: 90,
        cell: bar => <CellText title={amount(bar.values[index])} />,
      }),
    ),
  ];
  return (
    <Table
      columnConfig={columns}
      data={bars.filter(({ values }) => values.some(value => value > 0))}
      pagination={{ type: 'none' }}
      rowConfig={onSelect && { onClick: onSelect }}
    />
  );
}
