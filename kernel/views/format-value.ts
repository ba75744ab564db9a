import type { JsonValue } from '../../engine/spi/view-port.ts';
import { plainText } from './escape.ts';
import { formatRange, formatTimestamp, readTime } from './format-time.ts';
import { formatFloat, fractionDigits, groupDigits } from './format-number.ts';
import type { Cell } from './protocol.ts';
import { fieldOf, isWindow, type Shape } from './shape.ts';
import type { WallClock } from './wall-clock.ts';

const LONGEST = 200;
const LONGEST_EXACT = 400;
const MOST_ELEMENTS = 50;
const DEEPEST = 8;

/** Makes the function that shows the values of one column; it sees the whole page to give numbers the same decimals. */
export function columnFormatter(
  shape: Shape,
  page: readonly JsonValue[],
  clock: WallClock,
): (value: JsonValue) => Cell {
  if (shape.kind === 'timestamp' || shape.kind === 'timestamp_ntz') return timeFormatter(page, clock);
  if (shape.kind !== 'float') return (value) => (value === null ? null : cellOf(formatValue(value, shape, clock, 0)));
  const digits = fractionDigits(page.map(Number));
  return (value) => {
    if (value === null) return null;
    const text = formatFloat(Number(value), digits);
    return Number(text.replaceAll(',', '')) === Number(value) ? text : { text, exact: String(value) };
  };
}

/** Times of one column show the same number of fraction digits: none, milliseconds or microseconds. */
function timeFormatter(page: readonly JsonValue[], clock: WallClock): (value: JsonValue) => Cell {
  const longest = page.reduce((most: number, value) => {
    const time = typeof value === 'string' ? readTime(value, clock) : null;
    return Math.max(most, time?.fraction.length ?? 0);
  }, 0);
  const digits = longest === 0 ? 0 : longest <= 3 ? 3 : longest <= 6 ? 6 : 9;
  return (value) => {
    const time = typeof value === 'string' ? readTime(value, clock) : null;
    if (time === null) return value === null ? null : cellOf(String(value));
    return formatTimestamp(time, digits);
  };
}

/** One value as text, null inside of nested values as `null`. */
export function formatValue(value: JsonValue, shape: Shape, clock: WallClock, depth: number): string {
  if (value === null) return 'null';
  if (depth > DEEPEST) return '…';
  switch (shape.kind) {
    case 'integer':
    case 'decimal':
      return typeof value === 'object' ? JSON.stringify(value) : groupDigits(String(value));
    case 'float':
      return formatFloat(Number(value), fractionDigits([Number(value)]));
    case 'timestamp':
    case 'timestamp_ntz': {
      const time = typeof value === 'string' ? readTime(value, clock) : null;
      return time ? formatTimestamp(time) : String(value);
    }
    case 'struct':
      return formatStruct(value, shape, clock, depth);
    case 'array':
      return formatArray(value, shape.element, clock, depth);
    case 'map':
      return formatMap(value, shape, clock, depth);
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

function formatStruct(value: JsonValue, shape: Shape & { kind: 'struct' }, clock: WallClock, depth: number): string {
  if (value === null || typeof value !== 'object') return String(value);
  const valueOf = (name: string, index: number) => fieldOf(value, name, index);
  if (isWindow(shape)) {
    const times = [valueOf('start', 0), valueOf('end', 1)].map((text) =>
      typeof text === 'string' ? readTime(text, clock) : null,
    );
    if (times[0] && times[1]) return formatRange(times[0], times[1], clock.today());
  }
  // a type whose field names could not be read tells nothing about the values: show what is there
  const fields = shape.fields.every((field) => Array.isArray(value) || Object.hasOwn(value, field.name))
    ? shape.fields
    : Object.keys(value).map((name) => ({ name, shape: TEXT }));
  const parts = fields
    .slice(0, MOST_ELEMENTS)
    .map((field, index) => `${field.name}: ${formatValue(valueOf(field.name, index), field.shape, clock, depth + 1)}`);
  return `{${parts.join(', ')}}`;
}

const TEXT: Shape = { kind: 'text' };

function formatArray(value: JsonValue, element: Shape, clock: WallClock, depth: number): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const parts = value.slice(0, MOST_ELEMENTS).map((item) => formatValue(item, element, clock, depth + 1));
  return `[${parts.join(', ')}${value.length > MOST_ELEMENTS ? ', …' : ''}]`;
}

function formatMap(value: JsonValue, shape: Shape & { kind: 'map' }, clock: WallClock, depth: number): string {
  if (value === null || typeof value !== 'object') return String(value);
  const pairs = Array.isArray(value)
    ? value.map((pair) => (Array.isArray(pair) ? pair : [pair, null]))
    : Object.entries(value);
  const parts = pairs
    .slice(0, MOST_ELEMENTS)
    .map(
      ([key, item]) =>
        `${formatValue(key ?? null, shape.key, clock, depth + 1)} → ${formatValue(item ?? null, shape.value, clock, depth + 1)}`,
    );
  return `{${parts.join(', ')}${pairs.length > MOST_ELEMENTS ? ', …' : ''}}`;
}

/** Cuts a long text and keeps its size in sight. */
function cellOf(raw: string): Cell {
  if (raw.length <= LONGEST) return plainText(raw);
  const size = raw.length < 1024 ? `${raw.length} characters` : `${Math.round(raw.length / 1024)} KB`;
  return { text: `${plainText(raw.slice(0, LONGEST))}… ${size}`, exact: plainText(raw.slice(0, LONGEST_EXACT)) };
}
