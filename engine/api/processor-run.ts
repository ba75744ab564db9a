import type { StateFunctionRelation } from '../plan/relation.ts';
import { array, LONG, struct, type DataType, type StructType } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { RuntimeError } from '../types/errors.ts';
import type { GroupFacts, GroupKey, GroupOutcome } from './group-state.ts';
import type { Row } from './rows.ts';
import { listState, mapState, valueState } from './state-variables.ts';
import type { StatefulProcessor, StatefulProcessorHandle, TimerValues } from './stateful-processor.ts';

/** The column of the state that holds the timers. */
const TIMERS = 'timers';

/**
 * A processor, and the state of the group that it is called for: of one group after the other, whoever calls.
 *
 * @internal
 */
export class ProcessorRun {
  private readonly processor: StatefulProcessor;
  private readonly timeMode: StateFunctionRelation['timeout'];
  private readonly fields: { readonly name: string; readonly type: DataType }[] = [];
  private isDeclaring = true;
  private group: Record<string, unknown> | null = null;
  private isChanged = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(processor: StatefulProcessor, timeMode: StateFunctionRelation['timeout']) {
    this.processor = processor;
    this.timeMode = timeMode;
    processor.init(this.handle());
    this.isDeclaring = false;
  }

  /** What the state of a group is made of. */
  get schema(): StructType {
    const fields = [...this.fields, { name: TIMERS, type: array(LONG, false) }];
    return struct(fields.map((field) => ({ ...field, nullable: true })));
  }

  /** Calls the processor for a group: for its rows, then for its timers that are due. */
  call(key: GroupKey, rows: Row[], facts: GroupFacts): Promise<{ readonly rows: Row[] } & GroupOutcome> {
    const called = this.last.then(() => this.callNow(key, rows, facts));
    this.last = called.catch(() => undefined);
    return called;
  }

  private async callNow(
    key: GroupKey,
    rows: Row[],
    facts: GroupFacts,
  ): Promise<{ readonly rows: Row[] } & GroupOutcome> {
    const { processor } = this;
    const values: TimerValues = {
      getCurrentProcessingTimeInMs: () => facts.nowMs,
      getCurrentWatermarkInMs: () => facts.watermarkMs ?? 0,
    };
    this.group = { ...facts.state };
    this.isChanged = false;
    try {
      const out = rows.length === 0 ? [] : [...(await processor.handleInputRows(key, rows, values))];
      for (const expiryMs of this.due(facts)) {
        if (!this.timers.includes(expiryMs)) continue;
        this.setTimers(this.timers.filter((timer) => timer !== expiryMs));
        const info = { getExpiryTimeInMs: () => expiryMs };
        out.push(...((await processor.handleExpiredTimer?.(key, values, info)) ?? []));
      }
      const state = this.group;
      const isEmpty = [TIMERS, ...this.fields.map(({ name }) => name)].every((name) => (state[name] ?? null) === null);
      const timeoutMs = this.timers[0] ?? null;
      return { rows: out, changed: this.isChanged, state: isEmpty ? null : state, timeoutMs };
    } finally {
      this.group = null;
    }
  }

  private due({ watermarkMs, nowMs }: GroupFacts): readonly number[] {
    if (this.timeMode === 'none') return [];
    const now = this.timeMode === 'eventTime' ? (watermarkMs ?? -Infinity) : nowMs;
    return this.timers.filter((timer) => timer < now);
  }

  private get timers(): readonly number[] {
    return (this.get(TIMERS) as number[] | undefined | null) ?? [];
  }

  private setTimers(timers: readonly number[]): void {
    this.set(TIMERS, timers.length === 0 ? null : timers.toSorted((a, b) => a - b));
  }

  private get(name: string): unknown {
    return (this.group ?? outsideOfCall())[name];
  }

  private set(name: string, value: unknown): void {
    (this.group ?? outsideOfCall())[name] = value;
    this.isChanged = true;
  }

  private declared(name: string, type: DataType): string {
    if (!this.isDeclaring) throw lateVariable(name);
    if (name === TIMERS || this.fields.some((field) => field.name === name)) throw sameName(name);
    this.fields.push({ name, type });
    return name;
  }

  private handle(): StatefulProcessorHandle {
    const group = {
      get: (name: string) => this.get(name),
      set: (name: string, value: unknown) => this.set(name, value),
    };
    const withTimers = (operation: string): readonly number[] => {
      if (this.timeMode === 'none') throw withoutTime(operation);
      return this.timers;
    };
    return {
      getValueState: (name, schema) => valueState(this.declared(name, schemaOf(schema)), group),
      getListState: (name, schema) => listState(this.declared(name, array(schemaOf(schema), false)), group),
      getMapState: (name, keySchema, valueSchema) => {
        const keys = schemaOf(keySchema);
        const entry = struct([
          { name: 'key', type: keys, nullable: false },
          { name: 'value', type: schemaOf(valueSchema), nullable: false },
        ]);
        return mapState(this.declared(name, array(entry, false)), keys, group);
      },
      registerTimer: (expiry) => this.setTimers([...new Set([...withTimers('registerTimer'), Math.trunc(expiry)])]),
      deleteTimer: (expiry) => this.setTimers(withTimers('deleteTimer').filter((timer) => timer !== expiry)),
      listTimers: () => [...withTimers('listTimers')],
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
    message: `Failed to perform stateful processor operation with invalid handle state: the variable ${name} is declared outside of init.`,
    hint: 'Declare state variables in init(handle), and keep them in fields or variables.',
  });

const withoutTime = (operation: string): RuntimeError =>
  new RuntimeError({
    condition: 'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE',
    sqlState: '42802',
    message: `Failed to perform stateful processor operation=${operation} with invalid timeMode=None`,
    hint: 'Give the call { timeMode: "processingTime" } or { timeMode: "eventTime" }.',
  });

const sameName = (name: string): RuntimeError =>
  new RuntimeError({
    condition: 'STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED',
    sqlState: '42802',
    message: `State variable with name ${name} has already been defined in the StatefulProcessor.`,
    hint: 'Give each variable a name of its own.',
  });
