import { IMPORT, LAMBDA, SCOPE } from './cell-names.ts';
import { lookUp } from './scope.ts';
import type { Edits } from './edits.ts';
import type { ReferenceUse, ReferenceVisitor } from './references.ts';
import type { Node, Scope } from './scope.ts';

const GLOBALS = new Set([...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertyNames(Object.prototype)]);

interface Arrow {
  /** The scope around the arrow: what it declares lies deeper. */
  readonly outer: Scope;
  /** Free names with a getter for each. */
  readonly captures: Map<string, string>;
}

/**
 * Rewrites references to session names, dynamic imports, and arrow functions passed to methods. Which names the cell uses
 * is added to `uses`; `source` is the text that arrows are quoted from.
 */
export function createRewriter(
  edits: Edits,
  uses: Set<string>,
  source: string,
): ReferenceVisitor & { topLevel: Set<Node> } {
  const arrows: Arrow[] = [];
  const listed = new Set<number>();

  /** The code that reads or writes a name, or null when the name itself does. */
  const accessOf = (name: string, found: Scope | null, use: ReferenceUse): string | null => {
    if (found !== null) return found.depth > 0 ? null : `${SCOPE}.${name}`;
    if (GLOBALS.has(name) || use.written) return null;
    // A name that no cell has declared yet may be declared by the time this code runs.
    return use.typeof ? `${SCOPE}.${name}` : `(${JSON.stringify(name)} in ${SCOPE} ? ${SCOPE}.${name} : ${name})`;
  };

  const capture = (name: string, found: Scope | null): void => {
    if ((found === null && GLOBALS.has(name)) || name === 'arguments') return;
    const inSession = `${JSON.stringify(name)} in ${SCOPE}`;
    const read =
      found === null
        ? `return ${inSession} ? ${SCOPE}.${name} : globalThis.${name}`
        : found.depth > 0
          ? `return ${name}`
          : `if (!(${inSession})) throw new ReferenceError("${name} is declared later"); return ${SCOPE}.${name}`;
    for (const arrow of arrows) {
      if (found !== null && found.depth > arrow.outer.depth) continue;
      arrow.captures.set(name, `get ["${name}"]() { ${read}; }`);
    }
  };

  return {
    topLevel: new Set(),
    listed: (statement) => {
      if (statement.type === 'ExpressionStatement') listed.add(statement.start);
    },
    reference(node, scope, use) {
      const name = node['name'] as string;
      const found = lookUp(scope, name);
      capture(name, found);
      let access = accessOf(name, found, use);
      if (access === null) return;
      uses.add(name);
      // Without the comma the session scope would become the function's `this`.
      if (use.called && found !== null) access = `(0, ${access})`;
      if (access.startsWith('(') && listed.has(node.start)) access = `;${access}`;
      edits.replace(node.start, node.end, use.shorthand ? `${name}: ${access}` : access);
    },
    dynamicImport: (node) => edits.replace(node.start, node.start + 'import'.length, IMPORT),
    arrow(node, outer, name) {
      const arrow: Arrow = { outer, captures: new Map() };
      arrows.push(arrow);
      edits.insert(node.start, `${LAMBDA}(`);
      return {
        after() {
          arrows.splice(arrows.indexOf(arrow), 1);
          const quoted = JSON.stringify(source.slice(node.start, node.end));
          const captures = `() => ({ ${[...arrow.captures.values()].join(', ')} })`;
          const rest = arrow.captures.size === 0 ? [] : [JSON.stringify(localNames(outer))];
          if (name !== undefined) rest.splice(0, 1, rest[0] ?? '[]', JSON.stringify(name));
          edits.close(node.end, `, ${[quoted, captures, ...rest].join(', ')})`);
        },
      };
    },
  };
}

/** The names that are visible beside those of the session. */
function localNames(scope: Scope): string[] {
  return scope.depth === 0 || scope.parent === null ? [] : [...scope.names, ...localNames(scope.parent)];
}
