import type { Interner } from '../columnar/interner.ts';
import type { LoggedState } from '../state/logged-state.ts';

const SPARE = 65536;

/**
 * Forgets texts that no state holds any more, so that a stream of ever new keys does not grow the interner for ever.
 * Runs between batches, when state is all that holds ids, once the interner is twice what it was after the last time.
 */
export function compactInterner(interner: Interner, stores: readonly LoggedState[]): void {
  const limit = limits.get(interner) ?? SPARE;
  if (interner.size <= limit) return;
  const live = new Uint8Array(interner.size);
  for (const store of stores) store.markIds(live);
  const renamed = interner.compact(live);
  for (const store of stores) store.renameIds(renamed);
  limits.set(interner, Math.max(SPARE, interner.size * 2));
}

/** The size at which each interner is looked at next. */
const limits = new WeakMap<Interner, number>();
