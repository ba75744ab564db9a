import type { GroupFacts, GroupOutcome } from './group-state.ts';
import { earliestOf, type HeldVariable } from './held-variables.ts';
import type { Row } from './rows.ts';
import { heldOf, storedOf, type StateVariable } from './state-variables.ts';

/** The column of the state that holds the timers. */
export const TIMERS = 'timers';

/**
 * The state of the group that a processor is called for.
 *
 * @internal
 */
export class GroupInHand {
  readonly facts: GroupFacts;
  timers: readonly number[];
  private readonly variables = new Map<StateVariable, HeldVariable>();
  private readonly changes = new Set<StateVariable>();
  private timersChanged = false;

  constructor(facts: GroupFacts) {
    this.facts = facts;
    this.timers = (facts.state?.[TIMERS] as number[] | undefined | null) ?? [];
  }

  held<H extends HeldVariable>(variable: StateVariable): H {
    let held = this.variables.get(variable);
    if (held === undefined) {
      held = heldOf(variable, this.facts.state?.[variable.name]);
      this.variables.set(variable, held);
    }
    return held as H;
  }

  changed(variable: StateVariable): void {
    this.changes.add(variable);
  }

  /** Leaves out values whose time to live is over. */
  expire(variable: StateVariable): void {
    if (this.held(variable).expire(this.facts.nowMs)) this.changed(variable);
  }

  setTimers(timers: readonly number[]): void {
    this.timers = timers.toSorted((a, b) => a - b);
    this.timersChanged = true;
  }

  outcome(variables: readonly StateVariable[]): GroupOutcome {
    const state: Row = { ...this.facts.state };
    for (const variable of this.changes) state[variable.name] = storedOf(variable, this.held(variable));
    state[TIMERS] = this.timers.length === 0 ? null : this.timers;
    const isEmpty = [TIMERS, ...variables.map(({ name }) => name)].every((name) => (state[name] ?? null) === null);
    const ends = variables.filter(({ ttlMs }) => ttlMs !== null).map((variable) => earliestOf(this.held(variable)));
    const timeoutMs = Math.min(this.timers[0] ?? Infinity, ...ends);
    return {
      changed: this.timersChanged || this.changes.size > 0,
      state: isEmpty ? null : state,
      timeoutMs: timeoutMs === Infinity ? null : timeoutMs,
    };
  }
}
