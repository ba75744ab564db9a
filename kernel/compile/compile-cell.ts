import { parse } from 'acorn';
import { createEdits, originalOffset } from './edits.ts';
import { IMPORT, LAMBDA, SCOPE } from './cell-names.ts';
import { importCode } from './import-code.ts';
import { isRowLambda, walkReferences } from './references.ts';
import { createRewriter } from './rewriter.ts';
import { boundNames, declaratorNames, innerScope, lexicalNames, varNames } from './scope.ts';
import { lineStarts, stripTypes } from './strip-types.ts';
import type { CompiledCell, SyntaxProblem } from './compiled-cell.ts';
import type { Edits } from './edits.ts';
import type { Node } from './scope.ts';
import type { Stripped } from './strip-types.ts';

/** Makes a cell ready to run in a session that already holds the names of `known`. */
export function compileCell(source: string, name: string, known: ReadonlySet<string>): CompiledCell | SyntaxProblem {
  const stripped = stripTypes(source);
  if ('message' in stripped) return stripped;
  let program: Node;
  try {
    // the walk goes over nodes of any type by the names of their fields
    program = parse(stripped.code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Node;
  } catch (error) {
    return parseProblem(error as SyntaxError & { pos?: number }, stripped, source);
  }
  const statements = program['body'] as Node[];
  const declared = new Set([...statements.flatMap(importedNames), ...sessionNames(statements)]);
  const edits = createEdits(stripped.code);
  const session = innerScope(null, [...known, ...declared]);
  const cell = innerScope(session, localNames(statements));
  const uses = new Set<string>();
  const rewriter = createRewriter(edits, uses, stripped.inPlace ? source : stripped.code);
  let prologue = '';
  statements.forEach((statement, index) => {
    prologue += rewriteStatement(statement, edits, rewriter.topLevel, index === statements.length - 1, stripped.code);
    if (!statement.type.startsWith('Import')) walkReferences(statement, cell, rewriter);
  });
  const { text, positions } = edits.apply();
  const prefix = `(async (${SCOPE}, ${IMPORT}, ${LAMBDA}) => { "use strict"; ${prologue}`;
  const given = 'globalThis[Symbol.for("millrace.cell")]';
  return {
    name,
    source,
    script: `${prefix}${text}\n})(${given}.scope, ${given}.load, globalThis[Symbol.for("millrace.lambda")])`,
    columnOffset: prefix.length,
    positions: stripped.inPlace ? positions : linePositions(text, stripped),
    declares: [...declared],
    uses: [...uses],
  };
}

/** Code that was rewritten while its types were stripped is mapped line by line. */
function linePositions(text: string, stripped: Stripped): number[] {
  const before = lineStarts(stripped.code);
  const pairs = lineStarts(text).flatMap((start, line) => {
    const original = originalOffset(stripped.positions, before[line] ?? 0);
    return [start, original, start, original];
  });
  return [0, 0, ...pairs];
}

function parseProblem(error: SyntaxError & { pos?: number }, stripped: Stripped, source: string): SyntaxProblem {
  const offset = originalOffset(stripped.positions, error.pos ?? 0);
  const line = source.slice(0, offset).split('\n').length;
  const column = offset - source.lastIndexOf('\n', offset - 1);
  return { message: error.message.replace(/ \(\d+:\d+\)$/, ''), line, column };
}

/** The names a program of these statements gives to the session. */
function sessionNames(statements: readonly Node[]): string[] {
  return statements.flatMap((statement) => {
    const node = declarationOf(statement);
    if (node.type === 'VariableDeclaration') return isUsing(node) ? [] : declaratorNames(node);
    return /^(Function|Class)Declaration$/.test(node.type) ? boundNames(node['id'] as Node | null) : [];
  });
}

/** The names that stay inside the cell: `using`, and `var` in an inner block. */
function localNames(statements: readonly Node[]): string[] {
  return statements.flatMap((statement) => {
    const node = declarationOf(statement);
    if (node.type === 'VariableDeclaration') return isUsing(node) ? lexicalNames([node]) : [];
    return varNames(node);
  });
}

function importedNames(statement: Node): string[] {
  if (statement.type !== 'ImportDeclaration') return [];
  return (statement['specifiers'] as Node[]).map((s) => (s['local'] as Node)['name'] as string);
}

function declarationOf(statement: Node): Node {
  return (statement.type.startsWith('Export') && (statement['declaration'] as Node | null)) || statement;
}

function isUsing(declaration: Node): boolean {
  return (declaration['kind'] as string).endsWith('using');
}

/** Rewrites what is special at the top level; returns code that must run before everything else. */
function rewriteStatement(statement: Node, edits: Edits, topLevel: Set<Node>, last: boolean, code: string): string {
  if (statement.type === 'ImportDeclaration') {
    edits.replace(statement.start, statement.end, ';');
    return importCode(statement, code);
  }
  const node = declarationOf(statement);
  if (statement.type.startsWith('Export')) {
    edits.replace(statement.start, node === statement ? statement.end : node.start, ';');
    if (node === statement) return '';
  }
  switch (node.type) {
    case 'VariableDeclaration':
      if (!isUsing(node)) rewriteVariables(node, edits, topLevel, code);
      return '';
    case 'FunctionDeclaration': {
      const [name] = boundNames(node['id'] as Node | null);
      return name === undefined ? '' : `${SCOPE}.${name} = ${name}; `;
    }
    case 'ClassDeclaration': {
      const [name] = boundNames(node['id'] as Node | null);
      edits.insert(node.start, name === undefined ? ';(' : `;${SCOPE}.${name} = `);
      edits.insert(node.end, name === undefined ? ');' : ';');
      return '';
    }
    case 'ExpressionStatement': {
      edits.insert(node.start, last ? ';return (' : ';');
      if (last) edits.insert(code[node.end - 1] === ';' ? node.end - 1 : node.end, ')');
      return '';
    }
    default:
      if (statement.type !== 'ExportDefaultDeclaration') return '';
      edits.insert(node.start, last ? 'return (' : '(');
      edits.insert(node.end, ');');
      return '';
  }
}

/** Turns a declaration into assignments to the session scope. */
function rewriteVariables(declaration: Node, edits: Edits, topLevel: Set<Node>, code: string): void {
  const declarators = declaration['declarations'] as Node[];
  edits.replace(declaration.start, declarators[0]!.start, ';');
  for (const declarator of declarators) {
    topLevel.add(declarator);
    const id = declarator['id'] as Node;
    const init = declarator['init'] as Node | null;
    if (id.type !== 'Identifier') {
      edits.insert(id.start, '(');
      edits.insert(declarator.end, ')');
    } else if (init === null) {
      edits.insert(id.end, ' = undefined');
    } else if (isAnonymous(init)) {
      edits.insert(init.start, `({ ["${id['name'] as string}"]: `);
      edits.insert(init.end, ` })["${id['name'] as string}"]`);
    }
  }
  if (code[declaration.end - 1] !== ';') edits.insert(declaration.end, ';');
}

/** A function or class that takes its name from the variable it is assigned to. */
function isAnonymous(node: Node): boolean {
  // what records a lambda names it, too
  if (node.type === 'ArrowFunctionExpression') return !isRowLambda(node);
  return /^(Function|Class)Expression$/.test(node.type) && node['id'] === null;
}
