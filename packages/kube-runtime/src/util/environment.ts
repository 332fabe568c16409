/**
 * Variables of the environment as options: {@link textIn}, {@link numberIn}. One that is not set, or is empty, says nothing.
 */
import { KubeError } from 'kube-core';

/** Variables by their names: `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a number has to be. */
export interface NumberRule {
  readonly fits: (value: number) => boolean;
  readonly wanted: string;
}

export const textIn = (env: Environment, name: string): string | undefined => (env[name] === '' ? undefined : env[name]);

/** @throws KubeError `option`, with the name of the variable, for what is no such number. */
export function numberIn(env: Environment, name: string, { fits, wanted }: NumberRule): number | undefined {
  const text = textIn(env, name);
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && fits(Number(text))) return Number(text);
  throw new KubeError('option', `the environment variable ${name} is ${JSON.stringify(text)}; give ${wanted}`);
}
