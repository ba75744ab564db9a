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
  new ReferenceWalk(visitor).walk(node, scope);
}

class ReferenceWalk {
  readonly visitor: ReferenceVisitor;

  constructor(visitor: ReferenceVisitor) {
    this.visitor = visitor;
  }

  /** Walks a part of a node; what the node does not have is nothing. */
  walk(part: unknown, inside: Scope, use: ReferenceUse = PLAIN): void {
    const at = part as Node | null | undefined;
    if (at == null) return;
    if (isRowLambda(at)) return this.walkNamed(at, inside, undefined);
    if (isFunction(at)) return this.walkFunction(at, inside);
    const visit = Object.hasOwn(VISITS, at.type) ? VISITS[at.type]! : walkChildren;
    visit(this, at, inside, use);
  }

  walkList(statements: readonly Node[], inside: Scope): void {
    statements.forEach((statement) => this.visitor.listed(statement));
    statements.forEach((statement) => this.walk(statement, inside));
  }

  walkFunction(fn: Node, outer: Scope): void {
    const params = fn['params'] as Node[];
    const body = fn['body'] as Node;
    const names = params.flatMap(boundNames);
    if (fn.type !== 'ArrowFunctionExpression') names.push('arguments');
    if (fn.type === 'FunctionExpression') names.push(...boundNames(fn['id'] as Node | null));
    const scopeOfParams = innerScope(outer, names);
    params.forEach((param) => this.walkPattern(param, scopeOfParams, false));
    if (body.type !== 'BlockStatement') return this.walk(body, scopeOfParams);
    const statements = body['body'] as Node[];
    this.walkList(statements, innerScope(scopeOfParams, [...varNames(body), ...lexicalNames(statements)]));
  }

  /** A pattern that binds (`declares` names already in scope) or assigns: only defaults, keys and targets refer. */
  walkPattern(part: unknown, inside: Scope, assigns: boolean, shorthand = false): void {
    const pattern = part as Node | null;
    if (pattern === null) return;
    switch (pattern.type) {
      case 'Identifier':
        if (assigns) this.visitor.reference(pattern, inside, { ...PLAIN, written: true, shorthand });
        return;
      case 'ObjectPattern':
        for (const property of pattern['properties'] as Node[]) {
          if (property.type === 'RestElement') this.walkPattern(property['argument'], inside, assigns);
          else {
            if (property['computed'] === true) this.walk(property['key'], inside);
            this.walkPattern(property['value'], inside, assigns, property['shorthand'] === true);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern['elements'] as (Node | null)[]) this.walkPattern(element, inside, assigns);
        return;
      case 'AssignmentPattern':
        this.walkPattern(pattern['left'], inside, assigns, shorthand);
        return this.walkNamed(pattern['right'], inside, (pattern['left'] as Node)['name']);
      case 'RestElement':
        return this.walkPattern(pattern['argument'], inside, assigns);
      default:
        return this.walk(pattern, inside);
    }
  }

  /** Walks a value that takes the name of what it is given to, where it is an arrow function. */
  walkNamed(part: unknown, inside: Scope, name: unknown, use: ReferenceUse = PLAIN): void {
    const at = part as Node | null;
    if (at === null || !isRowLambda(at)) return this.walk(at, inside, use);
    const arrow = this.visitor.arrow(at, inside, typeof name === 'string' ? name : undefined);
    this.walkFunction(at, inside);
    arrow.after();
  }
}

type Visit = (walk: ReferenceWalk, at: Node, inside: Scope, use: ReferenceUse) => void;

const walkChildren: Visit = (walk, at, inside) => children(at).forEach((child) => walk.walk(child, inside));

const walkClass: Visit = (walk, node, outer) => {
  const inside = innerScope(outer, boundNames(node['id'] as Node | null));
  walk.walk(node['superClass'], inside);
  walk.walk(node['body'], inside);
};

const walkCall: Visit = (walk, call, inside) => {
  const callee = call['callee'] as Node;
  walk.walk(callee, inside, { ...PLAIN, called: call.type !== 'NewExpression' });
  const plain = call.type === 'NewExpression' || takesPlainFunctions(callee);
  for (const argument of call['arguments'] as Node[]) {
    if (plain && isFunction(argument)) walk.walkFunction(argument, inside);
    else walk.walk(argument, inside);
  }
};

const walkLoop: Visit = (walk, loop, inside) => {
  const head = (loop['init'] ?? loop['left']) as Node | null;
  const declares = head?.type === 'VariableDeclaration' && head['kind'] !== 'var';
  const scopeOfLoop = declares ? innerScope(inside, lexicalNames([head])) : inside;
  if (head != null && head.type !== 'VariableDeclaration' && loop['left'] !== undefined)
    walk.walkPattern(head, scopeOfLoop, true);
  else walk.walk(head, scopeOfLoop);
  for (const key of ['test', 'update', 'right', 'body']) walk.walk(loop[key], scopeOfLoop);
};

const walkMember: Visit = (walk, at, inside) => {
  const [holder, name] = at.type === 'MemberExpression' ? ['object', 'property'] : ['value', 'key'];
  if (at['computed'] === true) walk.walk(at[name!], inside);
  walk.walkNamed(at[holder!], inside, keyOf(at, name!));
};

const nothing: Visit = () => undefined;

/** What is done at a node, by its type; at all others, its children are walked. */
const VISITS: Readonly<Record<string, Visit>> = {
  Identifier: (walk, at, inside, use) => walk.visitor.reference(at, inside, use),
  ClassDeclaration: walkClass,
  ClassExpression: walkClass,
  BlockStatement(walk, at, inside) {
    const body = at['body'] as Node[];
    walk.walkList(body, innerScope(inside, lexicalNames(body)));
  },
  StaticBlock(walk, at, inside) {
    const body = at['body'] as Node[];
    walk.walkList(body, innerScope(inside, [...body.flatMap(varNames), ...lexicalNames(body)]));
  },
  SwitchStatement(walk, at, inside) {
    walk.walk(at['discriminant'], inside);
    const cases = at['cases'] as Node[];
    const scopeOfCases = innerScope(inside, lexicalNames(cases.flatMap((c) => c['consequent'] as Node[])));
    cases.forEach((each) => walk.walk(each, scopeOfCases));
  },
  SwitchCase(walk, at, inside) {
    walk.walk(at['test'], inside);
    walk.walkList(at['consequent'] as Node[], inside);
  },
  ForStatement: walkLoop,
  ForInStatement: walkLoop,
  ForOfStatement: walkLoop,
  CatchClause(walk, at, inside) {
    const caught = innerScope(inside, boundNames(at['param'] as Node | null));
    walk.walkPattern(at['param'], caught, false);
    walk.walk(at['body'], caught);
  },
  VariableDeclarator(walk, at, inside) {
    walk.walkPattern(at['id'], inside, walk.visitor.topLevel.has(at));
    walk.walkNamed(at['init'], inside, (at['id'] as Node)['name']);
  },
  AssignmentExpression(walk, at, inside) {
    walk.walkPattern(at['left'], inside, true);
    walk.walkNamed(at['right'], inside, (at['left'] as Node)['name']);
  },
  UpdateExpression: (walk, at, inside) => walk.walkPattern(at['argument'], inside, true),
  UnaryExpression: (walk, at, inside) =>
    walk.walk(at['argument'], inside, { ...PLAIN, typeof: at['operator'] === 'typeof' }),
  CallExpression: walkCall,
  NewExpression: walkCall,
  TaggedTemplateExpression(walk, at, inside) {
    walk.walk(at['tag'], inside, { ...PLAIN, called: true });
    walk.walk(at['quasi'], inside);
  },
  MemberExpression: walkMember,
  PropertyDefinition: walkMember,
  MethodDefinition: walkMember,
  Property(walk, at, inside) {
    if (at['computed'] === true) walk.walk(at['key'], inside);
    walk.walkNamed(at['value'], inside, keyOf(at, 'key'), { ...PLAIN, shorthand: at['shorthand'] === true });
  },
  LabeledStatement: (walk, at, inside) => walk.walk(at['body'], inside),
  BreakStatement: nothing,
  ContinueStatement: nothing,
  MetaProperty: nothing,
  ImportExpression(walk, at, inside, use) {
    walk.visitor.dynamicImport(at);
    walkChildren(walk, at, inside, use);
  },
};

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
