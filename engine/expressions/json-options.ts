import { AnalysisError } from '../types/errors.ts';
import { DEFAULT_SYNTAX, type JsonSyntax } from './json-cursor.ts';

/** Options of JSON functions, by names without regard to case. */
export class JsonOptions {
  private readonly values: ReadonlyMap<string, string>;

  constructor(entries: Iterable<readonly [string, string]>) {
    this.values = new Map([...entries].map(([key, value]) => [key.toLowerCase(), value]));
  }

  get(name: string): string | undefined {
    return this.values.get(name.toLowerCase());
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.get(name);
    return value === undefined ? otherwise : value.toLowerCase() === 'true';
  }

  get syntax(): JsonSyntax {
    return {
      singleQuotes: this.flag('allowSingleQuotes', DEFAULT_SYNTAX.singleQuotes),
      unquotedNames: this.flag('allowUnquotedFieldNames', false),
      leadingZeros: this.flag('allowNumericLeadingZeros', false),
      nonNumericNumbers: this.flag('allowNonNumericNumbers', true),
      comments: this.flag('allowComments', false),
      backslashAnything: this.flag('allowBackslashEscapingAnyCharacter', false),
    };
  }

  get failFast(): boolean {
    const mode = (this.get('mode') ?? 'PERMISSIVE').toUpperCase();
    if (mode === 'DROPMALFORMED') {
      throw new AnalysisError({
        condition: 'PARSE_MODE_UNSUPPORTED',
        sqlState: '42601',
        message:
          "The function `from_json` doesn't support the DROPMALFORMED mode. Acceptable modes are PERMISSIVE and FAILFAST.",
      });
    }
    return mode === 'FAILFAST';
  }

  get corruptColumn(): string {
    return this.get('columnNameOfCorruptRecord') ?? '_corrupt_record';
  }
}
