/**
 * What each finding means, in words for those who meet it: {@link diagnosticCodes}. `docs/diagnostics.md` and `kube-codegen explain` show
 * them.
 */

/** The words about one code. */
export interface CodeWords {
  /** What is wrong, of any such finding. */
  readonly title: string;
  /** Why that is a finding: what a server would do with it, or what would happen to objects. */
  readonly why: string;
  readonly remedy: string;
}

/** The families of codes by their first digit, in the order of the documentation. */
export const families: Readonly<Record<string, string>> = {
  0: 'Sources',
  1: 'Kinds and versions',
  2: 'Columns, selectable fields and scale',
  3: 'Types',
  4: 'Lists and maps',
  5: 'Defaults',
  6: 'Limits',
  7: 'Rules',
  8: 'Tags',
  9: 'Definitions in YAML',
};

const words = (title: string, why: string, remedy: string): CodeWords => ({ title, why, remedy });

/** Every code, in order. */
export const diagnosticCodes = {
  KC001: words('The source is no TypeScript', 'What cannot be parsed cannot be read; the words are those of the TypeScript compiler.', 'Mend the syntax. Your own `tsc` says the same.'),
  KC002: words('A file is not there or cannot be read', 'The call names it, or the configuration does.', 'Correct the path, or the rights of the file.'),
  KC003: words('A source is nested too deeply', "TypeScript's parser goes as deep as the text does, and the stack ends somewhere.", 'Write it flatter: give the inner types names.'),
  KC101: words('There is no kind in a file', 'Nothing would be generated, which is hardly what was meant.', 'Write `@kube group=example.com version=v1 kind=Website` in the comment of the interface that is the spec.'),
  KC102: words('A name is refused by servers', 'Groups are domains; versions, plurals, short names and categories are labels of DNS; kinds are letters and digits.', 'Write a name of that form. A group of Kubernetes needs the annotation of its approval.'),
  KC103: words('Two kinds or files claim the same name', 'One would overwrite the other.', 'Rename one. Two versions in one file need `root=` beside one of them.'),
  KC104: words('Two versions of a kind disagree', 'They are one definition, which has one plural, one scope, one set of short names, one conversion.', 'Say the same in each, or say it once: a version that says nothing of a tag goes along.'),
  KC105: words('Not exactly one version is stored', 'A server stores objects in one version and refuses a definition with none or two.', 'Write `@storage` at one version. A version that is alone needs no tag.'),
  KC106: words('No version is served', 'A server takes it, and nobody can read or write an object of the kind.', 'Take `@served false` away from one version.'),
  KC107: words('A warning is too long or cannot be printed', 'Servers send it in a header: 1 to 256 characters that can be printed.', 'Shorten it.'),
  KC108: words('A conversion webhook cannot be called', 'Servers refuse addresses that are not plain `https`, ports out of range, paths and certificates of another form, and webhooks that know no version of ConversionReview.', 'Correct the argument that the message names.'),
  KC201: words('A path leads nowhere', 'Servers take it, and the column stays empty, or the field selects nothing.', 'Correct the path; the help names what there is.'),
  KC202: words('A path is no path', 'Servers refuse paths that do not begin with a dot.', 'Write `.spec.host`, or `.status.conditions[?(@.type=="Ready")].status`.'),
  KC203: words('A column has another type than what it shows', 'Servers take it, and the column stays empty.', 'Write the type of the field; `string` shows everything.'),
  KC204: words('A field cannot be selectable', 'Servers select by strings, integers and booleans outside of lists, by eight fields at most.', 'Take the tag away, or name another field.'),
  KC205: words('The scale subresource leads to nothing that scales', 'Servers take it, and `kubectl scale` or an autoscaler fails.', 'Name whole numbers in spec and status, and a selector that is text.'),
  KC206: words('A column has a type or a format that there is not', 'Servers refuse it.', 'Write one of those that the help names.'),
  KC207: words('@noAgeColumn stands where there are no columns', 'Without columns the server shows the age by itself.', 'Name columns, or leave the tag out.'),
  KC208: words('The scale subresource is incomplete', 'It reads the wanted number in the spec and the present one in the status.', 'Write `@specReplicas` at the one and `@statusReplicas` at the other.'),
  KC209: words('The cluster is too old for selectable fields', 'Servers drop them, and selecting by them fails.', 'Raise the target version, or leave the fields out.'),
  KC301: words('A type has no form in a schema', 'Objects are JSON: there are no dates, functions, maps or classes in it, and a bare number does not say whether it is whole.', 'Write the type that the help names, or `@preserveUnknownFields` to keep any JSON.'),
  KC302: words('A union or intersection has no form in a schema', 'A schema has one type at each place.', 'Write objects with a discriminator, `IntOrString`, or `@preserveUnknownFields`.'),
  KC303: words('A type contains itself', 'Schemas have no references: they would never end.', 'Write out as many levels as you need, or `@preserveUnknownFields` at the property that leads back.'),
  KC304: words('A tuple holds several types', 'A schema has one type for all items of a list.', 'Write an object with a property for each.'),
  KC305: words('A name or a module cannot be found', 'What a name means decides what is written.', 'Import it; the help says from where. Packages other than kube-core are not read.'),
  KC306: words('Properties or members of a union cannot be told apart', 'A schema has one list of properties, and rules have to know which member is meant.', 'Give each member a literal property, or rename the properties.'),
  KC307: words('A property has two types', 'The members of a union share one list of properties; an index signature leaves what is beside it unchecked.', 'Give the two different names, or move the entries into a property that is a Record.'),
  KC308: words('Rules cannot see a property', 'CEL reaches names of letters, digits, `_`, `.`, `-` and `/`.', 'Rename the property, or say it without a rule.'),
  KC309: words('The server refuses what a type comes to', 'The help has its own words.', 'Change the type or the tag that the place names.'),
  KC310: words('An embedded object is not one of Kubernetes', 'Servers check its apiVersion, kind and metadata, and keep nothing of it that is not declared.', 'Give these the types that Kubernetes has, and declare what is kept or write `@preserveUnknownFields`.'),
  KC311: words('A member of a union says something of itself', 'There is no object of one member alone that limits or `@immutable` could hold for.', 'Say it of the union, or put the member into a property of its own.'),
  KC312: words('A type is too deep or too large', 'Definitions have at most 1.5 MiB, and every level costs.', 'Write it flatter, or `@preserveUnknownFields` where details matter less.'),
  KC313: words('The definition is larger than a cluster stores', 'etcd takes 1.5 MiB as one value.', 'Use `@preserveUnknownFields` for embedded types of Kubernetes, or shorten descriptions.'),
  KC402: words('The items of a set cannot be compared', 'Servers compare scalars, and objects and lists that are applied as a whole.', 'Write `@listType map` with a key, or `@items.mapType atomic`.'),
  KC403: words('The items of a list map are no objects', 'Only objects have keys.', 'Write `@listType set` for scalars.'),
  KC404: words('A list map has no keys', 'Servers need to know which properties tell its items apart.', 'Add `@listMapKey`.'),
  KC405: words('A key is no property of the items', 'Servers refuse it.', 'Name a property that there is.'),
  KC406: words('A key is no scalar', 'Items are told apart by texts, numbers and booleans.', 'Name another property.'),
  KC407: words('A key may be missing', 'Two items without it would be the same.', 'Make it required, or give it a default.'),
  KC408: words('A key stands twice', 'Servers refuse it.', 'Leave one of them out.'),
  KC409: words('Keys or items may be null', 'Null tells nothing apart.', 'Leave `| null` out.'),
  KC410: words('@listMapKey stands at a list that is no map', 'It would mean nothing.', 'Add `@listType map`.'),
  KC501: words('A default does not fit', 'Servers judge defaults by the schema, before nested defaults are filled in.', 'Write a value that fits; the help has one.'),
  KC502: words('A default is not spelt as JSON', 'Text is a value of strings alone.', 'Write it as the help shows.'),
  KC504: words('A default belongs to one member of a union', 'It would be filled in for all members, and then no object fits.', 'Leave it out.'),
  KC601: words('Two limits leave nothing between them', 'Servers take it, and no object ever fits.', 'Exchange the two.'),
  KC602: words('A limit is greater than JavaScript can say', 'It would be written as another number, and then every object is refused.', 'Write a smaller one, or leave it out.'),
  KC603: words("A pattern is not one of Go's", 'Servers use RE2: it has no lookahead, no references back and no repetition above 1000.', 'Write it without, or say it by a `@validation` rule.'),
  KC604: words('Two patterns meet', 'A schema has one pattern at each place.', 'Write one that means both, or a `@validation` rule.'),
  KC605: words('A value of an enum stands twice', 'It says nothing more.', 'Leave one of them out.'),
  KC606: words('Servers do not know a format', 'They would check nothing.', 'Write one that they know, or a pattern.'),
  KC607: words('The cluster is too old for a format', 'It would check nothing.', 'Raise the target version, or write a pattern.'),
  KC701: words('A rule does not compile', 'Servers compile rules against the schema.', 'Mend the expression at the place that the message names.'),
  KC702: words('A rule is neither true nor false', 'Servers want a boolean.', 'Compare the value with something.'),
  KC703: words('A rule names what is not there', 'Properties that are missing, required where a choice is meant, or unreachable.', 'Name a property that there is, or make it optional.'),
  KC704: words('A rule about change has nothing to compare with', 'Items of a list without keys have no earlier self.', 'Make it a list map, or say the rule of the whole list.'),
  KC705: words('A rule looks into any JSON', 'Rules see nothing of what has no schema.', 'Give the property a type.'),
  KC706: words('The message of a rule does not hold', 'Messages are one line; expressions of messages are texts.', 'Mend it; keep texts in expressions short, since they have costs.'),
  KC707: words('A reason is none that servers know', 'They refuse it.', 'Write FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.'),
  KC708: words('A fieldPath leads nowhere', 'Servers look it up in the schema.', 'Write a path of names below the rule: `.host`.'),
  KC709: words('optionalOldSelf stands in a rule without oldSelf', 'Servers refuse it.', 'Leave it out.'),
  KC710: words('The cluster is too old for a rule', 'Its API server does not know a function or a field of the rule and refuses the definition.', 'Raise the target version, or say it with what that version has.'),
  KC801: words('A tag is unknown', 'A limit that is silently dropped is worse than an error.', 'Correct the name, or put it in backticks if it is text. `kube-codegen tags` lists all.'),
  KC802: words('A tag has a wrong argument', 'It would mean something else, or nothing.', 'Write what the message names.'),
  KC803: words('A tag stands where it means nothing', 'Each says something of certain types, or of kinds alone.', 'Move it to what it is about.'),
  KC804: words('A comment with tags belongs to nothing', 'TypeScript gives it to no property, so that its tags would be dropped.', 'Put it right before the property.'),
  KC805: words('A tag stands twice', 'Nobody could say which one counts.', 'Leave one of them out.'),
  KC806: words('Text stands below a tag', 'TSDoc gives it to the tag, and the description would lack it.', 'Put it above the tags, or below `@remarks`.'),
  KC901: words('A text is no YAML, or cannot be read', 'What cannot be read cannot be imported or judged.', 'Mend the text at the place that the message names.'),
  KC902: words('A definition has a keyword that there is not', 'Servers drop it, or refuse it where they are strict.', 'Leave it out, or correct its name.'),
  KC903: words('A part of a definition has another form', 'Servers refuse it.', 'Write what the message names.'),
  KC904: words('A definition is of another API, or has no version', 'Only definitions of apiextensions.k8s.io/v1 with versions can be read.', 'Convert it with kubectl or an older cluster first.'),
  KC905: words('Two definitions would be one file', 'One would overwrite the other.', 'Import them into two folders.'),
  KC906: words('Something of a definition cannot be said in TypeScript', 'It is left out of what is imported.', 'Add it by hand, with `@schema` for example.'),
  KC907: words('A definition has another name than it must', 'Servers want the plural and the group, with a dot between.', 'Correct `metadata.name`.'),
  KC908: words('The definition of an object is not among the files', 'Without it nothing can be said of the object.', 'Name the file of its definition too.'),
  KC909: words('An object does not fit its definition', 'Servers refuse it.', 'Correct the field that the message names.'),
  KC910: words('An object has a field that there is not', 'Servers drop it, or refuse it where they are strict.', 'Correct its name, or leave it out.'),
} as const satisfies Readonly<Record<string, CodeWords>>; // prettier-ignore

/** The words about a code, if there is such a code. */
export function wordsOfCode(code: string): CodeWords | undefined {
  const all: Readonly<Record<string, CodeWords>> = diagnosticCodes;
  return Object.hasOwn(all, code) ? all[code] : undefined;
}
