import type { ChartOptions } from '../../../engine/spi/host.ts';
import type { ViewColumn } from '../../../engine/spi/view-port.ts';
import type { WallClock } from '../wall-clock.ts';
import type { ChartSource } from './define-chart.ts';
import { shortChart } from './short-chart.ts';
import { userChart } from './user-spec.ts';

/** Most rows that a chart is given. */
export const MOST_POINTS = 5000;

/** What a view was asked to draw. */
export interface ChartRequest {
  readonly chart?: ChartOptions;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The chart of a view, null when it has none. */
export function chartSource(
  request: ChartRequest,
  columns: readonly ViewColumn[],
  clock: WallClock,
): ChartSource | null {
  if (request.spec) return userChart(request.spec, columns);
  if (request.chart) return shortChart(request.chart, columns, clock);
  return null;
}
