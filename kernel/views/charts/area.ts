import { defineChart, encodeSeries, encodeTooltip, encodeX, encodeY } from './define-chart.ts';

/** Areas stacked by colour. */
export const area = defineChart({
  mark: 'area',
  discreteX: false,
  marksOpen: false,
  draw(channels) {
    return {
      mark: { type: 'area', opacity: 0.75, line: { strokeWidth: 1 } },
      encoding: {
        x: encodeX(channels.x),
        y: { ...encodeY(channels.y), stack: 'zero' },
        ...encodeSeries(channels.series, true),
        ...encodeTooltip(channels),
      },
    };
  },
});
