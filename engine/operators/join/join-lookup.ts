import type { CodeContext } from '../../codegen/code-context.ts';
import type { StageRuntime } from '../../codegen/generated-runtime.ts';
import type { Lookup } from '../../codegen/step.ts';
import { freshColumnId, type Attribute, type TypedExpression } from '../../expressions/typed.ts';
import { INTEGER } from '../../types/data-type.ts';
import type { BuildSide } from './build-side.ts';

/** What becomes of a passing row: it is joined with each row that it finds, also when it finds none, or is only kept by whether it finds one. */
export type LookupType = 'inner' | 'outer' | 'semi' | 'anti';

/** Finds the rows at hand that a passing row is joined with. */
export class JoinLookup implements Lookup {
  /** Set where the join had to be made apart. */
  joined: readonly Attribute[] | null = null;
  readonly found: readonly Attribute[];
  readonly multiplies: boolean;
  /** The number of the row that was found, -1 when there is none. */
  readonly row: Attribute = { id: freshColumnId(), name: 'row', type: INTEGER, nullable: false };
  readonly side: BuildSide;
  private readonly type: LookupType;
  private readonly keys: readonly Attribute[];
  private readonly condition: TypedExpression | null;

  /** @param keys columns of the passing side, as many as the other side has; the condition must hold besides */
  constructor(type: LookupType, side: BuildSide, keys: readonly Attribute[], condition: TypedExpression | null) {
    this.type = type;
    this.side = side;
    this.keys = keys;
    this.condition = condition;
    this.multiplies = type === 'inner' || type === 'outer';
    this.found = this.multiplies ? [...side.input, this.row] : [];
  }

  ready(runtime: StageRuntime): void {
    this.side.open(this.side.batch, runtime);
  }

  shape(): string {
    return this.side.shape();
  }

  generate(g: CodeContext, rest: () => string): string {
    const { type, side, condition } = this;
    const name = g.constant(side);
    const { code, first, next } = side.find(g, name, this.keys);
    const [row, found] = [g.fresh('b'), g.fresh('f')];
    const eachRow: string[] = [];
    const missing = type === 'outer' ? `(${row} < 0)` : null;
    side.define(g, name, { row, eachRow, missing: null });
    side.know(g, name, { row, eachRow, missing });
    const holds = condition === null ? { code: '', test: 'true' } : this.test(g, condition);
    if (type === 'semi' || type === 'anti') {
      const wanted = type === 'semi' ? found : `!${found}`;
      const look =
        condition === null
          ? `const ${found} = ${first} >= 0;`
          : `let ${found} = false;\n${g.loop(
              `for (let ${row} = ${first}; ${row} >= 0; ${row} = ${next(row)})`,
              `${eachRow.join(' ')}\n${holds.code}\nif (${holds.test}) { ${found} = true; break; }`,
            )}`;
      return `${code}\n${look}\nif (${wanted}) {\n${rest()}\n}`;
    }
    if (missing !== null) side.define(g, name, { row, eachRow, missing });
    g.define(this.row.id, { code: '', isNull: 'false', value: row });
    const following = rest();
    if (type === 'inner') {
      const body = condition === null ? following : `${holds.code}\nif (${holds.test}) {\n${following}\n}`;
      const head = `for (let ${row} = ${first}; ${row} >= 0; ${row} = ${next(row)})`;
      return `${code}\n${g.loop(head, `${eachRow.join(' ')}\n${body}`)}`;
    }
    if (condition === null) {
      const turns = g.loop('do', `${eachRow.join(' ')}\n${following}`);
      return `${code}\nlet ${row} = ${first};\n${turns} while (${row} >= 0 && (${row} = ${next(row)}) >= 0);`;
    }
    const refused = `${holds.code}\nif (!(${holds.test})) { ${row} = ${next(row)}; continue; }`;
    const turn = [
      `if (${row} >= 0) {\n${eachRow.join(' ')}\n${refused}\n${found} = true;\n} else if (${found}) break;`,
      following,
      `if (${row} < 0) break;\n${row} = ${next(row)};`,
    ].join('\n');
    return `${code}\nlet ${row} = ${first}, ${found} = false;\n${g.loop('for (;;)', turn)}`;
  }

  private test(g: CodeContext, condition: TypedExpression): { code: string; test: string } {
    const { code, isNull, value } = g.expression(condition);
    return { code, test: isNull === 'false' ? value : isNull === 'true' ? 'false' : `!${isNull} && ${value}` };
  }
}
