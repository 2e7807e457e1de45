import { Unprocessable } from '../problems.ts';

/** Shorter ones are refused anyway. ASVS 6.2.1 asks for 8, and recommends 15. */
export const MIN_PASSWORD_LENGTH = 12;

let known: Promise<ReadonlySet<string>> | undefined;

/** The list takes 40 ms and 5 MB; most starts never need it. */
const knownPasswords = () => (known ??= readKnown());

/** @see zxcvbn's list of the 49,000 most used passwords, from public leaks */
async function readKnown(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter((password) => password.length >= MIN_PASSWORD_LENGTH));
}

/**
 * Why a password is not taken; undefined: it is. Length and the list decide: rules about digits and signs make people
 * choose worse ones (ASVS 6.2.5).
 *
 * @param words of its owner, such as his login: a password that is only one of them, repeated or not, is no secret
 */
export async function weaknessOf(password: string, words: readonly string[] = []): Promise<string | undefined> {
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD_LENGTH) return `has ${length} characters; allowed: ${MIN_PASSWORD_LENGTH} or more`;
  const plain = password.toLowerCase();
  if ((await knownPasswords()).has(plain) || isRepeated(plain)) return 'is one that many people use, so it is tried first; take another';
  if (words.some((word) => word !== '' && plain.replaceAll(word.toLowerCase(), '') === '')) return 'is only your name; take another';
  return undefined;
}

/** One to four characters again and again: aaaaaaaaaaaa, 123412341234. */
const isRepeated = (text: string) => /^(.{1,4})\1+$/u.test(text);

/** @throws Unprocessable */
export async function checkPassword(password: string, words: readonly string[]): Promise<void> {
  const weakness = await weaknessOf(password, words);
  if (weakness !== undefined) throw new Unprocessable({ path: 'body.password', message: weakness });
}
