import { characters, cut } from './cut.ts';
import { oneLine } from './parcel-text.ts';

const HIDDEN = '***';
const MAX_CHARACTERS = 500;
/** Shorter ones hide half of the words and no secret. */
const SHORTEST = 4;

/** What is secret by its form, whoever says it: keys in addresses, tokens in headers, key ids of Aliyun. */
const FORMS: readonly [RegExp, string][] = [
  [
    /((?:key|access_token|token|sign|signature|secret|password|accesskeyid)(?:=|%3d|%253d|"\s*:\s*"))(?:[^&\s"',;%]|%(?!(?:25)*26))+/gi,
    `$1${HIDDEN}`,
  ],
  [/(\/bot\/v2\/hook\/)[\w-]+/gi, `$1${HIDDEN}`],
  [/(\/)(?:SCT|sctp)\w+(\.send)/g, `$1${HIDDEN}$2`],
  [/\b(Bearer|Basic|vapid)\s+[^\s"]+/gi, `$1 ${HIDDEN}`],
  [/\bLTAI\w{8,}/g, HIDDEN],
  // Phone numbers keep enough to be told apart by whoever knows them.
  [/(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g, '$1****$2'],
];

/**
 * Words of others as they may be kept and shown: on one line, without keys and phone numbers, at most 500 characters.
 *
 * @param secrets of the address, as they are set; also found where they are written as in a URL, in JSON or in base64
 */
export function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text;
  for (const secret of secrets.filter((one) => one !== undefined && one.length >= SHORTEST).toSorted((a, b) => b!.length - a!.length)) {
    for (const form of formsOf(secret!)) clean = clean.replaceAll(form, HIDDEN);
  }
  for (const [form, by] of FORMS) clean = clean.replace(form, by);
  return cut(oneLine(clean), MAX_CHARACTERS, characters);
}

function formsOf(secret: string): Set<string> {
  const inUrl = encodeURIComponent(secret);
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return new Set([secret, inUrl, encodeURIComponent(inUrl), JSON.stringify(secret).slice(1, -1), base64]);
}
