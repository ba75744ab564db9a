import { layoutOf } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';
import { copy } from '../types/int128.ts';
import { isPlain, type CodeContext, type ExpressionCode } from './code-context.ts';
import { structCode } from './struct-code.ts';

/** A variable of generated code that holds a value of some type; it is null at first. */
export interface Variable {
  /** The statement that makes it. */
  readonly declared: string;
  /** Statements that give it the value of some code, which may read the variable itself. */
  set(code: ExpressionCode): string;
  /** What it holds now; whoever reads it after it was set again reads it anew. */
  read(): ExpressionCode;
}

/** Statements that compute, then those that store: a value may be made of what is stored over. */
interface Assignment {
  readonly before: string;
  readonly store: string;
}

export function variableOf(type: DataType, g: CodeContext): Variable {
  const { declared, assigned, read } = slots(type, g);
  return {
    declared: `let ${declared.join(', ')};`,
    set(code) {
      const { before, store } = assigned(code);
      return `${before}\n${store}`;
    },
    read,
  };
}

interface Slots {
  readonly declared: readonly string[];
  assigned(code: ExpressionCode): Assignment;
  read(): ExpressionCode;
}

function slots(type: DataType, g: CodeContext): Slots {
  const isNull = g.fresh('z');
  const own =
    type.kind === 'struct'
      ? structSlots(type, isNull, g)
      : type.kind === 'string' || type.kind === 'binary'
        ? textSlots(type, isNull, g)
        : layoutOf(type) === 'i128'
          ? integerSlots(type, isNull, g)
          : layoutOf(type) === 'i64'
            ? longSlots(type, isNull, g)
            : valueSlots(type, isNull, g);
  return {
    ...own,
    declared: [`${isNull} = true`, ...own.declared],
    assigned(code) {
      if (code.isNull === 'true') return { before: code.code, store: `${isNull} = true;` };
      const { before, store } = own.assigned(code);
      if (code.isNull === 'false') return { before: `${code.code}\n${before}`, store: `${isNull} = false; ${store}` };
      const flag = g.fresh('z');
      return {
        before: `${code.code}\nconst ${flag} = ${code.isNull};\n${before}`,
        store: `${isNull} = ${flag}; if (!${flag}) { ${store} }`,
      };
    },
  };
}

/** What lies in a variable before it is set. */
function initial(type: DataType): string {
  switch (layoutOf(type)) {
    case 'i32':
    case 'f32':
    case 'f64':
      return '0';
    case 'bool':
      return 'false';
    default:
      return 'null';
  }
}

function valueSlots(type: DataType, isNull: string, g: CodeContext): Slots {
  const name = g.fresh('v');
  return {
    declared: [`${name} = ${initial(type)}`],
    assigned(code) {
      if (!isPlain(code.value)) return { before: '', store: `${name} = ${code.value};` };
      // the name may be that of a variable which is set before this one
      const copy = g.fresh();
      return { before: `const ${copy} = ${code.value};`, store: `${name} = ${copy};` };
    },
    read: () => ({ code: '', isNull, value: name }),
  };
}

function textSlots(type: DataType, isNull: string, g: CodeContext): Slots {
  const [arena, start, end] = [g.fresh('a'), g.fresh('s'), g.fresh('e')];
  return {
    declared: [`${arena} = null`, `${start} = 0`, `${end} = 0`],
    assigned(code) {
      const { code: written, bytes } = g.bytesOf(code, type);
      const [from, to, all] = [g.fresh('s'), g.fresh('e'), g.fresh('a')];
      return {
        before: `${written}\nconst ${from} = ${bytes.start}, ${to} = ${bytes.end}, ${all} = ${bytes.arena};`,
        store: `${start} = ${from}; ${end} = ${to}; ${arena} = ${all};`,
      };
    },
    read: () => g.textOfBytes('', isNull, { arena, start, end }, type),
  };
}

/** Words of its own: what is read of another variable is copied before that is stored over. */
function integerSlots(type: DataType, isNull: string, g: CodeContext): Slots {
  const [own, next] = [g.roomForWords(), g.roomForWords()];
  const moved = g.constant(copy);
  return {
    declared: [],
    assigned(code) {
      const { code: found, words } = g.wordsOf(code, type);
      return {
        before: `${found}\nif (!(${code.isNull})) ${moved}(${next.array}, 0, ${words.array}, ${words.at});`,
        store: `${moved}(${own.array}, 0, ${next.array}, 0);`,
      };
    },
    read: () => g.wideInteger('', isNull, own),
  };
}

/** Memory of its own: a variable that is set again and again would be an object each time. */
function longSlots(type: DataType, isNull: string, g: CodeContext): Slots {
  const own = g.storedInteger(type, () => ({ code: '', isNull }));
  const next = g.storedInteger(type, () => ({ code: '', isNull }));
  return {
    declared: [],
    assigned: (code) => ({
      before: `if (!(${code.isNull})) ${next.value} = ${code.value};`,
      store: `${own.value} = ${next.value};`,
    }),
    read: () => own,
  };
}

function structSlots(type: DataType & { kind: 'struct' }, isNull: string, g: CodeContext): Slots {
  const fields = type.fields.map((f) => slots(f.type, g));
  return {
    declared: fields.flatMap((field) => field.declared),
    assigned(code) {
      const whole = code.fields === undefined ? g.bound({ ...code, code: '' }) : null;
      const parts = fields.map((field, k) => {
        const part = code.fields?.[k] ?? fieldOf(whole!, k);
        const kept = g.bound(part);
        return field.assigned(kept);
      });
      const before = `${whole?.code ?? ''}\n${parts.map((part) => part.before).join('\n')}`;
      return { before, store: parts.map((part) => part.store).join('\n') };
    },
    read: () => structCode(isNull, fields.map((field) => field.read())), // prettier-ignore
  };
}

/** A field of a struct that is built. */
const fieldOf = ({ isNull, value }: ExpressionCode, k: number): ExpressionCode => ({
  code: '',
  isNull: isNull === 'false' ? `(${value}[${k}] === null)` : `(${isNull} || ${value}[${k}] === null)`,
  value: `${value}[${k}]`,
});
