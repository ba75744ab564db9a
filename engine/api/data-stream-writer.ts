import type { Trigger } from '../streaming/trigger.ts';
import { ArgumentError } from '../types/errors.ts';
import type { DataFrame } from './data-frame.ts';
import { durationMs } from './duration.ts';
import type { StreamingQuery } from './streaming-query.ts';

/** What `trigger(...)` takes: exactly one of these. */
export type TriggerOptions =
  | { readonly processingTime: string }
  | { readonly once: true }
  | { readonly availableNow: true }
  /** Batches run only by `query.step()`: for lessons and tests. */
  | { readonly manual: true };

/** The function of `foreachBatch`: one batch as a DataFrame, and its number. */
export type BatchFunction = (batch: DataFrame, batchId: number) => unknown;

/** Describes where a streaming DataFrame goes; `start()` runs it. */
export class DataStreamWriter {
  private readonly df: DataFrame;
  private readonly settings: {
    format: string;
    mode: string;
    options: Record<string, string>;
    trigger: Trigger;
    name: string | null;
    partitionBy: string[];
    batchFunction: BatchFunction | null;
    display: boolean;
  };

  constructor(df: DataFrame) {
    this.df = df;
    this.settings = {
      format: 'console',
      mode: 'append',
      options: {},
      trigger: { kind: 'default' },
      name: null,
      partitionBy: [],
      batchFunction: null,
      display: false,
    };
  }

  format(name: string): this {
    this.settings.format = name;
    return this;
  }

  /** append (rows that are final), update (rows that changed) or complete (all rows, each time). */
  outputMode(mode: string): this {
    this.settings.mode = mode;
    return this;
  }

  option(name: string, value: string | number | boolean): this {
    this.settings.options[name] = String(value);
    return this;
  }

  options(options: Readonly<Record<string, string | number | boolean>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  /** When batches run: `{ processingTime: "2 seconds" }`, `{ availableNow: true }`, `{ once: true }`, `{ manual: true }`. */
  trigger(trigger: TriggerOptions): this {
    this.settings.trigger = triggerOf(trigger);
    return this;
  }

  queryName(name: string): this {
    this.settings.name = name;
    return this;
  }

  partitionBy(...columns: string[]): this {
    this.settings.partitionBy = columns;
    return this;
  }

  /** Hands each batch to a function on the user's thread. */
  foreachBatch(f: BatchFunction): this {
    if (typeof f !== 'function') {
      throw new ArgumentError({
        condition: 'java.lang.IllegalArgumentException',
        message: 'foreachBatch function cannot be null.',
        hint: 'Give a function: foreachBatch(async (batch, batchId) => { ... }).',
      });
    }
    this.settings.batchFunction = f;
    return this;
  }

  /** Keeps rows for a live view of this query. */
  display(on = true): this {
    this.settings.display = on;
    return this;
  }

  /** Starts the query. @throws AnalysisError when Spark would refuse it */
  start(path?: string): Promise<StreamingQuery> {
    const { settings } = this;
    return this.df.sparkSession.startQuery(this.df, {
      format: settings.format,
      options: settings.options,
      path: path ?? settings.options['path'] ?? null,
      outputMode: settings.mode,
      trigger: settings.trigger,
      name: settings.name,
      partitionBy: settings.partitionBy,
      display: settings.display,
      batchFunction: settings.batchFunction,
    });
  }
}

function triggerOf(trigger: TriggerOptions): Trigger {
  const given = Object.entries(trigger).filter(([, value]) => value !== undefined && value !== false);
  const [name, value] = given[0] ?? [];
  if (given.length === 1) {
    if (name === 'processingTime') return { kind: 'processingTime', intervalMs: durationMs(String(value)) };
    if (name === 'once' || name === 'availableNow' || name === 'manual') return { kind: name };
  }
  throw new ArgumentError({
    condition: 'INVALID_TRIGGER',
    message: `trigger(...) takes exactly one of processingTime, availableNow, once and manual, and got ${JSON.stringify(trigger)}.`,
    hint: 'For example trigger({ processingTime: "2 seconds" }).',
  });
}
