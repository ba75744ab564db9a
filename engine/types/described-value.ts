/**
 * Any value of user code in a few words, for what is said about it: `undefined`, `a text`, `the number -1`, `an array`. No
 * code of the value runs that could throw its way out. Texts are not shown: they may be secrets.
 */
export function describedValue(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'string':
      return value === '' ? 'an empty text' : 'a text';
    case 'number':
      return `the number ${value}`;
    case 'bigint':
      return `the bigint ${value}n`;
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : describedObject(value);
    default:
      return `a ${typeof value}`;
  }
}

function describedObject(value: object): string {
  try {
    if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid Date';
    const name: unknown = (Object.getPrototypeOf(value) as object | null)?.constructor.name;
    if (typeof name !== 'string' || !/^[\w$]{1,60}$/.test(name)) return 'an object';
    const shown = name === 'Object' || name === 'Array' ? name.toLowerCase() : name;
    return `${/^[aeio]/i.test(shown) ? 'an' : 'a'} ${shown}`;
  } catch {
    return 'an object that cannot be looked at';
  }
}
