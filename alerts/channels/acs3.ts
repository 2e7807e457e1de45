import { createHash, createHmac } from 'node:crypto';

const ALGORITHM = 'ACS3-HMAC-SHA256';

interface Signing {
  method: 'POST' | 'GET';
  host: string;
  /** Name and version of the operation. */
  action: string;
  version: string;
  query: Readonly<Record<string, string>>;
  body: string;
  accessKeyId: string;
  accessKeySecret: string;
  /** Another one for each request. */
  nonce: string;
  /** Epoch ms; refused when 15 minutes off. */
  at: number;
}

/**
 * Address and headers of a request to Aliyun, signed by its third method.
 *
 * @see https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
export function acs3Headers(signing: Signing): { url: URL; headers: Record<string, string> } {
  const { method, host, action, version, query, body, accessKeyId, accessKeySecret, nonce, at } = signing;
  const signed: Record<string, string> = {
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': sha256(body),
    'x-acs-date': new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  };
  const names = Object.keys(signed).toSorted();
  const canonicalQuery = Object.keys(query).toSorted().map((name) => `${encode(name)}=${encode(query[name]!)}`).join('&'); // prettier-ignore
  const canonicalHeaders = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = [method, '/', canonicalQuery, canonicalHeaders, names.join(';'), sha256(body)].join('\n');
  const signature = createHmac('sha256', accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { url: new URL(`https://${host}/?${canonicalQuery}`), headers: { ...signed, authorization } };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** RFC 3986: more than encodeURIComponent does. */
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
