import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { hashBytes } from '../columnar/interner.ts';
import { reference, type Attribute, type TypedExpression } from '../expressions/typed.ts';
import { flattenKeys, hashCode, keyCodes, type KeyCode } from '../operators/key-columns.ts';
import type { FilterPlan } from '../operators/filter/plan.ts';
import { operators } from '../operators/operators.ts';
import { inherited, type PlanNode } from '../plan/plan-node.ts';
import { pushFilterDown } from '../plan/rules/push-filter-down.ts';
import { MULTIPLIER } from '../types/hash-multiplier.ts';
import { isIndexable } from '../state/state-table.ts';
import { BOOLEAN, INTEGER, type DataType } from '../types/data-type.ts';

/** Whether rows can be shared out by keys of a type: values that have no fixed size must be made to be told apart. */
export const isShareableKey = ({ kind }: DataType): boolean =>
  !['binary', 'struct', 'array', 'map', 'calendar_interval', 'variant', 'void'].includes(kind);

/**
 * The plan of one share of the rows: those whose keys fall to it. Every key falls to one share, and the rows of a share
 * keep their order.
 */
export function keyShare(plan: PlanNode, keys: readonly Attribute[], share: number, of: number): PlanNode {
  const condition: TypedExpression = {
    node: 'call',
    name: 'falls_to_share',
    args: keys.map(reference),
    constants: `${share}/${of}`,
    type: BOOLEAN,
    nullable: false,
    deterministic: true,
    code: { form: 'generate', generate: (args, g) => shareCode(keys, args, g, share, of) },
  };
  const filter: FilterPlan = { node: 'filter', child: plan, condition, ...inherited(plan) };
  let at: PlanNode = filter;
  for (;;) {
    const next = pushFilterDown.apply(at, operators);
    if (next === at) return at;
    at = next;
  }
}

function shareCode(
  keys: readonly Attribute[],
  args: readonly TypedExpression[],
  g: CodeContext,
  share: number,
  of: number,
): ExpressionCode {
  const [only] = keys;
  if (only !== undefined && keys.length === 1 && isIndexable(flattenKeys(keys)) && only.type.kind !== 'string') {
    return closeCode(only, args[0]!, g, share, of);
  }
  const parts = keys.flatMap((key, i) => {
    const code = g.expression(args[i]!);
    return key.type.kind === 'string' ? [textCode(key, code, g)] : keyCodes(g, key, code);
  });
  const hash = g.fresh('h');
  const code = [...parts.map((part) => part.code), hashCode(g, hash, parts)].join('\n');
  return { code, isNull: 'false', value: `(${shareOf(hash, of)} === ${share})` };
}

/** By the highest bits of a hash: its lowest ones find the place in a table, where a share's keys are not to crowd in a part. */
const shareOf = (hash: string, of: number): string => `((${hash} >>> 16) * ${of} >>> 16)`;

/** Whole numbers that are close fall to the same share: what is found by their distance from each other lies together. */
function closeCode(key: Attribute, arg: TypedExpression, g: CodeContext, share: number, of: number): ExpressionCode {
  const [part] = keyCodes(g, key, g.expression(arg));
  const low = part!.words?.[0] ?? part!.value;
  const value = `(${shareOf(`Math.imul(${low} >> ${CLOSE_BITS}, ${MULTIPLIER})`, of)} === ${share})`;
  return { code: part!.code, isNull: 'false', value };
}

const CLOSE_BITS = 6;

/** A text by the hash of its bytes: it need not be held. */
function textCode({ name, nullable, type }: Attribute, text: ExpressionCode, g: CodeContext): KeyCode {
  const value = g.fresh('q');
  const field = { name, type: INTEGER, nullable };
  if (text.isNull === 'true') return { code: `${text.code}\nconst ${value} = 0;`, isNull: 'true', value, field };
  const { code, bytes } = g.bytesOf(text, type);
  const hash = `${g.constant(hashBytes)}(${bytes.arena}, ${bytes.start}, ${bytes.end})`;
  const read = text.isNull === 'false' ? hash : `${text.isNull} ? 0 : ${hash}`;
  return { code: `${text.code}\n${code}\nconst ${value} = ${read};`, isNull: text.isNull, value, field };
}
