import { expect, test } from 'vitest';
import { didYouMean, nearestNames } from '../../../engine/types/nearest-names.ts';

const NAMES = ['upper', 'lower', 'length', 'filter', 'name', 'id', 'withWatermark'];
const HINTS: readonly (readonly [name: string, hint: string])[] = [
  ['uper', 'Did you mean upper?'],
  ['FLITER', 'Did you mean filter?'],
  ['nmae', 'Did you mean name?'],
  ['lenght', 'Did you mean length?'],
  ['withWatermarks', 'Did you mean withWatermark?'],
  ['with', 'Did you mean withWatermark?'],
  ['zzzz', ''],
  ['x', ''],
  ['ip', 'Did you mean id?'],
  ['quarter', ''],
];

test.each(HINTS)('%s: %s', (name, hint) => expect(didYouMean(name, NAMES)).toBe(hint));

test('the nearest come first, however far they are', () => {
  expect(nearestNames('lowr', NAMES, 2)).toEqual(['lower', 'filter']);
});
