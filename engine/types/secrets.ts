/** Options whose values are nobody's business, by the names Spark redacts and Kafka's logins. */
const SECRET = /secret|password|token|access[.]?key|credential|sasl/i;
/** A name, quoted or not, then a comma, colon or equals sign, then a string to its end or the line's. */
const GIVEN = /((['"`]?)([\w.-]+)\2\s*(?::\s*\w+\s*)?[,:=]\s*)(['"`])((?:\\.|(?!\4).)*)(\4|$)/g;

/** Whether an option of this name holds a secret. */
export const isSecret = (name: string): boolean => SECRET.test(name);

/** A line of the user's code as it may be shown: strings that are given to names of secrets become `"***"`. */
export const withoutSecrets = (code: string): string =>
  code.replace(GIVEN, (all, before: string, _, name: string, quote: string, __, end: string) =>
    isSecret(name) ? `${before}${quote}***${end}` : all,
  );
