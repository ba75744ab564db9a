import type { CompiledCell } from '../compile/compiled-cell.ts';
import type { Language, TypeProblem } from '../compile/language.ts';
import type { KnownNames } from './known-names.ts';

/** `error`: a cell with type errors does not run; `warn`: it runs and they are shown; `off`: nobody looks. */
export type TypeMode = 'error' | 'warn' | 'off';

/** Hands cells to the type checker in their order. */
export interface CellChecks {
  mode: TypeMode;
  /** Type errors of a cell; none where nobody checks. */
  check(cell: CompiledCell): Promise<readonly TypeProblem[]>;
}

/** A cell that mentions names nobody declared is checked when `preloaded` says that the library's are known. */
export function createCellChecks(
  language: Language | null,
  mode: TypeMode,
  known: KnownNames,
  preloaded: Promise<void>,
): CellChecks {
  /** Resolves when the checker has been given every cell so far. */
  let handedOver: Promise<unknown> = Promise.resolve();
  return {
    mode,
    check(cell) {
      const own = cell.uses.every((name) => known.all.has(name) || cell.declares.includes(name));
      const turn = Promise.all([handedOver, own ? undefined : preloaded]);
      const check = turn.then(() => ({ found: language?.check(cell) }));
      handedOver = check;
      return check.then(({ found }) => found ?? []);
    },
  };
}
