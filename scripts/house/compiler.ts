/** The workspace's own compiler options, for checks that compile what no tsconfig includes. Enter at {@link workspaceOptions}. */
import { posix } from 'node:path';
import ts from 'typescript';
import { root } from './workspace.js';

/** Those of tsconfig.json, without its memory of the last run. */
export function workspaceOptions(): ts.CompilerOptions {
  const parsed = ts.getParsedCommandLineOfConfigFile(
    posix.join(root, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: raise },
  );
  if (parsed === undefined) throw new Error('tsconfig.json cannot be read');
  const { tsBuildInfoFile: _, ...options } = parsed.options;
  return { ...options, incremental: false };
}

function raise(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
}
