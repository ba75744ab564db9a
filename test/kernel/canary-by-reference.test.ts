import { testCanaries } from './canary.ts';

testCanaries('by reference');
