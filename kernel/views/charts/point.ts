import { defineChart, encodeSeries, encodeTooltip, encodeX, encodeY } from './define-chart.ts';

/** A point a row. */
export const point = defineChart({
  mark: 'point',
  discreteX: false,
  marksOpen: false,
  draw(channels) {
    return {
      mark: { type: 'point', filled: true, size: 36, opacity: 0.75 },
      encoding: {
        x: encodeX(channels.x),
        y: { ...encodeY(channels.y), scale: { zero: false } },
        ...encodeSeries(channels.series, true),
        ...encodeTooltip(channels),
      },
    };
  },
});
