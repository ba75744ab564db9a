import { either } from '../codegen/either.ts';
import { variableOf } from '../codegen/variable.ts';
import type { DataType } from '../types/data-type.ts';
import type { ScalarCode } from './define-function.ts';
import { comparisonText } from './functions/operator/comparison.ts';
import { isAtHand, unless, valueOf } from './list-call.ts';

/** The code of `map[key]`: the value of an equal key, NULL if there is none. */
export const mapValueCode = (key: DataType, value: DataType): ScalarCode =>
  valueOf(({ lists: [list], values: [wanted], isNull }, g) => {
    const found = variableOf(value, g);
    const [known, label] = [g.fresh('f'), g.fresh('L')];
    const [skip, leave] = isAtHand(list!) ? ['', `break ${label};`] : [`!${known} && `, `${known} = true;`];
    const look = list!.each((entry) => {
      const [k, v] = [g.fieldOf(entry, 0), g.fieldOf(entry, 1)];
      const equal = comparisonText('==', key, k, wanted!, g);
      return `${k.code}\nif (${skip}${equal}) {\n${v.code}\n${found.set({ ...v, code: '' })}\n${leave}\n}`;
    });
    const read = found.read();
    const run = unless(either(isNull, wanted!.isNull), `${label}: {\n${look}\n}`);
    return { ...read, code: `let ${known} = false;\n${found.declared}\n${run}\n${read.code}` };
  }, 1);
