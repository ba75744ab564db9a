/** The part of JavaScript that a lambda may hold. */
export type Syntax =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'template'; readonly parts: readonly string[]; readonly holes: readonly Syntax[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Syntax; readonly property: Syntax }
  | { readonly kind: 'call'; readonly callee: Syntax; readonly args: readonly Syntax[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Syntax }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Syntax; readonly right: Syntax }
  | { readonly kind: 'conditional'; readonly test: Syntax; readonly yes: Syntax; readonly no: Syntax }
  | { readonly kind: 'array'; readonly items: readonly Syntax[] }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] };

/** `name: value`, or `...value` without a name. */
export interface ObjectEntry {
  readonly name?: string;
  readonly value: Syntax;
}

/** A parameter: a name, or names taken out of the row. */
export type Parameter =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'pattern'; readonly fields: readonly { readonly field: string; readonly name: string }[] };

export interface Arrow {
  readonly parameters: readonly Parameter[];
  /** `const x = ...` in front of the result. */
  readonly locals: readonly (readonly [name: string, value: Syntax])[];
  readonly body: Syntax;
}
