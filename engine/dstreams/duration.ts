import { hasBrand } from '../api/arguments/brand.ts';
import { argumentsOf, type CallArguments } from '../api/arguments/call-arguments.ts';
import { INSPECT } from '../types/inspected.ts';

const DURATION: unique symbol = Symbol.for('millrace.dstreams.duration');

/** A span of time: how long a batch, a window or a slide is. */
export class Duration {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    const given = argumentsOf('Duration', 'new Duration(1000)');
    this.milliseconds = given.wholeNumber('milliseconds', milliseconds, 0, Number.MAX_SAFE_INTEGER);
    Object.defineProperty(this, DURATION, { value: true });
  }

  /**
   * Whether another one fits into it without a rest.
   *
   * @example
   * [Seconds(30).isMultipleOf(Seconds(10)), Seconds(30).isMultipleOf(Seconds(7))]
   * // [true, false]
   */
  isMultipleOf(that: Duration): boolean {
    const { milliseconds } = durationOf(
      argumentsOf('isMultipleOf', 'Seconds(30).isMultipleOf(Seconds(10))'),
      'that',
      that,
    );
    return this.milliseconds % milliseconds === 0;
  }

  /**
   * So many times as long.
   *
   * @example
   * Seconds(2).times(3).milliseconds
   * // 6000
   */
  times(n: number): Duration {
    return new Duration(this.milliseconds * argumentsOf('times', 'Seconds(2).times(3)').wholeNumber('n', n, 0));
  }

  /**
   * As text, in milliseconds.
   *
   * @example
   * `${Seconds(2)}`
   * // "2000 ms"
   */
  toString(): string {
    return `${this.milliseconds} ms`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/**
 * So many milliseconds.
 *
 * @example
 * Milliseconds(500).milliseconds
 * // 500
 */
export const Milliseconds = (milliseconds: number): Duration => new Duration(milliseconds);

/**
 * So many seconds.
 *
 * @example
 * Seconds(2).milliseconds
 * // 2000
 */
export const Seconds = (seconds: number): Duration => scaled('Seconds', seconds, 1000);

/**
 * So many minutes.
 *
 * @example
 * Minutes(1).milliseconds
 * // 60000
 */
export const Minutes = (minutes: number): Duration => scaled('Minutes', minutes, 60_000);

const scaled = (call: string, n: number, unit: number): Duration =>
  new Duration(argumentsOf(call, `${call}(1)`).wholeNumber('n', n, 0) * unit);

/** An argument that is a Duration longer than nothing. */
export function durationOf(given: CallArguments, name: string, value: unknown): Duration {
  if (!hasBrand(value, DURATION)) return given.wrong(name, 'a Duration such as Seconds(1)', value);
  const duration = value as Duration;
  if (duration.milliseconds === 0) given.refuse('VALUE_NOT_POSITIVE', name, 'must be positive, got 0 ms');
  return duration;
}
