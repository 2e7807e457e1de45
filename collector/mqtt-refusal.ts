/** Why there is no connection, in words for the person who has to do something about it. */
export interface Refusal {
  why: string;
  /** It will not pass by itself. */
  needsPerson: boolean;
}

/** "Unacceptable protocol version" in the words of 3.1.1 and of 5. */
const VERSION: ReadonlySet<unknown> = new Set([1, 132]);
/** Bad user name or password, not authorized, banned, bad authentication method; in the words of 3.1.1 and of 5. */
const IDENTITY: ReadonlySet<unknown> = new Set([4, 5, 134, 135, 138, 140]);

export const isVersionRefused = (code: unknown): boolean => VERSION.has(code);

/** What OpenSSL and Node call it → what it means here. */
const TLS: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN:
    "the broker's certificate is signed by an authority that we do not know: mqtt.caFile names another one, or none",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the broker's certificate is not signed by the authority in mqtt.caFile",
  UNABLE_TO_GET_ISSUER_CERT: "the authority that signed the broker's certificate is not in mqtt.caFile",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the authority that signed the broker's certificate is not in mqtt.caFile",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the broker's certificate is signed by itself: put that certificate into mqtt.caFile if it is yours",
  CERT_SIGNATURE_FAILURE: "the broker's certificate is not signed by the authority in mqtt.caFile, only by one of the same name",
  CERT_HAS_EXPIRED: "the broker's certificate has expired",
  CERT_NOT_YET_VALID: "the broker's certificate is not valid yet: is the clock of this machine right?",
  ERR_TLS_CERT_ALTNAME_INVALID: "the broker's certificate is for another name than the one in mqtt.url",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the broker wants a certificate from us: set mqtt.certFile and mqtt.keyFile',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'the broker wants a certificate from us: set mqtt.certFile and mqtt.keyFile',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'the broker does not know the authority that signed mqtt.certFile',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the broker does not speak TLS on this port: mqtt:// instead of mqtts://, or another port',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'mqtt.keyFile is not the key of mqtt.certFile',
};

export function explainRefusal(error: Error): Refusal {
  const code = 'code' in error ? error.code : undefined;
  const tls = typeof code === 'string' ? TLS[code] : undefined;
  if (tls !== undefined) return { why: `${tls} (${String(code)})`, needsPerson: true };
  if (IDENTITY.has(code))
    return { why: `${error.message}: are mqtt.username and the password right, and is this user allowed?`, needsPerson: true };
  // Node reports a host with several addresses as an AggregateError without words.
  return { why: error.message || (typeof code === 'string' ? code : error.name), needsPerson: false };
}
