import { closeObject, jsonFieldTexts } from '../../../formats/json/put-json.ts';
import type { TextOptions } from '../../../formats/text-options.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { ScalarCode } from '../../define-function.ts';
import { structText } from './struct-text.ts';

/** The code of `to_json` of a struct; undefined where options shape the text as a whole. */
export function jsonStructCode(type: DataType, options: TextOptions, zone: string): ScalarCode | undefined {
  const fields = type.kind === 'struct' ? jsonFieldTexts(type, options, zone) : undefined;
  return fields === undefined ? undefined : structText(fields, closeObject);
}
