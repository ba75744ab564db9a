import { isoMicros } from '../../engine/types/timestamp.ts';
import type { WallClock } from './wall-clock.ts';

const ISO = /^([+-]?\d{4,})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?$/;

/** A moment on the wall: milliseconds read in UTC, and the digits of its fraction of a second. */
export interface WallTime {
  readonly ms: number;
  readonly fraction: string;
}

/** Reads ISO text; with a zone it is moved to the session's, without one it is taken as it is. */
export function readTime(text: string, clock: WallClock): WallTime | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '0', digits = '', zone] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  let ms = date.getTime();
  if (zone !== undefined) ms = clock.wallMs(ms - zoneMs(zone));
  const fraction = digits.replace(/0+$/, '');
  return { ms: ms + Math.floor(Number(`0.${fraction || '0'}`) * 1000), fraction };
}

/** The instant of ISO text in milliseconds, for charts whose spec is the user's own. */
export function epochOf(text: string): number | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const ms = Date.parse(match[8] === undefined ? `${text.replace(' ', 'T')}` : text.replace(' ', 'T'));
  return Number.isNaN(ms) ? null : ms;
}

/** `2026-11-20 12:03:40.5`: no needless fraction, at least `digits` of it. */
export function formatTimestamp(time: WallTime, digits = 0): string {
  const fraction = time.fraction.padEnd(digits, '0');
  return `${dateText(time.ms)} ${clockText(time.ms, true)}${fraction ? `.${fraction}` : ''}`;
}

/** `12:03 – 12:04`; with the date when the range is not of today. */
export function formatRange(start: WallTime, end: WallTime, today: number): string {
  const seconds = [start, end].some((time) => time.ms % 60_000 !== 0);
  const text = (time: WallTime) => clockText(time.ms, seconds) + (time.fraction && seconds ? `.${time.fraction}` : '');
  const startDay = dayOf(start.ms);
  const lastDay = dayOf(end.ms - 1);
  if (startDay !== lastDay) return `${dateText(start.ms)} ${text(start)} – ${dateText(end.ms)} ${text(end)}`;
  return startDay === today ? `${text(start)} – ${text(end)}` : `${dateText(start.ms)} ${text(start)} – ${text(end)}`;
}

/** An instant as the header shows it: `12:03:40`, with the date when it is not today. */
export function formatInstant(epochMs: number, clock: WallClock): string {
  const wall = clock.wallMs(epochMs);
  const time = clockText(wall, true);
  return dayOf(wall) === clock.today() ? time : `${dateText(wall)} ${time}`;
}

/** `2026-11-20` */
export function dateText(wallMs: number): string {
  const text = isoText(wallMs);
  return text.slice(0, text.indexOf('T'));
}

/** `12:03` or `12:03:40` */
export function clockText(wallMs: number, seconds: boolean): string {
  const text = isoText(wallMs);
  const at = text.indexOf('T') + 1;
  return text.slice(at, at + (seconds ? 8 : 5));
}

/** An event time may lie where no Date reaches. */
function isoText(wallMs: number): string {
  const date = new Date(wallMs);
  return Number.isNaN(date.getTime()) ? isoMicros(BigInt(Math.floor(wallMs)) * 1000n) : date.toISOString();
}

function dayOf(wallMs: number): number {
  return Math.floor(wallMs / 86_400_000) * 86_400_000;
}

function zoneMs(zone: string): number {
  if (zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
