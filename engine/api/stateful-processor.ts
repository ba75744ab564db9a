import { array, LONG, struct, type StructType } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { RuntimeError } from '../types/errors.ts';
import type { GroupFacts, GroupKey, GroupOutcome } from './group-state.ts';
import type { Row } from './rows.ts';

/**
 * What `transformWithState` calls: for the rows of a group, and for each timer of it that is due.
 *
 * Spark's `StatefulProcessor`. All but `init` may be asynchronous.
 */
export interface StatefulProcessor {
  /** Declares the state variables; called once, when the DataFrame is made. */
  init(handle: StatefulProcessorHandle): void;
  handleInputRows(key: GroupKey, rows: Row[], timerValues: TimerValues): Iterable<Row> | Promise<Iterable<Row>>;
  handleExpiredTimer?(
    key: GroupKey,
    timerValues: TimerValues,
    expiredTimerInfo: ExpiredTimerInfo,
  ): Iterable<Row> | Promise<Iterable<Row>>;
}

/** The times of a batch, milliseconds. */
export interface TimerValues {
  getCurrentProcessingTimeInMs(): number;
  /** 0 where there is no watermark. */
  getCurrentWatermarkInMs(): number;
}

export interface ExpiredTimerInfo {
  getExpiryTimeInMs(): number;
}

/** One value of each group. Schemas are DDL text, values objects of their fields. */
export interface ValueState {
  exists(): boolean;
  /** Null when there is none. */
  get(): Row | null;
  update(value: Row): void;
  clear(): void;
}

/** A list of each group. */
export interface ListState {
  exists(): boolean;
  get(): Row[];
  put(values: Iterable<Row>): void;
  appendValue(value: Row): void;
  appendList(values: Iterable<Row>): void;
  clear(): void;
}

/** Values by key of each group. */
export interface MapState {
  exists(): boolean;
  getValue(key: Row): Row | null;
  containsKey(key: Row): boolean;
  updateValue(key: Row, value: Row): void;
  iterator(): IterableIterator<[key: Row, value: Row]>;
  keys(): Row[];
  values(): Row[];
  removeKey(key: Row): void;
  clear(): void;
}

/** Declares state variables in `init`, and sets timers of the group that a function is called for. */
export interface StatefulProcessorHandle {
  getValueState(name: string, schema: StructType | string): ValueState;
  getListState(name: string, schema: StructType | string): ListState;
  getMapState(name: string, keySchema: StructType | string, valueSchema: StructType | string): MapState;
  /** @param expiryTimestampMs milliseconds since 1970, of processing or of event time */
  registerTimer(expiryTimestampMs: number): void;
  deleteTimer(expiryTimestampMs: number): void;
  listTimers(): number[];
}

/** The column of the state that holds the timers. */
const TIMERS = 'timers';

/**
 * A processor with the state of the group that it is called for.
 *
 * @internal
 */
export class ProcessorRun {
  private readonly processor: StatefulProcessor;
  private readonly fields: { name: string; type: ReturnType<typeof array> | StructType }[] = [];
  private isDeclaring = true;
  private group: Record<string, unknown> | null = null;

  constructor(processor: StatefulProcessor) {
    this.processor = processor;
    processor.init(this.handle());
    this.isDeclaring = false;
  }

  /** What the state of a group is made of. */
  get schema(): StructType {
    const fields = [...this.fields, { name: TIMERS, type: array(LONG, false) }];
    return struct(fields.map((field) => ({ ...field, nullable: true })));
  }

  /** Calls the processor for a group: for its rows, then for its timers that are due. */
  async call(
    key: GroupKey,
    rows: Row[],
    facts: GroupFacts,
    isDue: (expiryMs: number) => boolean,
  ): Promise<{ readonly rows: Row[] } & GroupOutcome> {
    const { processor } = this;
    const values: TimerValues = {
      getCurrentProcessingTimeInMs: () => facts.nowMs,
      getCurrentWatermarkInMs: () => facts.watermarkMs ?? 0,
    };
    this.group = { ...facts.state, [TIMERS]: (facts.state?.[TIMERS] as number[] | null) ?? [] };
    const due = this.timers.filter(isDue);
    const out = rows.length === 0 ? [] : [...(await processor.handleInputRows(key, rows, values))];
    for (const expiryMs of due) {
      if (!this.timers.includes(expiryMs)) continue;
      this.setTimers(this.timers.filter((timer) => timer !== expiryMs));
      const info = { getExpiryTimeInMs: () => expiryMs };
      out.push(...((await processor.handleExpiredTimer?.(key, values, info)) ?? []));
    }
    const state = this.group;
    const { timers } = this;
    this.group = null;
    const isEmpty =
      timers.length === 0 && this.fields.every(({ name }) => state[name] === null || state[name] === undefined);
    return { rows: out, changed: true, state: isEmpty ? null : state, timeoutMs: timers[0] ?? null };
  }

  private get timers(): number[] {
    return this.current[TIMERS] as number[];
  }

  private setTimers(timers: readonly number[]): void {
    this.current[TIMERS] = timers.toSorted((a, b) => a - b);
  }

  /** The state of the group that the processor is called for. */
  private get current(): Record<string, unknown> {
    return this.group ?? outsideOfCall();
  }

  private declared(name: string, type: ReturnType<typeof array> | StructType): string {
    if (!this.isDeclaring) throw lateVariable(name);
    if (name === TIMERS || this.fields.some((field) => field.name === name)) throw sameName(name);
    this.fields.push({ name, type });
    return name;
  }

  private handle(): StatefulProcessorHandle {
    return {
      getValueState: (name, schema) => this.value(this.declared(name, schemaOf(schema))),
      getListState: (name, schema) => this.list(this.declared(name, array(schemaOf(schema), false))),
      getMapState: (name, keys, values) => {
        const entry = struct([
          { name: 'key', type: schemaOf(keys), nullable: false },
          { name: 'value', type: schemaOf(values), nullable: false },
        ]);
        return this.map(this.declared(name, array(entry, false)));
      },
      registerTimer: (expiry) => this.setTimers([...new Set([...this.timers, expiry])]),
      deleteTimer: (expiry) => this.setTimers(this.timers.filter((timer) => timer !== expiry)),
      listTimers: () => [...this.timers],
    };
  }

  private value(name: string): ValueState {
    const get = (): Row | null => (this.current[name] as Row | undefined) ?? null;
    return {
      exists: () => get() !== null,
      get,
      update: (value) => void (this.current[name] = value),
      clear: () => void (this.current[name] = null),
    };
  }

  private list(name: string): ListState {
    const get = (): Row[] => [...((this.current[name] as Row[] | undefined | null) ?? [])];
    const put = (values: Iterable<Row>): void => void (this.current[name] = [...values]);
    return {
      exists: () => get().length > 0,
      get,
      put,
      appendValue: (value) => put([...get(), value]),
      appendList: (values) => put([...get(), ...values]),
      clear: () => void (this.current[name] = null),
    };
  }

  private map(name: string): MapState {
    type Entry = { readonly key: Row; readonly value: Row };
    const all = (): Entry[] => (this.current[name] as Entry[] | undefined | null) ?? [];
    const isOf = (key: Row): ((entry: Entry) => boolean) => {
      const text = JSON.stringify(key);
      return (entry) => JSON.stringify(entry.key) === text;
    };
    const put = (entries: readonly Entry[]): void => void (this.current[name] = entries.length === 0 ? null : entries);
    return {
      exists: () => all().length > 0,
      getValue: (key) => all().find(isOf(key))?.value ?? null,
      containsKey: (key) => all().some(isOf(key)),
      updateValue(key, value) {
        const at = all().findIndex(isOf(key));
        put(at < 0 ? [...all(), { key, value }] : all().with(at, { key, value }));
      },
      iterator: () => all().map(({ key, value }): [Row, Row] => [key, value]).values(), // prettier-ignore
      keys: () => all().map(({ key }) => key),
      values: () => all().map(({ value }) => value),
      removeKey: (key) => put(all().filter((entry) => !isOf(key)(entry))),
      clear: () => put([]),
    };
  }
}

const schemaOf = (schema: StructType | string): StructType =>
  typeof schema === 'string' ? parseSchema(schema) : schema;

const outsideOfCall = (): never => {
  throw new RuntimeError({
    condition: 'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE',
    sqlState: '42802',
    message: 'Failed to perform stateful processor operation with invalid handle state: no group is at hand.',
    hint: 'Read and change state in handleInputRows and handleExpiredTimer; init only declares it.',
  });
};

const lateVariable = (name: string): RuntimeError =>
  new RuntimeError({
    condition: 'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE',
    sqlState: '42802',
    message: `Failed to perform stateful processor operation=get_value_state with invalid handle state: the variable ${name} is declared outside of init.`,
    hint: 'Declare state variables in init(handle), and keep them in fields or variables.',
  });

const sameName = (name: string): RuntimeError =>
  new RuntimeError({
    condition: 'STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED',
    sqlState: '42802',
    message: `State variable with name ${name} has already been defined in the StatefulProcessor.`,
    hint: 'Give each variable a name of its own.',
  });
