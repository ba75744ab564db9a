import { sqlName, type DataType } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';

/** CSV has no place for values that hold others. */
export const unsupportedInCsv = (type: DataType, column = ''): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE',
    sqlState: '0A000',
    message: `The CSV datasource doesn't support the column ${column === '' ? '' : `\`${column}\` `}of the type "${sqlName(type)}".`,
    hint: 'Take its parts apart with select, or turn it into text with to_json.',
  });
