/**
 * Whether a getter of the user's code is on a stack, as V8 writes it, or a method by the name `get`, which looks the same.
 * Node has getters, too: `performance` is one.
 *
 * @example
 *     hasUserGetter('Error\n    at get slow (cell [3]:1:20)\n    at cell [3]:1:60'); // true
 */
export const hasUserGetter = (stack: string): boolean => USER_GETTER.test(stack);

const USER_GETTER = /^\s+at (?:\S+\.)?get (?!.*\(node:)/m;
