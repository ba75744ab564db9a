import ts from 'typescript';

/** What a cell declares and mentions, as the checker needs it. */
export interface CellNames {
  /** Names of values and types that the cell declares at its top level. */
  readonly declares: readonly string[];
  /** Those of them that the cell's own text exports. */
  readonly exported: ReadonlySet<string>;
  /** Every identifier in the text. */
  readonly mentions: ReadonlySet<string>;
}

export function namesOf(source: string): CellNames {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, false);
  const declares = new Set<string>();
  const exported = new Set<string>();
  const mentions = new Set<string>();
  const declare = (name: string, statement: ts.Statement): void => {
    declares.add(name);
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) === true) exported.add(name);
  };
  const bind = (name: ts.BindingName, statement: ts.Statement): void => {
    if (ts.isIdentifier(name)) return declare(name.text, statement);
    for (const element of name.elements) if (ts.isBindingElement(element)) bind(element.name, statement);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) mentions.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      statement.declarationList.declarations.forEach((each) => bind(each.name, statement));
    } else if (ts.isImportDeclaration(statement)) {
      importedNames(statement).forEach((name) => declares.add(name));
    } else if (isNamed(statement) && statement.name !== undefined && ts.isIdentifier(statement.name)) {
      declare(statement.name.text, statement);
    }
  }
  return { declares: [...declares], exported, mentions };
}

function isNamed(node: ts.Statement): node is ts.Statement & { readonly name?: ts.Node } {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node)
  );
}

function importedNames(statement: ts.ImportDeclaration): string[] {
  const clause = statement.importClause;
  const names = clause?.name === undefined ? [] : [clause.name.text];
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, bindings.name.text];
  return [...names, ...bindings.elements.map((element) => element.name.text)];
}

/**
 * A cell as a module: its own text first, so that places in it are places in the cell, then the imports of what it takes
 * from earlier cells and the exports for later ones.
 */
export function moduleText(source: string, imports: ReadonlyMap<string, readonly string[]>, names: CellNames): string {
  const from = [...imports].map(([file, taken]) => `import { ${taken.join(', ')} } from ${JSON.stringify(file)};`);
  const exports = names.declares.filter((name) => !names.exported.has(name));
  return `${source}\n;${from.join(' ')} export { ${exports.join(', ')} };`;
}
