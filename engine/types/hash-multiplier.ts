/** The golden ratio of 32 bits: a hash that is multiplied by it spreads what is close. */
export const MULTIPLIER = 0x9e3779b1 | 0;
