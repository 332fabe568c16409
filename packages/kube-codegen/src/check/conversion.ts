/**
 * Where a conversion webhook is said to be: what a server refuses of it. Enter at {@link checkConversion}.
 */
import { dns1035LabelProblems, dnsSubdomainProblems } from 'kube-core/schema';
import type { Diagnostic } from '../diagnostics.js';
import type { Conversion, Resource, WebhookService } from '../model/resource.js';

/** What is wrong with the webhook of a kind, if it has one. */
export function checkConversion({ conversion }: Resource): readonly Diagnostic[] {
  if (conversion === undefined || conversion.strategy === 'None') return [];
  const { url, service, caBundle, origin } = conversion;
  const problems = [
    url === undefined ? undefined : urlProblem(url),
    service === undefined ? undefined : serviceProblem(service),
    caBundle === undefined ? undefined : bundleProblem(caBundle),
    reviewProblem(conversion),
  ];
  return problems.flatMap((problem) => (problem === undefined ? [] : [{ code: 'KC108' as const, ...problem, origin }]));
}

interface Words {
  readonly message: string;
  readonly help: string;
}

const plainUrl = /^https:\/\/[^/@?#\s]+(?:\/[^?#\s]*)?$/; // URL takes more slashes for none

function urlProblem(url: string): Words | undefined {
  if (plainUrl.test(url) && URL.canParse(url)) return undefined;
  const help = 'write https://HOST[:PORT]/PATH, without a user, a query or a fragment';
  return { message: `${url} cannot be the address of a webhook`, help };
}

function serviceProblem({ path, port }: WebhookService): Words | undefined {
  if (port !== undefined && (port < 1 || port > 65_535)) return { message: `${port} is no port`, help: 'ports are 1 to 65535' };
  const steps = (path ?? '/').split('/');
  const inner = steps.slice(1, steps.at(-1) === '' ? -1 : undefined);
  if (steps[0] === '' && inner.every((step) => dnsSubdomainProblems(step).length === 0)) return undefined;
  return {
    message: `${path ?? ''} cannot be the path of a webhook`,
    help: 'it begins with /, and its steps are lower-case letters, digits, - and .',
  };
}

/** PEM in base64, as kubeconfigs have it. */
function bundleProblem(caBundle: string): Words | undefined {
  const text = /^[A-Za-z0-9+/]+={0,2}$/.test(caBundle) ? Buffer.from(caBundle, 'base64').toString() : '';
  if (text.includes('-----BEGIN CERTIFICATE-----')) return undefined;
  return { message: 'caBundle holds no certificate', help: 'write PEM in base64, in one line: base64 -w0 ca.crt' };
}

function reviewProblem({ reviewVersions }: Conversion): Words | undefined {
  const isFine =
    reviewVersions.every((each) => dns1035LabelProblems(each).length === 0) && new Set(reviewVersions).size === reviewVersions.length;
  if (isFine && reviewVersions.some((each) => each === 'v1' || each === 'v1beta1')) return undefined;
  return {
    message: `reviewVersions=${reviewVersions.join(',')} names no version that a server sends`,
    help: 'write each once, v1 among them: reviewVersions=v1',
  };
}
