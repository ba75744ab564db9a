import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import type { TextArena } from '../../../columnar/text-arena.ts';
import type { FieldText } from '../../../formats/field-text.ts';
import { STRING } from '../../../types/data-type.ts';
import type { ScalarCode } from '../../define-function.ts';
import { passedValue } from '../../passed-value.ts';

/**
 * The code of a text made of a struct field by field: where the fields are at hand no array is built, and texts are copied
 * from where they lie.
 *
 * @param close called with the place where the text begins, after the fields are written
 */
export function structText(
  fields: readonly FieldText[],
  close?: (out: TextArena, start: number) => void,
): Extract<ScalarCode, { form: 'generate' }> {
  return {
    form: 'generate',
    generate([argument], g) {
      const given = g.expression(argument!);
      const whole = given.fields === undefined ? g.bound(given) : given;
      if (whole.isNull === 'true') return NULL_CODE;
      const parts = whole.fields ?? fields.map((_, i) => elementOf(whole.value, i));
      const { scratch } = g;
      const [start, end] = [g.fresh('s'), g.fresh('e')];
      const read = parts.map((part, i) => fieldRead(part, fields[i]!, g));
      const body = [
        ...read.map((part) => part.code),
        `${start} = ${scratch}.at;`,
        ...read.map((part) => part.write),
        close === undefined ? '' : `${g.constant(close)}(${scratch}, ${start});`,
        `${end} = ${scratch}.at;`,
      ].join('\n');
      const guarded = whole.isNull === 'false' ? `{ ${body} }` : `if (!${whole.isNull}) { ${body} }`;
      const code = `${whole.code}\nlet ${start} = 0, ${end} = 0;\n${guarded}`;
      return g.textOfBytes(code, whole.isNull, { arena: `${scratch}.arena`, start, end }, STRING);
    },
  };
}

const elementOf = (struct: string, i: number): ExpressionCode => ({
  code: '',
  isNull: `(${struct}[${i}] == null)`,
  value: `${struct}[${i}]`,
});

/** Statements that make a field's value ready, and those that write it. */
function fieldRead(part: ExpressionCode, field: FieldText, g: CodeContext): { code: string; write: string } {
  const { scratch } = g;
  const put = (bytes: Uint8Array): string => (bytes.length === 0 ? '' : `${scratch}.putAll(${g.constant(bytes)});`);
  const ofNull = field.ofNull === undefined ? '' : put(field.before) + put(field.ofNull);
  if (part.isNull === 'true') return { code: part.code, write: ofNull };
  const { code, passed } = passedValue(part, field.type, g);
  const write = `${put(field.before)} ${g.constant(field.put)}(${scratch}, ${passed});`;
  const guarded = part.isNull === 'false' ? write : `if (${part.isNull}) { ${ofNull} } else { ${write} }`;
  return { code: `${part.code}\n${code}`, write: guarded };
}
