import type { LanguageCell } from './language.ts';

/** What the kernel process asks the checker's thread. */
export type ToLanguage =
  | { readonly kind: 'check'; readonly cell: LanguageCell }
  | { readonly kind: 'complete'; readonly code: string; readonly offset: number }
  | { readonly kind: 'inspect'; readonly code: string; readonly offset: number }
  | { readonly kind: 'isComplete'; readonly code: string }
  | { readonly kind: 'preload'; readonly names: readonly string[] }
  | { readonly kind: 'reset' }
  /** Reads the libraries now, so that the first question is answered soon. */
  | { readonly kind: 'warm' };

/** An answer; null when the checker failed on it. */
export interface FromLanguage {
  readonly id: number;
  readonly answer: unknown;
}
