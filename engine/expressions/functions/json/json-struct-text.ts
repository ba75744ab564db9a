import { closeObject, jsonArrayText, jsonFieldTexts } from '../../../formats/json/put-json.ts';
import type { TextOptions } from '../../../formats/text-options.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { ScalarCode } from '../../define-function.ts';
import { bytes } from '../../function-code.ts';
import { structText } from './struct-text.ts';

/** The code of `to_json` of a struct or an array; undefined where options shape the text as a whole. */
export function jsonStructCode(type: DataType, options: TextOptions, zone: string): ScalarCode | undefined {
  if (type.kind === 'array') {
    const put = jsonArrayText(type, options, zone);
    return put === undefined ? undefined : bytes('text', put);
  }
  const fields = type.kind === 'struct' ? jsonFieldTexts(type, options, zone) : undefined;
  return fields === undefined ? undefined : structText(fields, closeObject);
}
