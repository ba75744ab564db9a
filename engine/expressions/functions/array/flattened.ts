import { itemType } from '../../../columnar/item-type.ts';
import { either } from '../../../codegen/either.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { ScalarCode } from '../../define-function.ts';
import { countOf, listOf, placed, unless } from '../../list-call.ts';
import { checkArraySize } from '../../result-size.ts';
import { joinedLists } from './joined-lists.ts';

/** The code of `flatten`: the items of the arrays of an array, NULL where one of those is. */
export const flattened = (type: DataType): ScalarCode =>
  listOf(({ lists: [list], isNull }, g) => {
    const inner = itemType(type);
    const parts = list!.parts?.map((part) => g.listOf(part, inner));
    if (parts !== undefined) {
      const anyNull = parts.map((part) => part.isNull).reduce(either, isNull);
      return { code: parts.map((part) => part.code).join('\n'), isNull: anyNull, list: joinedLists(parts.map((part) => part.list)) }; // prettier-ignore
    }
    const outer = placed(list!, type, isNull, g);
    const [total, missing] = [g.fresh('n'), g.fresh('z')];
    const look = outer.list.each((item) => {
      const { code, isNull: none, list: items } = g.listOf(item, inner);
      const count = countOf(items, g);
      const sum = `${code}\n${count.code}\n${total} += ${count.count};`;
      return none === 'false' ? sum : `if (${none}) ${missing} = true; else {\n${sum}\n}`;
    });
    const check = `${look}\nif (!${missing}) ${g.constant(checkFlattened)}(${total});`;
    const nulls = either(isNull, missing);
    return {
      code: `${outer.code}\nlet ${total} = 0, ${missing} = false;\n${unless(isNull, check)}`,
      isNull: nulls,
      list: {
        each: (body) =>
          outer.list.each((item) => {
            const { code, list: items } = g.listOf({ ...item, isNull: 'false' }, inner);
            return `${code}\n${items.each(body)}`;
          }),
        copies: outer.list.copies,
      },
    };
  });

const checkFlattened = (total: number): void => checkArraySize(total, 'flatten');
