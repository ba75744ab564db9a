import { csvFieldTexts } from '../../../formats/csv/put-csv.ts';
import type { TextOptions } from '../../../formats/text-options.ts';
import type { StructType } from '../../../types/data-type.ts';
import type { ScalarCode } from '../../define-function.ts';
import { structText } from './struct-text.ts';

/** The code of `to_csv`; undefined where numbers may need quotes. */
export function csvStructCode(type: StructType, options: TextOptions, zone: string): ScalarCode | undefined {
  const fields = csvFieldTexts(type, options, zone);
  return fields === undefined ? undefined : structText(fields);
}
