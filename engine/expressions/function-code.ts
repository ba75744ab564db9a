import type { Scalar } from '../columnar/vector.ts';
import type { CodeContext } from '../codegen/code-context.ts';
import { orNull } from '../codegen/or-null.ts';
import type { BytesCode, GenerateCode, ScalarCode } from './define-function.ts';

/** The forms of code, and one made of them: kernels that see nulls. */

export const inline = (text: (args: readonly string[], g: CodeContext) => string): ScalarCode => ({
  form: 'inline',
  inline: text,
});

/** A function of scalars; a null argument gives null without a call. */
export const kernel = (f: (...args: never[]) => Scalar): ScalarCode => ({ form: 'kernel', kernel: f });

/** A function of the bytes of texts; a null argument gives null without a call. */
export const bytes = (
  gives: BytesCode['gives'],
  f: (...args: never[]) => Scalar,
  more: Pick<BytesCode, 'mayBeNull' | 'of' | 'takesWords'> = {},
): BytesCode => ({ form: 'bytes', gives, kernel: f, ...more });

/**
 * A function that takes integers (BIGINT, DECIMAL, TIMESTAMP, INTERVAL DAY TO SECOND) as (words, place) and gives one of
 * another type: no bigint is made of a row.
 */
export const ofWords = (f: (...args: never[]) => Scalar, more: Pick<BytesCode, 'mayBeNull'> = {}): BytesCode =>
  bytes('value', f, { takesWords: true, ...more });

/** The same for one that gives an integer: it stores its words at the beginning of the array that comes first. */
export const words = (f: (...args: never[]) => Scalar, more: Pick<BytesCode, 'mayBeNull'> = {}): BytesCode =>
  bytes('words', f, { takesWords: true, ...more });

/** The first argument as it is. */
export const unchanged: GenerateCode = { form: 'generate', generate: ([arg], g) => g.expression(arg!) };

/** A function of scalars that is called with nulls too. */
export const nullKernel = (f: (...args: never[]) => Scalar): GenerateCode => ({
  form: 'generate',
  generate: (args, g) => {
    const parts = args.map((arg) => g.expression(arg));
    const name = g.fresh();
    const statements = parts.map((part) => part.code).join('\n');
    const call = `${g.constant(f)}(${parts.map(orNull).join(', ')})`;
    return { code: `${statements}\nconst ${name} = ${call};`, isNull: `(${name} === null)`, value: name };
  },
});

/** A call that also gets the running query's state `X` as its first argument (`now()`, `rand()`). */
export const runtimeKernel = (f: (...args: never[]) => Scalar): ScalarCode => ({
  form: 'inline',
  inline: (args, g) => `${g.constant(f)}(${['X', ...args].join(', ')})`,
});
