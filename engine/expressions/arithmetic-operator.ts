/** Operators on two numbers, as they stand in SQL; `pmod` is the remainder that is never negative. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | 'div' | 'pmod';
