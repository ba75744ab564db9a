import { defineChart, encodeSeries, encodeTooltip, encodeX, encodeY } from './define-chart.ts';

/** Bars side by side along x, stacked by colour; windows that can still change are paler. */
export const bar = defineChart({
  mark: 'bar',
  discreteX: true,
  marksOpen: true,
  draw(channels) {
    return {
      mark: { type: 'bar' },
      encoding: {
        x: { ...encodeX(channels.x), title: channels.x.title },
        y: encodeY(channels.y),
        opacity: { condition: { test: 'datum.open', value: 0.55 }, value: 1 },
        ...encodeSeries(channels.series, true),
        ...encodeTooltip(channels),
      },
    };
  },
});
