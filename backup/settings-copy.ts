import { isPair, isScalar, parseDocument, Scalar, visit } from 'yaml';
import { isSecret } from '../config/mistakes.ts';

/** A line that is only a comment and speaks of a secret: perhaps yesterday's. */
const OLD_SECRET = /^\s*#.*(password|secret|token).*$/gim;

/** `passwordFile` names a file, which is not in the backup. */
const isSecretKey = (key: string) => isSecret([key]) && !key.endsWith('File');

/** The text of a settings file without its passwords; everything else, comments too, stays as it was written. */
export function withoutSecrets(text: string): { text: string; leftOut: string[] } {
  const document = parseDocument(text.replace(OLD_SECRET, '# (a comment left out of the backup)'));
  const leftOut: string[] = [];
  visit(document, {
    Pair(_, pair, path) {
      if (!isScalar(pair.key) || pair.value === null || !isSecretKey(String(pair.key.value))) return;
      const empty = new Scalar(null);
      empty.comment = ' left out of the backup';
      pair.value = empty;
      const groups = path.filter(isPair).map(({ key }) => String(isScalar(key) ? key.value : key));
      leftOut.push([...groups, String(pair.key.value)].join('.'));
      return visit.SKIP;
    },
  });
  return { text: document.toString({ lineWidth: 0 }), leftOut };
}
