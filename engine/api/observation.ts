import type { ObservedRow } from '../backend/backend.ts';
import { ArgumentError, isMillraceError, type MillraceError } from '../types/errors.ts';
import { toUserValue } from '../types/to-user-value.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { hasBrand, OBSERVATION } from './arguments/brand.ts';
import type { Row } from './rows.ts';

/** Those that wait, by their numbers. */
const waiting = new Map<number, Observation>();
let lastId = 0;

/**
 * Metrics of the rows that pass a place of a batch query, computed while an action runs.
 *
 * Spark's `Observation`.
 *
 * @example
 * const observation = new Observation("totals");
 * await orders.observe(observation, count("*").as("rows"), max("amount").as("most")).write.format("noop").mode("overwrite").save();
 * await observation.get
 * // { rows: 3, most: 12.5 }
 */
export class Observation {
  readonly name: string;
  /**
   * The metrics as a plain object, once the first action on the DataFrame has ended; rejects where that fails.
   *
   * @example
   * const observation = new Observation("small");
   * await orders.observe(observation, min("amount").as("least")).collect();
   * (await observation.get).least
   * // 7.5
   */
  readonly get: Promise<Row>;
  private readonly tell: (row: Row) => void;
  private readonly giveUp: (error: unknown) => void;
  private isUsed = false;

  /** @param name of the metrics; a made one without */
  constructor(name?: string) {
    this.name =
      name === undefined
        ? crypto.randomUUID()
        : argumentsOf('Observation', 'new Observation("totals")').filledText('name', name);
    let [tell, giveUp] = [(_: Row): void => {}, (_: unknown): void => {}];
    this.get = new Promise((resolve, reject) => ([tell, giveUp] = [resolve, reject]));
    // the action has failed with the same: who does not ask for the metrics need not hear it again
    this.get.catch(() => undefined);
    this.tell = tell;
    this.giveUp = giveUp;
    Object.defineProperty(this, OBSERVATION, { value: true });
  }

  /**
   * Takes note that a DataFrame has it.
   *
   * @throws ArgumentError OBSERVATION_USED_TWICE
   * @internal
   */
  use(): void {
    if (this.isUsed) throw usedTwice();
    this.isUsed = true;
  }

  /** @internal */
  receive(row: Row): void {
    this.tell(row);
  }

  /** @internal */
  fail(error: unknown): void {
    this.giveUp(error);
  }
}

/** Whether a value is an Observation, of whichever copy of the package. */
export const isObservation = (value: unknown): value is Observation => hasBrand(value, OBSERVATION);

/** Lets an observation wait for the metrics of a DataFrame. @returns the number by which they are told */
export function awaitMetrics(observation: Observation): number {
  observation.use();
  waiting.set(++lastId, observation);
  return lastId;
}

/** Tells an observation its metrics, or why there are none; what the first action gives counts. */
export function tellObservation(id: number, metrics: ObservedRow | MillraceError): void {
  const observation = waiting.get(id);
  waiting.delete(id);
  if (isMillraceError(metrics)) return observation?.fail(metrics);
  try {
    const { schema, row } = metrics;
    const fields = schema.fields.map(({ name, type }, i) => [name, toUserValue(type)(row[i])] as const);
    observation?.receive(Object.fromEntries(fields));
  } catch (error) {
    observation?.fail(error);
  }
}

const usedTwice = (): ArgumentError =>
  new ArgumentError({
    condition: 'OBSERVATION_USED_TWICE',
    message: 'An Observation can be used with a Dataset only once.',
    hint: 'Make another one: new Observation("totals").',
  });
