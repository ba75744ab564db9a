import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** An `@example` in the comment of a declaration. */
export interface WrittenExample {
  /** `DataFrame.select`, `display`. */
  readonly name: string;
  readonly text: string;
}

const ENGINE = join(import.meta.dirname, '../../engine');
/** Functions of engine/api that the package offers beside its classes and the functions for columns. */
const FUNCTIONS = ['display', 'vegaLite', 'isColumn', 'isDataFrame'];

/** Every `@example` of the engine. */
export function writtenExamples(): WrittenExample[] {
  return declarations(ENGINE).flatMap(({ name, node }) =>
    ts
      .getJSDocTags(node)
      .filter((tag) => tag.tagName.text === 'example')
      .map((tag) => ({ name, text: ts.getTextOfJSDocComment(tag.comment) ?? '' })),
  );
}

/** Methods and getters of the classes of a part of the engine, and functions beside them; `@internal` is for the package itself. */
export function publicMembers(part: 'api' | 'dstreams' = 'api'): string[] {
  const found = declarations(join(ENGINE, part), ['lambda']).filter(
    ({ name, node }) => FUNCTIONS.includes(name) || isOffered(node),
  );
  return [...new Set(found.map(({ name }) => name))];
}

interface Declaration {
  readonly name: string;
  readonly node: ts.Node;
}

/** @param except folders that offer nothing */
function declarations(folder: string, except: readonly string[] = []): Declaration[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !except.includes(dirname(name)),
  );
  return names.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true).statements.flatMap(declared);
  });
}

function declared(node: ts.Statement): Declaration[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.map((each) => ({ name: each.name.getText(), node }));
  }
  if (!ts.isClassDeclaration(node)) return ts.isFunctionDeclaration(node) ? [{ name: node.name!.text, node }] : [];
  const owner = node.name!.text;
  const members = node.members.map((member) => ({ name: `${owner}.${member.name?.getText()}`, node: member }));
  return [{ name: owner, node }, ...members];
}

function isOffered(node: ts.Node): boolean {
  if (!(ts.isMethodDeclaration(node) || ts.isGetAccessor(node)) || !ts.isIdentifier(node.name)) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (ts.getCombinedModifierFlags(node) & hidden) === 0 && !isInternal(node) && !isInternal(node.parent);
}

const isInternal = (node: ts.Node): boolean => ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'internal');
