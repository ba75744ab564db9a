import { Interner } from '../../../engine/columnar/interner.ts';
import type { StageRuntime } from '../../../engine/codegen/generated-runtime.ts';
import { freshColumnId, type Attribute } from '../../../engine/expressions/typed.ts';
import type { DataType } from '../../../engine/types/data-type.ts';

/** What generated code reads, without clock, chance and watermark. */
export const stageRuntime = (interner = new Interner()): StageRuntime => ({
  interner,
  nowMicros: 0n,
  random: () => 0,
  lateMicros: -Infinity,
  watermarks: [],
  farMicros: Infinity,
});

/** A nullable column of its own. */
export const columnOf = (type: DataType): Attribute => ({ id: freshColumnId(), name: 'c', type, nullable: true });

/** There is no user whose functions could be called. */
export const noUser = (): Promise<never> => Promise.reject(new Error('an operator called a function of the user'));
