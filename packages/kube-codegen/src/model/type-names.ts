/** What can be the name of a type in TypeScript, in a module that is generated. Enter at {@link isTypeName}. */

/** Words that cannot name a type or a class, and the types of the language's library that generated modules use. */
const reserved: ReadonlySet<string> = new Set(
  (
    'any asserts async await bigint boolean break case catch class const constructor continue debugger default delete do else enum export ' +
    'extends false finally for function if implements import in infer instanceof interface is keyof let module namespace never new null ' +
    'number object of package private protected public readonly require return set static string super switch symbol this throw true ' +
    'try type typeof undefined unique unknown var void while with yield Object Omit Promise Record Reflect Symbol'
  ).split(' '),
);

export const isIdentifier = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text);

/** Whether a type or a class can be called this. */
export const isTypeName = (text: string): boolean => isIdentifier(text) && !reserved.has(text);
