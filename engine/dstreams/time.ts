import { INSPECT } from '../types/inspected.ts';
import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { durationOf, type Duration } from './duration.ts';

/** The time of a batch: a multiple of the batch interval, in milliseconds since 1970. */
export class Time {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  /**
   * The time that is so much later.
   *
   * @example
   * new Time(1000).plus(Seconds(2)).milliseconds
   * // 3000
   */
  plus(duration: Duration): Time {
    return new Time(
      this.milliseconds + durationOf(argumentsOf('plus', 'time.plus(Seconds(2))'), 'duration', duration).milliseconds,
    );
  }

  /**
   * The time that is so much earlier.
   *
   * @example
   * new Time(3000).minus(Seconds(2)).milliseconds
   * // 1000
   */
  minus(duration: Duration): Time {
    return new Time(
      this.milliseconds - durationOf(argumentsOf('minus', 'time.minus(Seconds(2))'), 'duration', duration).milliseconds,
    );
  }

  /**
   * As Spark prints it.
   *
   * @example
   * `${new Time(1000)}`
   * // "1000 ms"
   */
  toString(): string {
    return `${this.milliseconds} ms`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}
