import { floorMod, MICROS_PER_DAY } from '../../../types/calendar.ts';
import { TIMESTAMP } from '../../../types/data-type.ts';
import { dayOfInstant } from '../../../types/instants-in-words.ts';
import { longAt, setInteger, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { instantMicros, localMicros, shifted } from '../../../types/wall-clock.ts';
import { defineScalar } from '../../define-scalar.ts';
import { words } from '../../function-code.ts';
import { perArgument } from '../../per-text.ts';
import { INSTANT, TEXT } from '../../type-pattern.ts';
import { truncatingDays } from './add-to-date.ts';

export const dateTrunc = defineScalar({
  name: 'date_trunc',
  group: 'date and time',
  description: 'The timestamp cut down to the start of its year, quarter, month, week, day, hour, minute, ...',
  parameters: ['fmt', 'ts'],
  examples: [{ sql: "date_trunc('HOUR', '2015-03-05T09:32:05.359')", result: '2015-03-05 09:00:00' }],
  args: [TEXT, INSTANT],
  returns: TIMESTAMP,
  mayBeNull: true,
  code: ([level], context) => {
    const zone = timeZone(context.timeZone);
    const cutterOf = perArgument(level!, (text) => cutter(text, zone));
    const cut = (out: Words, text: Uint8Array, start: number, end: number, a: Words, at: number): boolean =>
      cutterOf(text, start, end)(out, a, at);
    return words(cut, { mayBeNull: true });
  },
});

type Cut = (out: Words, a: Words, at: number) => boolean;

const TIME_LEVELS: Readonly<Record<string, bigint>> = {
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
  MILLISECOND: 1000n,
  MICROSECOND: 1n,
};

/** A function that stores instants cut down to a level; false stands for an unknown one. */
function cutter(level: string, zone: TimeZone): Cut {
  const word = level.toUpperCase();
  const unit = TIME_LEVELS[word];
  if (unit !== undefined) return unitCutter(unit, zone);
  if (word === 'DAY' || word === 'DD') return (out, a, at) => setMidnight(out, dayOfInstant(a, at, zone), zone);
  const truncated = truncatingDays(word);
  if (truncated === undefined) return () => false;
  return (out, a, at) => setMidnight(out, truncated(dayOfInstant(a, at, zone)), zone);
}

/** Exact days, two months inside the range of exact microseconds. */
const [FIRST_EXACT, LAST_EXACT] = [-104_000, 104_000];

/** Stores the instant at which a day begins in a zone. */
function setMidnight(out: Words, days: number, zone: TimeZone): true {
  if (days > FIRST_EXACT && days < LAST_EXACT) {
    setWhole(out, 0, zone.id === 'UTC' ? days * 86_400e6 : zone.instantOf(days * 86_400) * 1e6);
  } else {
    setInteger(out, 0, instantMicros(BigInt(days) * MICROS_PER_DAY, zone));
  }
  return true;
}

/** To the beginning of a unit of up to an hour. */
function unitCutter(unit: bigint, zone: TimeZone): Cut {
  const size = Number(unit);
  return (out, a, at) => {
    const x = wholeAt(a, at);
    if (x === x) {
      const local = shifted(x, zone);
      setWhole(out, 0, x - (local - Math.floor(local / size) * size));
    } else {
      const micros = longAt(a, at);
      setInteger(out, 0, micros - floorMod(localMicros(micros, zone), unit));
    }
    return true;
  };
}
