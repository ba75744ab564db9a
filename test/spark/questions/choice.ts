import fc from 'fast-check';

/** A number that stands for one of several things: small ones, to which fast-check shrinks, are the simplest. */
export const choice: fc.Arbitrary<number> = fc.nat({ max: 9999 });

/** What a choice stands for. */
export const chosen = <T>(things: readonly T[], n: number): T => things[n % things.length]!;

/** Some of several things: one for each choice, none twice. */
export const chosenOf = <T>(things: readonly T[], choices: readonly number[]): T[] => [
  ...new Set(choices.map((n) => chosen(things, n))),
];
