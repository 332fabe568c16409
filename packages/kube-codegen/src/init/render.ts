/**
 * Templates to text: {@link render}. A name stands between `__` and `__`. Lines between `#if FLAG` (or `#if !FLAG`) and `#end`, each alone in a
 * comment of the language, are there or not.
 */

/** What is put in, and what is there. */
export interface Rendering {
  readonly names: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, boolean>>;
}

const mark = /^\s*(?:\/\/|#|<!--) #(?:if (!?)(\w+)|(end))(?: -->)?\s*$/;

/** @throws Error for a name or a flag that there is not: a defect of the template. */
export function render(template: string, { names, flags }: Rendering): string {
  let isThere = true;
  const lines = template.split('\n').filter((line) => {
    const [whole, not, flag, end] = mark.exec(line) ?? [];
    if (whole === undefined) return isThere;
    isThere = end !== undefined || flagOf(flags, flag) !== (not === '!');
    return false;
  });
  return withNames(lines.join('\n'), names);
}

/** In the text of a file, or in its path. */
export const withNames = (text: string, names: Rendering['names']): string =>
  text.replaceAll(/__(\w+?)__/g, (_, name: string) => {
    const value = names[name];
    if (value === undefined) throw new Error(`a template has a name that there is not: ${name}`);
    return value;
  });

function flagOf(flags: Rendering['flags'], flag = ''): boolean {
  const value = flags[flag];
  if (value === undefined) throw new Error(`a template has a flag that there is not: ${flag}`);
  return value;
}
