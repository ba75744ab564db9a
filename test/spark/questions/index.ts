import type fc from 'fast-check';
import { expressionQuestion } from './expression-question.ts';
import { frameQuestion } from './frame-question.ts';
import { streamingQuestion } from './streaming-question.ts';

/** Questions of one kind, which become cases of `test/golden`. */
export interface QuestionKind {
  readonly name: string;
  readonly questions: fc.Arbitrary<object>;
}

export const QUESTIONS: readonly QuestionKind[] = [
  { name: 'streaming', questions: streamingQuestion },
  { name: 'frames', questions: frameQuestion },
  { name: 'expressions', questions: expressionQuestion },
];
