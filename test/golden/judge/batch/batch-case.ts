/** A recorded case of a batch query, as golden/README.md describes it. */
export interface BatchCase {
  readonly id: string;
  readonly group: string;
  readonly sql: string;
  readonly conf?: Readonly<Record<string, string>>;
  readonly ordered?: boolean;
  readonly schema?: readonly (readonly [string, string])[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: { readonly condition?: string; readonly sqlState?: string; readonly message?: string };
  readonly function?: string;
}

export interface BatchTable {
  readonly schema: string;
  readonly rows: readonly (readonly unknown[])[];
}

/** What running a case gave: a schema and rows in the JSON encoding, or an error. */
export type BatchAnswer =
  | { readonly schema: readonly (readonly [string, string])[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly error: { readonly condition: string; readonly sqlState: string | undefined; readonly message: string } };

export interface BatchVerdict {
  readonly result: 'equal' | 'different' | 'unsupported';
  readonly detail?: string;
}
