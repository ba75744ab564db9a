import { rememberOption } from '../types/secrets.ts';
import { argumentsOf } from './arguments/call-arguments.ts';

/** What an option may be given as; it travels as a text. */
export type OptionValue = string | number | boolean;

/**
 * The options that a reader or a writer was given so far.
 *
 * @internal
 */
export class GivenOptions {
  readonly values: Record<string, string> = {};

  /** @param example a call that is right, for the error of one that is not */
  set(example: string, name: string, value: OptionValue): void {
    const given = argumentsOf('option', example);
    this.take(given.text('name', name), given.setting('value', value));
  }

  /** @param example a call that is right, for the error of one that is not */
  setAll(example: string, options: Readonly<Record<string, OptionValue>>): void {
    const given = argumentsOf('options', example).settings('options', options);
    for (const [name, value] of Object.entries(given)) this.take(name, value);
  }

  private take(name: string, value: string): void {
    this.values[name] = value;
    rememberOption(name, value);
  }
}
