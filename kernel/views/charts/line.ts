import { defineChart, encodeSeries, encodeTooltip, encodeX, encodeY } from './define-chart.ts';

/** Lines that carry their names at their end; the part that can still change is dashed. */
export const line = defineChart({
  mark: 'line',
  discreteX: false,
  marksOpen: true,
  draw(channels) {
    const x = encodeX(channels.x);
    const y = encodeY(channels.y);
    const color = encodeSeries(channels.series, false);
    const encoding = { x, y, ...color };
    const label = { x, y: encodeY(channels.y, 'labelY'), ...color, text: { field: 'series', type: 'nominal' } };
    return {
      layer: [
        { transform: [{ filter: '!datum.open' }], mark: { type: 'line' }, encoding },
        { transform: [{ filter: 'datum.open || datum.bridge' }], mark: { type: 'line', strokeDash: [4, 4] }, encoding },
        { transform: [{ filter: 'datum.dot' }], mark: { type: 'point', filled: true, size: 40 }, encoding },
        { mark: { type: 'point', opacity: 0, size: 80 }, encoding: { ...encoding, ...encodeTooltip(channels) } },
        ...(channels.series
          ? [{ transform: [{ filter: 'datum.label' }], mark: { type: 'text', align: 'left', dx: 8 }, encoding: label }]
          : []),
      ],
    };
  },
});
