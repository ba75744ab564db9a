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

  /** @throws ArgumentError java.lang.IllegalArgumentException for anything but true and false */
  flag(name: string, otherwise: boolean): boolean {
    const value = this.get(name)?.toLowerCase();
    if (value === undefined) return otherwise;
    if (value !== 'true' && value !== 'false') throw noBoolean(name, value);
    return value === 'true';
  }

  /** @throws ArgumentError _LEGACY_ERROR_TEMP_2146 for anything but a whole number */
  integer(name: string, otherwise: number): number {
    const value = this.get(name);
    if (value === undefined) return otherwise;
    if (!/^[+-]?\d{1,9}$/.test(value)) throw noInteger(name, value);
    return Number(value);
  }

  /** The texts of numbers, dates and times are English. @throws ArgumentError UNSUPPORTED_LOCALE */
  checkLocale(): void {
    const locale = this.get('locale') ?? 'en-US';
    if (!/^en([-_].*)?$/i.test(locale)) throw noLocale(locale);
  }

  get jsonSyntax(): JsonSyntax {
    return {
      singleQuotes: this.flag('allowSingleQuotes', DEFAULT_SYNTAX.singleQuotes),
      unquotedNames: this.flag('allowUnquotedFieldNames', false),
      leadingZeros: this.flag('allowNumericLeadingZeros', false),
      nonNumericNumbers: this.flag('allowNonNumericNumbers', true),
      comments: this.flag('allowComments', false),
      backslashAnything: this.flag('allowBackslashEscapingAnyCharacter', false),
      controlCharacters: this.flag('allowUnquotedControlChars', false),
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

const noBoolean = (name: string, value: string): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: `For input string: "${value}": the option '${name}' is true or false.`,
    hint: `For example .option("${name}", "true").`,
  });

const noInteger = (name: string, value: string): ArgumentError =>
  new ArgumentError({
    condition: '_LEGACY_ERROR_TEMP_2146',
    message: `${name} should be an integer. Found ${value}.`,
    hint: `For example .option("${name}", "100").`,
  });

const noLocale = (locale: string): ArgumentError =>
  new ArgumentError({
    condition: 'UNSUPPORTED_LOCALE',
    message: `The option 'locale' is '${locale}', and names of months and days are read and written in English only.`,
    hint: 'Leave the option out, or set it to en-US.',
  });
