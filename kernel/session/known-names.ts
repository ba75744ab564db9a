/** Names that a session has before a library is loaded into it. */
const OWN = ['prompt', 'display', 'clearOutput', 'page', 'require'];

/** Names that cells may mention: those that every session gives, and those that its cells declared. */
export interface KnownNames {
  readonly all: ReadonlySet<string>;
  /** Every session has these from now on. */
  give(names: readonly string[]): void;
  /** A cell of this session declares these. */
  declare(names: readonly string[]): void;
  /** A new session: what cells declared is gone. */
  reset(): void;
}

export function createKnownNames(): KnownNames {
  const given = new Set(OWN);
  const all = new Set(OWN);
  const add = (names: Iterable<string>, to: Set<string>): void => {
    for (const name of names) to.add(name);
  };
  return {
    all,
    give(names) {
      add(names, given);
      add(names, all);
    },
    declare: (names) => add(names, all),
    reset() {
      all.clear();
      add(given, all);
    },
  };
}
