import { IMPORT, SCOPE } from './cell-names.ts';
import type { Node } from './scope.ts';

/** A static import as code that loads the module and puts its names on the session scope. */
export function importCode(declaration: Node, code: string): string {
  const specifier = JSON.stringify((declaration['source'] as Node)['value']);
  const attributes = ((declaration['attributes'] as Node[] | undefined) ?? []).map((attribute) => {
    const key = attribute['key'] as Node;
    return `${JSON.stringify(key['name'] ?? key['value'])}: ${JSON.stringify((attribute['value'] as Node)['value'])}`;
  });
  const line = code.slice(0, declaration.start).split('\n').length;
  const load = `await ${IMPORT}(${specifier}, { with: { ${attributes.join(', ')} } }, ${line})`;
  const bindings: string[] = [];
  let namespace: string | undefined;
  for (const item of declaration['specifiers'] as Node[]) {
    const target = `${SCOPE}.${(item['local'] as Node)['name'] as string}`;
    const imported = item['imported'] as Node | undefined;
    if (item.type === 'ImportNamespaceSpecifier') namespace = target;
    else if (item.type === 'ImportDefaultSpecifier') bindings.push(`default: ${target}`);
    else bindings.push(`${JSON.stringify(imported?.['name'] ?? imported?.['value'])}: ${target}`);
  }
  const pattern = bindings.length === 0 ? '' : `({ ${bindings.join(', ')} } = `;
  const close = pattern === '' ? '' : ')';
  return namespace === undefined
    ? `${pattern}${load}${close}; `
    : `${namespace} = ${load}; ${pattern}${pattern === '' ? '' : namespace}${close}; `;
}
