import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { HANDED_ON } from './handed-on.ts';
import { PACKAGE_ROOT } from './package-root.ts';

const HERE = extname(import.meta.url);
const LIBRARY = fileURLToPath(new URL('package.json', PACKAGE_ROOT));
const TSLAB = {
  resolvedFileName: fileURLToPath(new URL(`../session/tslab${HERE === '.ts' ? '.ts' : '.d.ts'}`, import.meta.url)),
  extension: HERE === '.ts' ? ts.Extension.Ts : ts.Extension.Dts,
};

/** Files that exist only for the checker: text and version by path. */
export type VirtualFiles = Map<string, { readonly text: string; readonly version: number }>;

/** TypeScript 6.0 asks a host for its cache, but the types do not say so: without it each check looks for every package again. */
interface HostWithCache extends ts.LanguageServiceHost {
  getModuleResolutionCache(): ts.ModuleResolutionCache;
}

/** Lets TypeScript see virtual files beside the notebook's folder, and the kernel's own copy of the library. */
export function createLanguageHost(folder: string, files: VirtualFiles): ts.LanguageServiceHost {
  const options = compilerOptions(folder);
  // TypeScript asks for each file of the program in every check
  const read = new Map<string, ts.IScriptSnapshot>();
  const host: HostWithCache = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...files.keys()],
    getScriptVersion: (file) => String(files.get(file)?.version ?? 0),
    getScriptSnapshot(file) {
      const virtual = files.get(file);
      if (virtual !== undefined) return ts.ScriptSnapshot.fromString(virtual.text);
      const known = read.get(file);
      if (known !== undefined) return known;
      const text = ts.sys.readFile(file);
      if (text === undefined) return undefined;
      const snapshot = ts.ScriptSnapshot.fromString(text);
      read.set(file, snapshot);
      return snapshot;
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (file) => files.has(file) || ts.sys.fileExists(file),
    readFile: (file) => files.get(file)?.text ?? ts.sys.readFile(file),
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getModuleResolutionCache: () => cache,
    resolveModuleNameLiterals: (literals, containing) =>
      literals.map(({ text }) => {
        if (text === 'tslab') return { resolvedModule: TSLAB };
        const own = text === 'millrace' || text.startsWith('millrace/');
        const resolve = (from: string) =>
          ts.resolveModuleName(text, from, options, host as ts.ModuleResolutionHost, cache);
        const found = resolve(own ? LIBRARY : containing);
        return found.resolvedModule === undefined && HANDED_ON.includes(text) ? resolve(LIBRARY) : found;
      }),
  };
  const cache = ts.createModuleResolutionCache(folder, (name) => name, options);
  return host;
}

function compilerOptions(folder: string): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    noImplicitAny: false,
    skipLibCheck: true,
    resolveJsonModule: true,
    esModuleInterop: true,
    allowJs: false,
    types: ['node'],
    typeRoots: [...ownTypes(), `${folder}/node_modules/@types`],
    ...(HERE === '.ts' ? { customConditions: ['millrace-source'] } : {}),
  };
}

function ownTypes(): string[] {
  try {
    return [dirname(dirname(createRequire(import.meta.url).resolve('@types/node/package.json')))];
  } catch {
    return [];
  }
}
