/**
 * What a new project is called in all its places, from what a call says: {@link namesOf}.
 */
import { pluralOf } from '../model/plural.js';

/** What was asked for; each has a default. */
export interface Wishes {
  readonly kind?: string | undefined;
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly image?: string | undefined;
}

/** What stands in templates between `__` and `__`. */
export interface Names {
  /** `WebApp` */
  readonly Kind: string;
  /** `web-app` */
  readonly file: string;
  /** `webapps` */
  readonly plural: string;
  readonly group: string;
  /** Of the kind: `v1`. */
  readonly version: string;
  /** Of the program. */
  readonly name: string;
  /** Where the program is installed. */
  readonly namespace: string;
  /** Of the program, without a tag. */
  readonly image: string;
}

/** What the templates use under these names: a kind that is called so would be another. */
const taken = new Set(
  'Api Apply ApiServer Array Cache Cached Client Condition ConfigMap Controller Error Greetings Int32 Manager Object Promise Pick Record Recorder Scene String URL WebhookServer WebhookServerOptions WebhooksOptions'.split(
    ' ',
  ),
);

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const rules: readonly {
  readonly of: keyof Names;
  readonly flag: string;
  readonly fits: (value: string) => boolean;
  readonly wanted: string;
}[] = [
  {
    of: 'Kind',
    flag: '--kind',
    fits: (value) => /^[A-Z][A-Za-z0-9]{0,62}$/.test(value) && !taken.has(value),
    wanted: 'a name in upper camel case that the templates do not use themselves: WebApp',
  },
  {
    of: 'group',
    flag: '--group',
    fits: (value) =>
      value.length <= 200 &&
      value.includes('.') &&
      value.split('.').every((part) => label.test(part)) &&
      !/(^|\.)k(8s|ubernetes)\.io$/.test(value),
    wanted: 'a domain of yours, and not one of Kubernetes: example.com',
  },
  {
    of: 'version',
    flag: '--version',
    fits: (value) => /^v[1-9]\d{0,3}((alpha|beta)[1-9]\d{0,3})?$/.test(value),
    wanted: 'v1, v1beta1 or the like',
  },
  {
    of: 'name',
    flag: '--name',
    fits: (value) => /^[a-z]/.test(value) && label.test(value),
    wanted: 'a name of lower case letters, digits and -',
  },
  { of: 'namespace', flag: '--namespace', fits: (value) => label.test(value), wanted: 'a name of lower case letters, digits and -' },
  {
    of: 'image',
    flag: '--image',
    fits: (value) => /^[a-z0-9]([\w.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9][a-z0-9._-]*)+$/.test(value),
    wanted: 'an image without a tag: registry.example.com/web-app-operator',
  },
];

/** @returns the names, or what is wrong with the first that cannot be. */
export function namesOf(wishes: Wishes): Names | { readonly wrong: string } {
  const { kind: Kind = 'Greeting', group = 'example.com', version = 'v1' } = wishes;
  const file = Kind.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
  const { name = `${file}-operator` } = wishes;
  const { namespace = name, image = `registry.example.com/${name}` } = wishes;
  const names = { Kind, file, plural: pluralOf(Kind.toLowerCase()), group, version, name, namespace, image };
  const wrong = rules.find(({ of, fits }) => !fits(names[of]));
  return wrong === undefined ? names : { wrong: `${wrong.flag} is ${JSON.stringify(names[wrong.of])}; give ${wrong.wanted}` };
}
