/** What running a recorded case gave. */
export type Verdict =
  | { readonly verdict: 'equal' }
  | { readonly verdict: 'different'; readonly expected: unknown; readonly got: unknown }
  | { readonly verdict: 'unsupported'; readonly why: string };
