/** `kube-codegen sample [SOURCE…]`: prints an object of each kind to begin with. */
import { type Call, type Command, exitCodes, type Outcome } from '../command.js';
import { kindOptions, readKinds, servedVersion } from '../kinds.js';

export const sampleCommand: Command = {
  options: { kind: { type: 'string' }, 'api-version': { type: 'string' }, json: { type: 'boolean' }, ...kindOptions },
  run,
};

async function run(call: Call): Promise<Outcome> {
  const kinds = await readKinds(call, call.value('kind'));
  if ('ends' in kinds) return kinds.ends;
  const { sampleObject, unsound } = await import('../../sample/sample.js');
  const samples: { readonly object: Readonly<Record<string, unknown>> }[] = [];
  const problems: string[] = [];
  for (const definition of kinds.definitions) {
    const version = servedVersion(definition, call.value('api-version'));
    if ('wrong' in version) return version;
    const refused = unsound(version);
    if (refused.length > 0) problems.push(`${definition.kind}: no server takes the definition: ${refused.join('; ')}`);
    if (refused.length > 0) continue;
    const { object, findings } = sampleObject(definition, version);
    samples.push({ object });
    problems.push(...findings.map(({ path, message }) => `${definition.kind}: ${path}: ${message}`));
  }
  await print(
    samples.map(({ object }) => object),
    call.has('json'),
  );
  if (problems.length > 0)
    console.error(`change by hand what the rules of the kind ask for:\n${problems.map((each) => `  ${each}\n`).join('')}`);
  return problems.length > 0 ? exitCodes.findings : exitCodes.fine;
}

async function print(objects: readonly object[], json: boolean): Promise<void> {
  const { printYaml } = await import('../../emit/yaml.js');
  const texts = objects.map((object) => (json ? `${JSON.stringify(object, null, 2)}\n` : printYaml(object, [])));
  process.stdout.write(texts.join(json ? '' : '---\n'));
}
