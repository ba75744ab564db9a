import { area } from './area.ts';
import { bar } from './bar.ts';
import type { ChartDefinition } from './define-chart.ts';
import { line } from './line.ts';
import { point } from './point.ts';

/** Every kind of chart. */
export const charts: readonly ChartDefinition[] = [line, bar, area, point];
