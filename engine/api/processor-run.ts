import type { StateFunctionRelation } from '../plan/relation.ts';
import { array, LONG, struct, type StructType } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { RuntimeError } from '../types/errors.ts';
import type { GroupFacts, GroupKey, GroupOutcome } from './group-state.ts';
import type { Row } from './rows.ts';
import { GroupInHand, TIMERS } from './group-in-hand.ts';
import {
  listState,
  mapState,
  typeOfVariable,
  valueState,
  type GroupVariables,
  type StateVariable,
} from './state-variables.ts';
import type { StatefulProcessor, StatefulProcessorHandle, TimerValues } from './stateful-processor.ts';

/** A thousand years. */
const LONGEST_TTL_MS = 1000 * 366 * 86_400_000;

/**
 * A processor, and the state of the group that it is called for: of one group after the other, whoever calls.
 *
 * @internal
 */
export class ProcessorRun {
  private readonly processor: StatefulProcessor;
  private readonly timeMode: StateFunctionRelation['timeout'];
  private readonly variables: StateVariable[] = [];
  private isDeclaring = true;
  private group: GroupInHand | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(processor: StatefulProcessor, timeMode: StateFunctionRelation['timeout']) {
    this.processor = processor;
    this.timeMode = timeMode;
    processor.init(this.handle());
    this.isDeclaring = false;
  }

  /** What the state of a group is made of. */
  get schema(): StructType {
    const timers = { name: TIMERS, type: array(LONG, false), kind: TIMERS, ttl: false };
    const variables = this.variables.map((own) => ({
      name: own.name,
      type: typeOfVariable(own),
      kind: own.kind,
      ttl: own.ttlMs !== null,
    }));
    return struct(
      [...variables, timers].map(({ name, type, kind, ttl }) => ({
        name,
        type,
        nullable: true,
        metadata: { stateVariable: kind, ttlEnabled: ttl },
      })),
    );
  }

  /** Calls the processor for a group: for its initial state and its rows, then for its timers that are due. */
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
    const group = new GroupInHand(facts);
    this.group = group;
    try {
      for (const variable of this.variables) if (variable.ttlMs !== null) group.expire(variable);
      for (const initial of facts.initial) await processor.handleInitialState?.(key, initial, values);
      const out = rows.length === 0 ? [] : [...(await processor.handleInputRows(key, rows, values))];
      for (const expiryMs of this.due(facts)) {
        if (!group.timers.includes(expiryMs)) continue;
        group.setTimers(group.timers.filter((timer) => timer !== expiryMs));
        const info = { getExpiryTimeInMs: () => expiryMs };
        out.push(...((await processor.handleExpiredTimer?.(key, values, info)) ?? []));
      }
      return { rows: out, ...group.outcome(this.variables) };
    } finally {
      this.group = null;
    }
  }

  private due({ watermarkMs, nowMs }: GroupFacts): readonly number[] {
    if (this.timeMode === 'none') return [];
    const now = this.timeMode === 'eventTime' ? (watermarkMs ?? -Infinity) : nowMs;
    return this.inHand.timers.filter((timer) => timer < now);
  }

  private get inHand(): GroupInHand {
    return this.group ?? outsideOfCall();
  }

  private declared(variable: Omit<StateVariable, 'ttlMs'>, ttlDurationMs: number | undefined): StateVariable {
    const { name } = variable;
    if (!this.isDeclaring) throw lateVariable(name);
    if (name === TIMERS || this.variables.some((known) => known.name === name)) throw sameName(name);
    if (ttlDurationMs !== undefined && this.timeMode !== 'processingTime') throw ttlWithoutTime(name, this.timeMode);
    const ttlMs = ttlDurationMs === undefined ? null : Math.trunc(ttlDurationMs);
    if (ttlMs !== null && !(ttlMs > 0)) throw ttlNotPositive(variable);
    // later ends than a Date has are no times
    const declared = { ...variable, ttlMs: ttlMs === null ? null : Math.min(ttlMs, LONGEST_TTL_MS) };
    this.variables.push(declared);
    return declared;
  }

  private handle(): StatefulProcessorHandle {
    const group: GroupVariables = {
      held: (variable) => this.inHand.held(variable),
      changed: (variable) => this.inHand.changed(variable),
      nowMs: () => this.inHand.facts.nowMs,
    };
    const withTimers = (operation: string): GroupInHand => {
      if (this.timeMode === 'none') throw withoutTime(operation);
      return this.inHand;
    };
    return {
      getValueState: (name, schema, ttlMs) =>
        valueState(this.declared({ name, kind: 'value', value: schemaOf(schema) }, ttlMs), group),
      getListState: (name, schema, ttlMs) =>
        listState(this.declared({ name, kind: 'list', value: schemaOf(schema) }, ttlMs), group),
      getMapState: (name, keySchema, valueSchema, ttlMs) => {
        const schemas = { key: schemaOf(keySchema), value: schemaOf(valueSchema) };
        return mapState(this.declared({ name, kind: 'map', ...schemas }, ttlMs), group);
      },
      registerTimer(expiry) {
        const own = withTimers('registerTimer');
        own.setTimers([...new Set([...own.timers, Math.trunc(expiry)])]);
      },
      deleteTimer(expiry) {
        const own = withTimers('deleteTimer');
        own.setTimers(own.timers.filter((timer) => timer !== expiry));
      },
      listTimers: () => [...withTimers('listTimers').timers],
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

const ttlWithoutTime = (name: string, timeMode: string): RuntimeError =>
  new RuntimeError({
    condition: 'STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL',
    sqlState: '42802',
    message: `Cannot use TTL for state=${name} in timeMode=${timeMode}, use TimeMode.ProcessingTime() instead.`,
    hint: 'Give the call { timeMode: "processingTime" }.',
  });

const ttlNotPositive = ({ name, kind }: Pick<StateVariable, 'name' | 'kind'>): RuntimeError =>
  new RuntimeError({
    condition: 'STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE',
    sqlState: '42802',
    message: `TTL duration must be greater than zero for State store operation=get${kind[0]!.toUpperCase()}${kind.slice(1)}State on state=${name}.`,
    hint: 'Give the time to live in milliseconds: handle.getValueState("last", "n INT", 60_000).',
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
