/** An option of a text format, in files and in functions alike. */
export interface FormatOption {
  readonly name: string;
  readonly description: string;
  readonly default?: string;
}
