/** What the tags of Go structs say of their fields: {@link readGo}. */

/** How Go writes a field in JSON. */
export interface GoField {
  /** Its number on the wire. */
  readonly number: number;
  readonly json: string;
  /** Its fields stand among those of the object around it. */
  readonly inline: boolean;
  /** `omitempty` and `omitzero`. */
  readonly omit: 'never' | 'empty' | 'zero';
  readonly pointer: boolean;
}

/** The fields of each struct by their numbers, fields without a number left out. */
export function readGo(text: string): ReadonlyMap<string, ReadonlyMap<number, GoField>> {
  const structs = new Map<string, Map<number, GoField>>();
  for (const [, name, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    const fields = body!.split('\n').flatMap((line) => readField(line) ?? []);
    structs.set(name!, new Map(fields.map((known) => [known.number, known])));
  }
  return structs;
}

/** A type that is declared as a struct of another package: `type MatchCondition v1.MatchCondition`. */
export interface GoAlias {
  /** The path of the other package: `k8s.io/api/admissionregistration/v1`. */
  readonly path: string;
  readonly name: string;
}

/** The types that are structs of other packages, by their names. */
export function readAliases(text: string): ReadonlyMap<string, GoAlias> {
  const imported = new Map(
    [...text.matchAll(/^\s+(?:(\w+) )?"([\w./-]+)"$/gm)].map(([, name, path = '']) => [name ?? path.split('/').at(-1), path]),
  );
  const aliases = new Map<string, GoAlias>();
  for (const [, alias = '', from, name = ''] of text.matchAll(/^type (\w+) (?:= )?(\w+)\.(\w+)$/gm)) {
    const path = imported.get(from);
    if (path !== undefined) aliases.set(alias, { path, name });
  }
  return aliases;
}

function readField(line: string): GoField | undefined {
  const [, declared = '', tags = ''] = /^\t([^`/]+)`([^`]+)`/.exec(line) ?? [];
  const number = /protobuf:"[^",]+,(\d+)/.exec(tags)?.[1];
  const json = /json:"([^"]*)"/.exec(tags)?.[1];
  if (number === undefined || json === undefined) return undefined;
  const [name = '', ...flags] = json.split(',');
  const omit = flags.includes('omitzero') ? 'zero' : flags.includes('omitempty') ? 'empty' : 'never';
  const type = declared.trim().split(/\s+/).at(-1) ?? '';
  return { number: Number(number), json: name, inline: name === '', omit, pointer: type.startsWith('*') };
}
