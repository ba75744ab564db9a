import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodeContext } from '../../../engine/codegen/code-context.ts';
import { generateExpression } from '../../../engine/codegen/generate-expression.ts';
import { AttributeScope, bindExpression } from '../../../engine/expressions/bind.ts';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import type { Expression } from '../../../engine/expressions/expression.ts';
import { freshColumnId, type Attribute } from '../../../engine/expressions/typed.ts';
import { quoteIdentifier, STRING } from '../../../engine/types/data-type.ts';
import { expressionContext } from '../../../engine/sql/expression-context.ts';

const HOSTILE = [
  "'",
  '"',
  '`',
  '*/',
  '//',
  '${',
  '`${alert(1)}`',
  '\u2028',
  '\n',
  '\\',
  '__proto__',
  'constructor',
  '});process.exit(',
  '\u0000',
];

const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 4 })), { maxLength: 5 })
  .map((parts) => parts.join(''));

const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'function', name, args });
const literal = (value: string): Expression => ({ kind: 'literal', value, type: STRING });

describe('names and literals chosen by strangers', () => {
  test('give their own values back', () => {
    fc.assert(
      fc.property(
        hostileText.filter((name) => name !== ''),
        hostileText,
        hostileText,
        (name, value, text) => {
          const column: Attribute = { id: freshColumnId(), name, type: STRING, nullable: true };
          const e = bindExpression(
            call(
              'concat',
              { kind: 'attribute', name: quoteIdentifier(name) },
              literal(text),
              call('upper', literal(text)),
            ),
            new AttributeScope([column]),
            expressionContext(),
          );
          expect(compileExpression(e, [column])([value])).toBe(value + text + text.toUpperCase());
        },
      ),
    );
  });

  test('never enter the generated text', () => {
    fc.assert(
      fc.property(
        hostileText.filter((text) => text.trim().length > 3),
        (text) => {
          const marked = `${text}-marker-`;
          const g = new CodeContext(generateExpression);
          const e = bindExpression(
            call('==', call('concat', literal(marked), literal(marked)), literal(marked)),
            new AttributeScope([]),
            expressionContext(),
          );
          const { code, isNull, value } = g.expression(e);
          expect(`${g.prologueText()}${code}${isNull}${value}`).not.toContain('-marker-');
        },
      ),
    );
  });
});
