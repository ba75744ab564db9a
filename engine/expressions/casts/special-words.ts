import { floorDiv, MICROS_PER_DAY } from '../../types/calendar.ts';
import { isTimestamp, type DataType } from '../../types/data-type.ts';
import { instantMicros, localMicros } from '../../types/wall-clock.ts';
import { trimBlanks } from '../../types/parse-date-time.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { ScalarCode } from '../define-function.ts';
import type { TypedExpression } from '../typed.ts';

const DAYS_AWAY: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['tomorrow', 1],
  ['yesterday', -1],
]);

const constant = (text: string): ScalarCode => ({ form: 'inline', inline: () => text });

/** The cast of the literals 'epoch', 'now', 'today', 'tomorrow' and 'yesterday', which depends on when the batch began. */
export function specialWordCode(child: TypedExpression, to: DataType, zoneId: string): ScalarCode | undefined {
  if (child.node !== 'literal' || typeof child.value !== 'string') return undefined;
  const word = trimBlanks(child.value).toLowerCase();
  const away = DAYS_AWAY.get(word);
  if (word === 'epoch') return to.kind === 'date' ? constant('0') : isTimestamp(to) ? constant('0n') : undefined;
  if (away === undefined && word !== 'now') return undefined;
  const zone = timeZone(zoneId);
  const localDay = (now: bigint): bigint => floorDiv(localMicros(now, zone), MICROS_PER_DAY) + BigInt(away ?? 0);
  const reading: Partial<Record<DataType['kind'], (now: bigint) => unknown>> = {
    date: (now) => Number(localDay(now)),
    timestamp: (now) => (away === undefined ? now : instantMicros(localDay(now) * MICROS_PER_DAY, zone)),
    timestamp_ntz: (now) => (away === undefined ? localMicros(now, zone) : localDay(now) * MICROS_PER_DAY),
  };
  const read = reading[to.kind];
  return read === undefined ? undefined : { form: 'inline', inline: (_, g) => `${g.constant(read)}(X.nowMicros)` };
}
