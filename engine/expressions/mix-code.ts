import { layoutOf } from '../columnar/vector.ts';
import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { settled } from '../codegen/list-code.ts';
import type { DataType } from '../types/data-type.ts';
import { mixPresent, mixWords } from './scalar-hash.ts';

/**
 * Statements that mix a value, whose own have run, into a hash, unless it is null. Bytes and words are read where they lie:
 * nothing is made of a row.
 *
 * @param state a `ScalarHash`, as JavaScript
 */
export function mixCode(state: string, type: DataType, part: ExpressionCode, g: CodeContext): string {
  if (part.isNull === 'true') return '';
  const { before, mix } = mixed(state, type, settled(part), g);
  return part.isNull === 'false' ? `${before}\n${mix}` : `${before}\nif (!${part.isNull}) { ${mix} }`;
}

interface Mixed {
  readonly before: string;
  readonly mix: string;
}

function mixed(state: string, type: DataType, part: ExpressionCode, g: CodeContext): Mixed {
  if (type.kind === 'string' || type.kind === 'binary') {
    const { code, bytes } = g.bytesOf(part, type);
    return { before: code, mix: `${state}.bytes(${bytes.arena}, ${bytes.start}, ${bytes.end});` };
  }
  if (type.kind === 'struct') return { before: '', mix: mixFields(state, type.fields.map((field) => field.type), part, g) }; // prettier-ignore
  if (type.kind === 'array' || type.kind === 'map') {
    const { code, list } = g.listOf(part, type);
    const mixItem = (item: ExpressionCode): string =>
      type.kind === 'map' ? mixFields(state, [type.key, type.value], item, g) : mixCode(state, type.element, item, g);
    return { before: code, mix: list.each(mixItem) };
  }
  const layout = layoutOf(type);
  if (layout === 'i64') {
    const { code, words } = g.halvesOf(part);
    return { before: code, mix: `${state}.long(${words.array}[${words.at}], ${words.array}[${words.at} + 1]);` };
  }
  if (layout === 'i128') {
    const { code, words } = g.wordsOf(part, type);
    return { before: code, mix: `${g.constant(mixWords)}(${state}, ${words.array}, ${words.at});` };
  }
  return { before: '', mix: `${g.constant(mixPresent(type))}(${state}, ${part.value});` };
}

function mixFields(state: string, types: readonly DataType[], struct: ExpressionCode, g: CodeContext): string {
  const present: ExpressionCode = { ...struct, code: '', isNull: 'false' };
  const mixes = types.map((type, i) => {
    const field = g.fieldOf(present, i);
    return `${field.code}\n${mixCode(state, type, field, g)}`;
  });
  return mixes.join('\n');
}
