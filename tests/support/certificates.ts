import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  certFile: string;
  keyFile: string;
}

export interface Authority {
  caFile: string;
  /** @param names under which its owner is called; default: this machine */
  sign(name: string, names?: string): Certificate;
}

/** An authority of one's own, as deploy/README.md makes it; for tests. */
export function createAuthority(dir: string, name: string): Authority {
  const path = (file: string) => join(dir, `${name}-${file}`);
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=${name}`, '-keyout', path('ca.key'), '-out', path('ca.crt'));
  return {
    caFile: path('ca.crt'),
    sign(who, subjectNames = 'DNS:localhost,IP:127.0.0.1') {
      const [keyFile, request, certFile, names] = [
        path(`${who}.key`),
        path(`${who}.csr`),
        path(`${who}.crt`),
        path(`${who}.names`),
      ] as const;
      writeFileSync(names, `subjectAltName=${subjectNames}\n`);
      openssl('req', ...newKey, '-subj', `/CN=${who}`, '-keyout', keyFile, '-out', request);
      const signed = ['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', names];
      openssl('x509', '-req', '-in', request, ...signed, '-out', certFile);
      return { certFile, keyFile };
    },
  };
}
