import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, so that nobody guesses one; letters that stand in an address and a cookie as they are. */
const SECRET_BYTES = 32;

export const makeSecret = () => randomBytes(SECRET_BYTES).toString('base64url');

/** What is stored of a secret. It is random and long, so that a plain hash tells nobody anything. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex');
