/** What a configuration file exports by default, without running it: {@link readConfigValue}. */
import { ts } from 'ts-morph';
import { openProject } from './project.js';
import { type Constant, constantOf } from './values/constant.js';

/** A value of JSON, or why there is none. */
export type ConfigValue = { readonly value: unknown } | { readonly wrong: string };

/**
 * @param path - The file.
 * @param readFile - The text of the file, and of those that it takes constants from.
 */
export function readConfigValue(path: string, readFile: (path: string) => string | undefined): ConfigValue {
  const project = openProject(readFile);
  const unit = project.unit(path);
  if (unit === undefined) return { wrong: `${path}: there is no such file` };
  const [error] = project.syntaxErrors();
  if (error !== undefined) return { wrong: `${path}: ${error.message}` };
  const exported = unit.ast.statements.find((each) => ts.isExportAssignment(each));
  if (exported === undefined) return { wrong: `${path} exports nothing by default: export default defineConfig({ … })` };
  const constant = constantOf(argumentOf(exported.expression), { project, unit });
  if (constant !== undefined) return { value: plain(constant) };
  return { wrong: `${path} is read and not run: write literals and constants, { files: ['src/**/*.crd.ts'] } for example` };
}

/** `defineConfig({ … })` is what it is given. */
function argumentOf(expression: ts.Expression): ts.Expression {
  const [argument] = ts.isCallExpression(expression) ? expression.arguments : [];
  return argument ?? expression;
}

function plain(constant: Constant): unknown {
  if (constant.is === 'value') return constant.value;
  if (constant.is === 'list') return constant.items.map(plain);
  return Object.fromEntries([...constant.fields].map(([name, field]) => [name, plain(field)]));
}
