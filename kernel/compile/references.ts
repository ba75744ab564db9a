import { boundNames, children, innerScope, isFunction, lexicalNames, varNames } from './scope.ts';
import type { Node, Scope } from './scope.ts';

/** What the walk tells about a cell's code. */
export interface ReferenceVisitor {
  /** An identifier that reads, writes or calls a variable, seen from `scope`. */
  reference(node: Node, scope: Scope, use: ReferenceUse): void;
  /** An arrow function passed directly to a method call; `after` runs when its body was walked. */
  methodArrow(arrow: Node, call: Node, outer: Scope): { after(): void };
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
        return walk(pattern['right'] as Node, inside);
      case 'RestElement':
        return walkPattern(pattern['argument'] as Node, inside, assigns);
      default:
        return walk(pattern, inside);
    }
  };

  const walkCall = (call: Node, inside: Scope): void => {
    const callee = call['callee'] as Node;
    walk(callee, inside, { ...PLAIN, called: call.type !== 'NewExpression' });
    for (const argument of call['arguments'] as Node[]) {
      if (
        argument.type === 'ArrowFunctionExpression' &&
        callee.type === 'MemberExpression' &&
        call.type === 'CallExpression'
      ) {
        const arrow = visitor.methodArrow(argument, call, inside);
        walk(argument, inside);
        arrow.after();
      } else walk(argument, inside);
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
      case 'VariableDeclarator':
        walkPattern(at['id'] as Node, inside, visitor.topLevel.has(at));
        return walk(at['init'] as Node | null, inside);
      case 'AssignmentExpression':
        walkPattern(at['left'] as Node, inside, true);
        return walk(at['right'] as Node, inside);
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
        return walk(at[holder!] as Node | null, inside);
      }
      case 'Property':
        if (at['computed'] === true) walk(at['key'] as Node, inside);
        return walk(at['value'] as Node, inside, { ...PLAIN, shorthand: at['shorthand'] === true });
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
