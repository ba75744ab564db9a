/** A function of one scalar that is not null. */
export type Convert = (value: never) => unknown;
