/**
 * The string formats that the API server checks, as loosely as it does. Enter at {@link formatCheck}.
 *
 * The regular expressions here are our own and linear; those of users never become a RegExp.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { dnsLabelProblems, dnsSubdomainProblems } from '../../resource/names.js';
import { parseDuration } from './duration.js';

type Check = (text: string) => boolean;

const matches =
  (expression: RegExp): Check =>
  (text) =>
    expression.test(text);

const checks: Readonly<Record<string, Check>> = {
  bsonobjectid: matches(/^[0-9a-fA-F]{24}$/),
  byte: matches(/^(?=.)(?:[\w+/\\]{4})*(?:[\w+/\\]{2}==|[\w+/\\]{3}=)?$/),
  cidr: isCidr,
  creditcard: isCreditCard,
  date: isDate,
  'date-time': isDateTime,
  duration: (text) => parseDuration(text) !== undefined,
  email: isEmail,
  hexcolor: matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  hostname: isHostname,
  ipv4: (text) => isIPv4(withoutLeadingZeros(text)),
  ipv6: (text) => isIPv6(text) && !text.includes('%'),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  'k8s-long-name': (text) => dnsSubdomainProblems(text).length === 0,
  'k8s-short-name': (text) => dnsLabelProblems(text).length === 0,
  mac: isMac,
  password: () => true,
  rgbcolor: isRgbColor,
  ssn: matches(/^\d{3}[- ]\d{2}[- ]\d{4}$/),
  uri: isRequestUri,
  uuid: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i),
  uuid3: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i),
  uuid4: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i),
  uuid5: matches(/^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i),
};

/** The formats of strings that are checked, as documents of Kubernetes write them: `date-time`. */
export const formatNames: readonly string[] = Object.keys(checks);

/** Dashes in names of formats mean nothing to the server: `datetime` is `date-time`. */
const withoutDashes = (format: string): string => format.replaceAll('-', '');

const byName: ReadonlyMap<string, Check> = new Map(Object.entries(checks).map(([name, check]) => [withoutDashes(name), check]));

/** The check of a format of strings, or undefined where the server knows none: then every string passes. */
export const formatCheck = (format: string | undefined): Check | undefined =>
  format === undefined ? undefined : byName.get(withoutDashes(format));

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : (daysOfMonth[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

function isDateTime(text: string): boolean {
  const [date = '', time = '', ...more] = text.toLowerCase().split('t');
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  if (more.length > 0 || hours === undefined || minutes === undefined || seconds === undefined) return false;
  return isDate(date) && hours <= '23' && minutes <= '59' && seconds <= '59';
}

function withoutLeadingZeros(address: string): string {
  return address.replace(/(^|\.)0+(?=\d)/g, '$1');
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  if (isIPv4(withoutLeadingZeros(address))) return Number(bits) <= 32;
  return isIPv6(address) && !address.includes('%') && Number(bits) <= 128;
}

/** Six, eight or twenty bytes. */
const macBytes: ReadonlySet<number> = new Set([6, 8, 20]);

function isMac(text: string): boolean {
  const shaped = /^(?:[0-9a-f]{2}(?:(:|-)[0-9a-f]{2})(?:\1[0-9a-f]{2})*|[0-9a-f]{4}(?:\.[0-9a-f]{4})+|[0-9a-f]+)$/i.test(text);
  return shaped && macBytes.has(text.replace(/[^0-9a-f]/gi, '').length / 2);
}

/** One label of letters, digits and symbols, or several of them before a top level of two letters or more. */
const hostname =
  /^(?:[\p{L}\p{S}a-zA-Z0-9](?:-?[\p{L}\p{S}a-zA-Z0-9]{0,62})?|(?:[\p{L}\p{S}a-zA-Z0-9](?:[-\p{L}\p{S}a-zA-Z0-9]{0,61}[\p{L}\p{S}a-zA-Z0-9])?\.)+[a-zA-Z\p{L}]{2,63})$/u;

function isHostname(text: string): boolean {
  return text.length <= 255 && hostname.test(text) && text.split('.').every((label) => Buffer.byteLength(label) <= 63);
}

const atom = "[\\w!#$%&'*+/=?^`{|}~\\u0080-\\u{10ffff}-]+";
const address = new RegExp(`^(?:${atom}(?:\\.${atom})*|"(?:[^"\\\\]|\\\\.)*")@(?:${atom}(?:\\.${atom})*|\\[[^\\[\\]\\\\]*\\])$`, 'u');

/** An address with or without a display name: `A <a@b.c>`. */
function isEmail(text: string): boolean {
  const bracketed = /^[^<>@,;:]*<([^<>]*)>\s*$/.exec(text.trim());
  return address.test(bracketed?.[1] ?? text.trim());
}

/** An absolute URI, or a path that starts with a slash. */
export function isRequestUri(text: string): boolean {
  if (/[\u0000-\u001f\u007f]|%(?![0-9a-f]{2})/i.test(text)) return false;
  if (text.startsWith('/')) return true;
  const [, rest] = /^[a-z][a-z0-9+.-]*:(.*)$/i.exec(text) ?? [];
  if (rest === undefined) return false;
  const [, authority = ''] = /^\/\/([^/?#]*)/.exec(rest) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return /^(?:\[[^\]]*\]|[^\s"<>[\]:^`{|}\\]*)(?::\d*)?$/.test(host);
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  return weigh(digits, (index) => index + 1) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  return /^\d{13}$/.test(digits) && weigh(digits, (index) => (index % 2 === 0 ? 1 : 3)) % 10 === 0;
}

function weigh(digits: string, weight: (index: number) => number): number {
  return Array.from(digits).reduce((sum, digit, index) => sum + (digit === 'X' ? 10 : Number(digit)) * weight(index), 0);
}

/** Numbers of the issuers that the server knows, by their first digits and length. */
const issuers =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11}|6[27]\d{14})$/;

function isCreditCard(text: string): boolean {
  const digits = text.replace(/\D+/g, '');
  if (!issuers.test(digits)) return false;
  const doubled = (digit: number): number => (digit > 4 ? 2 * digit - 9 : 2 * digit);
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 1 ? doubled(Number(digit)) : Number(digit)), 0);
  return sum % 10 === 0;
}

function isRgbColor(text: string): boolean {
  const [, ...parts] = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text) ?? [];
  return parts.length === 3 && parts.every((part) => String(Number(part)) === part && Number(part) <= 255);
}
