import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { itemScratch } from '../../../codegen/kept-list.ts';
import type { ListCode } from '../../../codegen/list-code.ts';
import { entryType } from '../../../columnar/item-type.ts';
import type { DataType, MapType } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { scalarToText } from '../../../types/to-text.ts';
import { orNull } from '../../../codegen/or-null.ts';
import { unless } from '../../list-call.ts';
import { distinctItems } from '../array/members.ts';
import { comparisonText } from '../operator/comparison.ts';

/** The most entries whose keys are compared each with each. */
const FEW = 8;

function throwNullKey(): never {
  throw new RuntimeError({ condition: 'NULL_MAP_KEY', sqlState: '2200E', message: 'Cannot use null as map key.' });
}

const throwRepeated =
  (type: DataType) =>
  (key: unknown): never => {
    throw new RuntimeError({
      condition: 'DUPLICATED_MAP_KEY',
      sqlState: '23505',
      message: `Duplicate map key ${scalarToText(key, type, 'UTC')} was found, please check the input data.`,
    });
  };

const NUMBER = /^\(?(-?\d+)n?\)?$/;

/** What a literal key is, undefined for others. */
const literalOf = ({ literal, value }: ExpressionCode): string | undefined => literal ?? NUMBER.exec(value)?.[1];

/** The entries as a map: no key is NULL, none comes twice; statements that throw otherwise. */
export function checkedEntries(
  list: ListCode,
  type: MapType,
  isNull: string,
  g: CodeContext,
): { readonly code: string; readonly list: ListCode } {
  const nulls = `${g.constant(throwNullKey)}();`;
  const repeated = g.constant(throwRepeated(type.key));
  const keys = list.parts?.map((entry) => g.fieldOf(entry, 0));
  if (list.parts !== undefined && keys !== undefined && keys.length <= FEW) {
    const checks = keys.flatMap((key, i) => [
      ...(key.isNull === 'false' ? [] : [`if (${key.isNull}) ${nulls}`]),
      ...keys.slice(0, i).flatMap((other) => {
        const [a, b] = [literalOf(key), literalOf(other)];
        if ((a !== undefined && b !== undefined && a !== b) || key.isNull === 'true' || other.isNull === 'true')
          return [];
        return [`if (${comparisonText('==', type.key, key, other, g)}) ${repeated}(${key.value});`];
      }),
    ]);
    const before = keys.map((key) => key.code).join('\n');
    return { code: `${before}\n${unless(isNull, checks.join('\n'))}`, list };
  }
  const entries = itemScratch(entryType(type), g);
  const seen = distinctItems(type.key, g);
  const [start, end] = [g.fresh('s'), g.fresh('e')];
  const put = list.each((entry) => {
    const key = g.fieldOf(entry, 0);
    const check = key.isNull === 'false' ? '' : `if (${key.isNull}) ${nulls}`;
    const present = { ...key, code: '', isNull: 'false' };
    const known = seen.add(present, `${repeated}(${orNull(present)});`);
    return `${key.code}\n${check}\n${known}\n${entries.append(entry)}`;
  });
  const run = `${seen.begin}\n${start} = ${entries.next};\n${put}\n${end} = ${entries.next};`;
  return {
    code: `${seen.declared}\nlet ${start} = 0, ${end} = 0;\n${unless(isNull, run)}`,
    list: entries.between(start, end),
  };
}
