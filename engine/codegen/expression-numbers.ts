import { childrenOf, type TypedExpression } from '../expressions/typed.ts';

/** Equal expressions have equal numbers. */
export class ExpressionNumbers {
  private readonly numbers = new Map<string, number>();
  private readonly known = new WeakMap<TypedExpression, number>();

  of(e: TypedExpression): number {
    const known = this.known.get(e);
    if (known !== undefined) return known;
    const parts = childrenOf(e).map((child) => this.of(child));
    const key = `${ownKey(e)}(${parts.join()})${JSON.stringify(e.type)}`;
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.numbers.size));
    this.known.set(e, number);
    return number;
  }
}

/** What distinguishes an expression from others with the same children and type. */
function ownKey(e: TypedExpression): string {
  switch (e.node) {
    case 'column':
      return `#${e.id}`;
    case 'literal':
      return `'${valueText(e.value)}`;
    case 'field':
      return `.${e.ordinal}`;
    case 'cast':
      return `cast ${e.mode}`;
    case 'call':
      return `${e.name}${e.data === undefined ? '' : ` ${valueText(e.data)}`} ${e.constants ?? ''}`;
    default:
      return `${e.node} ${uniqueMark(e)}`;
  }
}

const valueText = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === 'bigint') return `${v}n`;
    if (typeof v === 'number') return Object.is(v, -0) ? '-0' : String(v);
    return v instanceof Uint8Array ? `x${Buffer.from(v).toString('hex')}` : v;
  }) ?? 'null';

const marks = new WeakMap<object, number>();
let lastMark = 0;

function uniqueMark(e: object): number {
  let mark = marks.get(e);
  if (mark === undefined) marks.set(e, (mark = ++lastMark));
  return mark;
}
