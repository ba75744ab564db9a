import { boundNames, children, innerScope, isFunction, lexicalNames, varNames } from './scope.ts';
import type { Node, Scope } from './scope.ts';

/** What the walk tells about a cell's code. */
export interface ReferenceVisitor {
  /** An identifier that reads, writes or calls a variable, seen from `scope`. */
  reference(node: Node, scope: Scope, use: ReferenceUse): void;
  /** An arrow function that may be a lambda over rows, with the name that it takes. `after` runs when its body was walked. */
  arrow(arrow: Node, outer: Scope, name?: string): { after(): void };
  /** An `import(...)` expression. */
  dynamicImport(node: Node): void;
  /** A statement of a list below the top level, whose first token may continue the statement before it. */
  listed(statement: Node): void;
  /** Declarators whose names are assigned in the session instead of being bound in the cell. */
  readonly topLevel: ReadonlySet<Node>;
}

export interface ReferenceUse {
  /** The only word of `{ name }` or `{ name = 1 }`, which stands for key and value. */
  readonly shorthand: boolean;
  /** The function of a call or a template tag. */
  readonly called: boolean;
  readonly written: boolean;
  readonly typeof: boolean;
}

const PLAIN: ReferenceUse = { shorthand: false, called: false, written: false, typeof: false };

/** Visits every variable reference below `node`, with the scope it is seen from. */
export function walkReferences(node: Node, scope: Scope, visitor: ReferenceVisitor): void {
  const walk = (at: Node | null | undefined, inside: Scope, use: ReferenceUse = PLAIN): void => {
    if (at != null) visit(at, inside, use);
  };
  const walkAll = (nodes: readonly (Node | null)[], inside: Scope): void => nodes.forEach((n) => walk(n, inside));

  const walkList = (statements: readonly Node[], inside: Scope): void => {
    statements.forEach((statement) => visitor.listed(statement));
    walkAll(statements, inside);
  };

  const walkFunction = (fn: Node, outer: Scope): void => {
    const params = fn['params'] as Node[];
    const body = fn['body'] as Node;
    const names = params.flatMap(boundNames);
    if (fn.type !== 'ArrowFunctionExpression') names.push('arguments');
    if (fn.type === 'FunctionExpression') names.push(...boundNames(fn['id'] as Node | null));
    const scopeOfParams = innerScope(outer, names);
    params.forEach((param) => walkPattern(param, scopeOfParams, false));
    if (body.type !== 'BlockStatement') return walk(body, scopeOfParams);
    const statements = body['body'] as Node[];
    walkList(statements, innerScope(scopeOfParams, [...varNames(body), ...lexicalNames(statements)]));
  };

  const walkClass = (node: Node, outer: Scope): void => {
    const inside = innerScope(outer, boundNames(node['id'] as Node | null));
    walk(node['superClass'] as Node | null, inside);
    walk(node['body'] as Node, inside);
  };

  /** A pattern that binds (`declares` names already in scope) or assigns: only defaults, keys and targets refer. */
  const walkPattern = (pattern: Node | null, inside: Scope, assigns: boolean, shorthand = false): void => {
    if (pattern === null) return;
    switch (pattern.type) {
      case 'Identifier':
        if (assigns) visitor.reference(pattern, inside, { ...PLAIN, written: true, shorthand });
        return;
      case 'ObjectPattern':
        for (const property of pattern['properties'] as Node[]) {
          if (property.type === 'RestElement') walkPattern(property['argument'] as Node, inside, assigns);
          else {
            if (property['computed'] === true) walk(property['key'] as Node, inside);
            walkPattern(property['value'] as Node, inside, assigns, property['shorthand'] === true);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern['elements'] as (Node | null)[]) walkPattern(element, inside, assigns);
        return;
      case 'AssignmentPattern':
        walkPattern(pattern['left'] as Node, inside, assigns, shorthand);
        return walkNamed(pattern['right'] as Node, inside, (pattern['left'] as Node)['name']);
      case 'RestElement':
        return walkPattern(pattern['argument'] as Node, inside, assigns);
      default:
        return walk(pattern, inside);
    }
  };

  /** Walks a value that takes the name of what it is given to, where it is an arrow function. */
  const walkNamed = (at: Node | null, inside: Scope, name: unknown, use: ReferenceUse = PLAIN): void => {
    if (at === null || !isRowLambda(at)) return walk(at, inside, use);
    const arrow = visitor.arrow(at, inside, typeof name === 'string' ? name : undefined);
    walkFunction(at, inside);
    arrow.after();
  };

  const walkCall = (call: Node, inside: Scope): void => {
    const callee = call['callee'] as Node;
    walk(callee, inside, { ...PLAIN, called: call.type !== 'NewExpression' });
    const plain = call.type === 'NewExpression' || takesPlainFunctions(callee);
    for (const argument of call['arguments'] as Node[]) {
      if (plain && isFunction(argument)) walkFunction(argument, inside);
      else walk(argument, inside);
    }
  };

  const walkLoop = (loop: Node, inside: Scope): void => {
    const head = (loop['init'] ?? loop['left']) as Node | null;
    const declares = head?.type === 'VariableDeclaration' && head['kind'] !== 'var';
    const scopeOfLoop = declares ? innerScope(inside, lexicalNames([head])) : inside;
    if (head != null && head.type !== 'VariableDeclaration' && loop['left'] !== undefined)
      walkPattern(head, scopeOfLoop, true);
    else walk(head, scopeOfLoop);
    for (const key of ['test', 'update', 'right', 'body']) walk(loop[key] as Node | null | undefined, scopeOfLoop);
  };

  const visit = (at: Node, inside: Scope, use: ReferenceUse): void => {
    if (isRowLambda(at)) return walkNamed(at, inside, undefined);
    if (isFunction(at)) return walkFunction(at, inside);
    switch (at.type) {
      case 'Identifier':
        return visitor.reference(at, inside, use);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return walkClass(at, inside);
      case 'BlockStatement':
        return walkList(at['body'] as Node[], innerScope(inside, lexicalNames(at['body'] as Node[])));
      case 'StaticBlock': {
        const body = at['body'] as Node[];
        return walkList(body, innerScope(inside, [...body.flatMap(varNames), ...lexicalNames(body)]));
      }
      case 'SwitchStatement': {
        walk(at['discriminant'] as Node, inside);
        const cases = at['cases'] as Node[];
        return walkAll(cases, innerScope(inside, lexicalNames(cases.flatMap((c) => c['consequent'] as Node[]))));
      }
      case 'SwitchCase':
        walk(at['test'] as Node | null, inside);
        return walkList(at['consequent'] as Node[], inside);
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        return walkLoop(at, inside);
      case 'CatchClause': {
        const caught = innerScope(inside, boundNames(at['param'] as Node | null));
        walkPattern(at['param'] as Node | null, caught, false);
        return walk(at['body'] as Node, caught);
      }
      case 'VariableDeclarator': {
        const id = at['id'] as Node;
        walkPattern(id, inside, visitor.topLevel.has(at));
        return walkNamed(at['init'] as Node | null, inside, id['name']);
      }
      case 'AssignmentExpression':
        walkPattern(at['left'] as Node, inside, true);
        return walkNamed(at['right'] as Node, inside, (at['left'] as Node)['name']);
      case 'UpdateExpression':
        return walkPattern(at['argument'] as Node, inside, true);
      case 'UnaryExpression':
        return walk(at['argument'] as Node, inside, { ...PLAIN, typeof: at['operator'] === 'typeof' });
      case 'CallExpression':
      case 'NewExpression':
        return walkCall(at, inside);
      case 'TaggedTemplateExpression':
        walk(at['tag'] as Node, inside, { ...PLAIN, called: true });
        return walk(at['quasi'] as Node, inside);
      case 'MemberExpression':
      case 'PropertyDefinition':
      case 'MethodDefinition': {
        const [holder, name] = at.type === 'MemberExpression' ? ['object', 'property'] : ['value', 'key'];
        if (at['computed'] === true) walk(at[name!] as Node, inside);
        return walkNamed(at[holder!] as Node | null, inside, keyOf(at, name!));
      }
      case 'Property':
        if (at['computed'] === true) walk(at['key'] as Node, inside);
        return walkNamed(at['value'] as Node, inside, keyOf(at, 'key'), {
          ...PLAIN,
          shorthand: at['shorthand'] === true,
        });
      case 'LabeledStatement':
        return walk(at['body'] as Node, inside);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      case 'ImportExpression':
        visitor.dynamicImport(at);
        return children(at).forEach((child) => walk(child, inside));
      default:
        children(at).forEach((child) => walk(child, inside));
    }
  };
  visit(node, scope, PLAIN);
}

/** The name under which a member is written. */
function keyOf(member: Node, part: string): unknown {
  const key = member[part] as Node;
  return member['computed'] === true ? undefined : (key['name'] ?? key['value']);
}

/** An arrow over a row, and perhaps parameters beside it. */
export function isRowLambda(node: Node): boolean {
  const count = (node['params'] as Node[] | undefined)?.length ?? 0;
  return node.type === 'ArrowFunctionExpression' && node['async'] !== true && (count === 1 || count === 2);
}

// Methods of arrays and promises that take callbacks and that no DataFrame has: recording their arrows would only cost.
const PLAIN_METHODS = new Set(
  `then catch finally forEach reduce reduceRight some every find findIndex findLast findLastIndex sort toSorted flatMap
   addEventListener on once`.split(/\s+/),
);

function takesPlainFunctions(callee: Node): boolean {
  const property = callee.type === 'MemberExpression' ? (callee['property'] as Node) : undefined;
  return PLAIN_METHODS.has(property?.['name'] as string);
}
