import { CodeContext } from '../../codegen/code-context.ts';
import { generateExpression } from '../../codegen/generate-expression.ts';
import type { Interner } from '../../columnar/interner.ts';
import type { AggregateExpression } from '../../expressions/typed.ts';
import type { StateField } from '../../state/state-column.ts';
import type { StateTable } from '../../state/state-table.ts';
import { generatedFunction } from '../../types/generated-function.ts';
import { heldKeys, TableCode } from '../table-code.ts';

/** Puts the groups of one table into another: a generated function, made when it is first asked for. */
export class TableMerger {
  private readonly keys: readonly StateField[];
  private readonly values: readonly StateField[];
  private readonly aggregates: readonly AggregateExpression[];
  private readonly tracks: boolean;
  private readonly indexed: boolean;
  private run: Merge | null = null;
  /** The generated function, for `explain("codegen")`. */
  source: string | null = null;

  /**
   * @param tracks whether the tables know which rows a batch changed
   * @param indexed whether the one that is changed may find keys by their distance
   */
  constructor(
    keys: readonly StateField[],
    values: readonly StateField[],
    aggregates: readonly AggregateExpression[],
    tracks: boolean,
    indexed: boolean,
  ) {
    this.keys = keys;
    this.values = values;
    this.aggregates = aggregates;
    this.tracks = tracks;
    this.indexed = indexed;
  }

  /** The rows of `from` came after those of `into`; both name texts by their numbers in the interner. */
  merge(from: StateTable, into: StateTable, interner: Interner): void {
    this.run ??= this.compile();
    this.run(interner, from, into);
  }

  private compile(): Merge {
    const g = new CodeContext(generateExpression);
    const initials = this.aggregates.flatMap(({ code }) => code.buffer.map((slot) => slot.initial));
    const into = new TableCode(g, this.keys, this.values, { indexed: this.indexed });
    const other = new TableCode(g, this.keys, this.values, { name: 'F' });
    const row = g.fresh('g');
    const keys = heldKeys(g, this.keys, other, 'i');
    let slot = 0;
    const merges = this.aggregates.map(({ code }) => {
      const at = slot;
      slot += code.buffer.length;
      const slots = (table: TableCode, name: string) => code.buffer.map((_, k) => table.slot(at + k, name));
      return `{ ${code.merge(slots(into, row), slots(other, 'i'), g)} }`;
    });
    const body = [
      keys.map((key) => key.code).join('\n'),
      into.findOrAdd(row, keys, into.initialise(row, initials)),
      this.tracks ? into.touch(row) : '',
      ...merges,
    ].join('\n');
    const read = `${other.columns} ${into.declare} T = E; ${into.load}`;
    const source = `"use strict";\n${g.prologueText()}\n${read}\nfor (let i = 0, n = F.count; i < n; i++) {\n${body}\n}\n${into.save}`;
    this.source = `(${PARAMETERS.join(', ')}) => {\n${source}\n}`;
    const run = generatedFunction<(constants: unknown[], ...given: Parameters<Merge>) => void>(PARAMETERS, source);
    return (...given) => run(g.constants, ...given);
  }
}

type Merge = (interner: Interner, from: StateTable, into: StateTable) => void;

/** Constants, the interner, the table that is read, and the one that is changed. */
const PARAMETERS = ['K', 'I', 'F', 'E'];
