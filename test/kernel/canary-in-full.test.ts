import { testCanaries } from './canary.ts';

testCanaries('in full');
