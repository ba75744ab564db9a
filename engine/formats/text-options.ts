import { ArgumentError } from '../types/errors.ts';
import { DEFAULT_SYNTAX, type JsonSyntax } from './json/json-cursor.ts';

/** What becomes of a record that does not fit its schema. */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

const MODES: readonly ParseMode[] = ['PERMISSIVE', 'DROPMALFORMED', 'FAILFAST'];

/**
 * The options of JSON and CSV texts, in files and in functions alike, by names without regard to case.
 *
 * Spark's guide: "JSON Files" and "CSV Files", Data Source Option.
 */
export class TextOptions {
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

  get jsonSyntax(): JsonSyntax {
    return {
      singleQuotes: this.flag('allowSingleQuotes', DEFAULT_SYNTAX.singleQuotes),
      unquotedNames: this.flag('allowUnquotedFieldNames', false),
      leadingZeros: this.flag('allowNumericLeadingZeros', false),
      nonNumericNumbers: this.flag('allowNonNumericNumbers', true),
      comments: this.flag('allowComments', false),
      backslashAnything: this.flag('allowBackslashEscapingAnyCharacter', false),
    };
  }

  /** @throws ArgumentError PARSE_MODE_UNSUPPORTED */
  get mode(): ParseMode {
    const given = this.get('mode');
    const mode = MODES.find((known) => known === (given ?? 'PERMISSIVE').toUpperCase());
    if (mode !== undefined) return mode;
    throw new ArgumentError({
      condition: 'PARSE_MODE_UNSUPPORTED',
      sqlState: '42616',
      message: `The parse mode '${given}' does not exist.`,
      hint: 'Parse modes are PERMISSIVE, DROPMALFORMED and FAILFAST.',
    });
  }

  get corruptColumn(): string {
    return this.get('columnNameOfCorruptRecord') ?? '_corrupt_record';
  }
}
