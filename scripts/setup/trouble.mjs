/** Something that a person has to mend: what happened, the way out, and the log of the command that failed. */
export class Trouble extends Error {
  constructor(message, wayOut, log) {
    super(message);
    this.wayOut = wayOut;
    this.log = log;
  }
}

/** What the output of a failed command means. First match wins: the special before the general. */
const CAUSES = [
  [/ENOSPC|No space left on device/i, 'The disk is full.', 'Free some space (1 GB is enough) and start again.'],
  [
    /UNABLE_TO_(GET_ISSUER|VERIFY)|SELF_SIGNED_CERT|unable to get local issuer/i,
    'The certificate of the download server is not trusted.',
    "If a proxy of your network signs it, name the proxy's certificate: NODE_EXTRA_CA_CERTS=/path/to/ca.pem",
  ],
  [
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network (is )?unreachable|Could not resolve|Could not connect|Failed to fetch|Temporary failure/i,
    'The download server cannot be reached.',
    'Check the network and the proxy (HTTPS_PROXY). Where the npm registry is blocked, use a mirror: npm config set registry https://registry.npmmirror.com',
  ],
  [
    /\bE40[137]\b|authentication required/i,
    'The package registry refuses this machine.',
    'Check the registry and its login: npm config get registry',
  ],
  [
    /EBADENGINE/,
    'A package does not run on this version of Node.js.',
    'Use Node.js 20.19 or newer; if it is new enough, package-lock.json holds a wrong package.',
  ],
  [
    /EUSAGE|in sync|ENOLOCK/i,
    'package-lock.json does not fit package.json.',
    'Take both from the same commit (git status), or run npm install once if you changed package.json.',
  ],
  [
    /EACCES|EPERM|EROFS|permission denied|Read-only file system/i,
    'Files cannot be written here.',
    'Use a folder that belongs to you: clone into your home, or sudo chown -R "$USER" on this folder.',
  ],
];

/**
 * @param {string} what  the step that failed, in words
 * @param {string} output everything that the command said
 * @param {string | undefined} log file that keeps the output
 */
export function explainOutput(what, output, log) {
  const cause = CAUSES.find(([pattern]) => pattern.test(output));
  if (cause) return new Trouble(`${what} failed. ${cause[1]}`, cause[2], log);
  return new Trouble(
    `${what} failed for a reason that setup does not know.`,
    'Read the last lines of the output:\n' + lastLines(output),
    log,
  );
}

/** An error of the file system. @param {string} where the file or folder it is about */
export function explainSystemError(error, where, orElse) {
  const code = error?.code ?? '';
  const way = (first) => (orElse ? `${first}, ${orElse}.` : `${first}.`);
  if (code === 'ENOSPC')
    return new Trouble(`The disk is full: ${where} cannot be written.`, 'Free some space (1 GB is enough) and start again.');
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    const why = code === 'EROFS' ? 'is on a read-only disk' : 'may not be written by this user';
    return new Trouble(
      `${where} ${why}.`,
      way('Use a folder that belongs to you (clone into your home, or sudo chown -R "$USER" on this one)'),
    );
  }
  if (['EEXIST', 'ENOTDIR'].includes(code)) return new Trouble(`${where} is a file where a folder is needed.`, way('Move it away'));
  return new Trouble(`Setup stopped: ${error?.message ?? error}`, 'If this is not clear, report it with the output above.');
}

/** Without the stack: it tells nothing to a person and stands in the log. */
const lastLines = (text) =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => !/^\s+at .*[):\d]$/.test(line))
    .slice(-8)
    .map((line) => `    ${line}`)
    .join('\n');
