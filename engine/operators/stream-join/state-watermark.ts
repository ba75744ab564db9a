import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import type { CalendarInterval } from '../../columnar/vector.ts';

const DAY_MICROS = 86_400e6;

/**
 * Until when a side's rows can be forgotten, by conditions that compare its event time with the other side's: at this time
 * and before it, none of its rows can match a row that is still to come. Null where the conditions say nothing.
 *
 * Spark's `StreamingJoinHelper.getStateValueWatermark`, whole milliseconds as there.
 *
 * @param own columns of the side whose rows are forgotten
 * @param other those of the side whose rows come at or after the watermark
 */
export function stateWatermark(
  own: readonly Attribute[],
  other: readonly Attribute[],
  conditions: readonly TypedExpression[],
  watermarkMicros: number,
): number | null {
  if (!other.some((a) => a.watermarkDelay !== undefined)) return null;
  const found = conditions.flatMap((condition) => {
    if (condition.node !== 'call' || condition.args.length !== 2) return [];
    const comparison = COMPARISONS[condition.name];
    if (comparison === undefined) return [];
    const [a, b] = condition.args as [TypedExpression, TypedExpression];
    const [less, more] = comparison.lessFirst ? [a, b] : [b, a];
    const ms = lowerBoundMs(less, more, own, other, watermarkMicros);
    // What is forgotten includes the bound itself: with `>=` a row at the bound still matches.
    return ms === null ? [] : [comparison.orEqual ? ms - 1 : ms];
  });
  return found.length === 0 ? null : Math.min(...found) * 1000;
}

const COMPARISONS: Readonly<Record<string, { readonly lessFirst: boolean; readonly orEqual: boolean }>> = {
  '<': { lessFirst: true, orEqual: false },
  '<=': { lessFirst: true, orEqual: true },
  '>': { lessFirst: false, orEqual: false },
  '>=': { lessFirst: false, orEqual: true },
};

/** A part of a sum: a column or microseconds, added or taken away. */
interface Term {
  readonly negative: boolean;
  readonly of: Attribute['id'] | null;
  readonly micros: number;
}

/** What the one own column must be beyond, milliseconds, where `less < more`: own time > -(other terms). */
function lowerBoundMs(
  less: TypedExpression,
  more: TypedExpression,
  own: readonly Attribute[],
  other: readonly Attribute[],
  watermarkMicros: number,
): number | null {
  const terms = [...(termsOf(more, false) ?? [NAN_TERM]), ...(termsOf(less, true) ?? [NAN_TERM])];
  const isOf = (attributes: readonly Attribute[]) => (term: Term) => attributes.some((a) => a.id === term.of);
  const [mine, theirs] = [terms.filter(isOf(own)), terms.filter(isOf(other))];
  if (mine.length !== 1 || mine[0]!.negative || theirs.length > 1) return null;
  let sum = 0;
  for (const term of terms) {
    if (term === mine[0]) continue;
    const column = term.of === null ? undefined : other.find((a) => a.id === term.of);
    if (term.of !== null && column?.watermarkDelay === undefined) return null;
    const micros = term.of === null ? term.micros : watermarkMicros;
    sum += term.negative ? -micros : micros;
  }
  return Number.isNaN(sum) ? null : Math.trunc(-sum / 1000);
}

const NAN_TERM: Term = { negative: false, of: null, micros: NaN };

/** A sum as its terms; undefined where it is more than a sum of columns and lengths of time. */
function termsOf(e: TypedExpression, negative: boolean): Term[] | undefined {
  switch (e.node) {
    case 'column':
      return [{ negative, of: e.id, micros: 0 }];
    case 'literal': {
      const micros = microsOf(e.value, e.type.kind);
      return micros === null ? undefined : [{ negative, of: null, micros }];
    }
    case 'cast':
      return /^(?:byte|short|integer|long|float|double|decimal|timestamp)$/.test(e.type.kind)
        ? termsOf(e.child, negative)
        : undefined;
    case 'call': {
      if (e.name === '-' && e.args.length === 1) return termsOf(e.args[0]!, !negative);
      if ((e.name !== '+' && e.name !== '-') || e.args.length !== 2) return undefined;
      const [a, b] = [termsOf(e.args[0]!, negative), termsOf(e.args[1]!, e.name === '-' ? !negative : negative)];
      return a === undefined || b === undefined ? undefined : [...a, ...b];
    }
    default:
      return undefined;
  }
}

function microsOf(value: unknown, kind: string): number | null {
  if (value === null) return null;
  switch (kind) {
    case 'calendar_interval': {
      const { months, days, micros } = value as CalendarInterval;
      return months === 0 ? days * DAY_MICROS + Number(micros) : null;
    }
    case 'day_time_interval':
    case 'timestamp':
      return Number(value as bigint);
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return Number(value) * 1e6;
    default:
      return null;
  }
}
