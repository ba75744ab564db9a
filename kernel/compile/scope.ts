import type * as acorn from 'acorn';

/** A node of the syntax tree with its children open to a generic walk. */
export type Node = acorn.Node & Record<string, unknown>;

/** Names that are visible in a piece of a cell. Depth 0 is the session. */
export interface Scope {
  readonly names: Set<string>;
  readonly depth: number;
  readonly parent: Scope | null;
}

export function innerScope(parent: Scope | null, names: Iterable<string> = []): Scope {
  return { names: new Set(names), depth: parent === null ? 0 : parent.depth + 1, parent };
}

/** The scope that declares `name`, null when none does. */
export function lookUp(scope: Scope, name: string): Scope | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.names.has(name)) return at;
  return null;
}

/** The names that a binding pattern declares. */
export function boundNames(pattern: Node | null | undefined): string[] {
  if (pattern == null) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string];
    case 'ObjectPattern':
      return (pattern['properties'] as Node[]).flatMap((p) =>
        boundNames((p.type === 'RestElement' ? p['argument'] : p['value']) as Node),
      );
    case 'ArrayPattern':
      return (pattern['elements'] as (Node | null)[]).flatMap(boundNames);
    case 'AssignmentPattern':
      return boundNames(pattern['left'] as Node);
    case 'RestElement':
      return boundNames(pattern['argument'] as Node);
    default:
      return [];
  }
}

/** Names that the statements of one block declare by `let`, `const`, `class`, `using` and `function`. */
export function lexicalNames(statements: readonly Node[]): string[] {
  return statements.flatMap((statement) => {
    const node = (statement.type.startsWith('Export') && (statement['declaration'] as Node | null)) || statement;
    if (node.type === 'VariableDeclaration' && node['kind'] !== 'var') return declaratorNames(node);
    if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return boundNames(node['id'] as Node);
    return [];
  });
}

/** Names declared by `var` in a function body, at any depth but not in inner functions. */
export function varNames(node: Node): string[] {
  if (isFunction(node) || node.type === 'StaticBlock' || node.type === 'PropertyDefinition') return [];
  const own = node.type === 'VariableDeclaration' && node['kind'] === 'var' ? declaratorNames(node) : [];
  return [...own, ...children(node).flatMap(varNames)];
}

export function declaratorNames(declaration: Node): string[] {
  return (declaration['declarations'] as Node[]).flatMap((d) => boundNames(d['id'] as Node));
}

export function isFunction(node: Node): boolean {
  return /^(Arrow)?Function/.test(node.type);
}

export function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const key in node) {
    const value = node[key];
    if (Array.isArray(value)) for (const item of value) if (isNode(item)) found.push(item);
    if (isNode(value)) found.push(value);
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
