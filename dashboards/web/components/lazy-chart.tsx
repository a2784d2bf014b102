import { Button, Skeleton } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ChartProps } from './chart.tsx';
import { useMediaQuery } from './use-media-query.ts';

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));

export interface ChartTable {
  heads: readonly string[];
  rows: readonly (readonly string[])[];
}

interface LazyChartProps extends Omit<ChartProps, 'dark'> {
  /** The same figures in words. */
  table: ChartTable;
}

/** A chart that can be read as a table too; its library is loaded when it is first shown. */
export function LazyChart({ table, ...chart }: LazyChartProps) {
  const dark = useMediaQuery('(prefers-color-scheme: dark)');
  const [asTable, setAsTable] = useState(false);
  return (
    <div className="chart">
      {asTable ? (
        <DataTable table={table} label={chart.label} height={chart.height} />
      ) : (
        <Suspense
          fallback={<Skeleton.Node active className="chart-wait" style={{ width: '100%', height: chart.height }} />}
        >
          <Chart {...chart} dark={dark} />
        </Suspense>
      )}
      <Button size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
        {asTable ? '看图' : '看数据表'}
      </Button>
    </div>
  );
}

function DataTable({ table, label, height }: { table: ChartTable; label: string; height: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="chart-table" style={{ height }} aria-label={label} tabIndex={0}>
      <table className="plain-table">
        <thead>
          <tr>
            {table.heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, index) => (
                <td key={table.heads[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
