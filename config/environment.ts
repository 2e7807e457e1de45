import { nearMiss } from './near-miss.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Override {
  variable: string;
  /** Group and key of the setting that it overrides. */
  path: readonly [string, string];
  /** Read as a number. */
  number?: boolean;
  /** `<variable>_FILE` names a file that holds the value. */
  secret?: boolean;
  /** Setting that takes that file, where it is read again while we run. */
  filePath?: readonly [string, string];
}

const OVERRIDES: readonly Override[] = [
  { variable: 'GREENLEAF_PORT', path: ['http', 'port'], number: true },
  { variable: 'GREENLEAF_MQTT_PORT', path: ['mqtt', 'ownPort'], number: true },
  { variable: 'GREENLEAF_MQTT_PASSWORD', path: ['mqtt', 'password'], secret: true, filePath: ['mqtt', 'passwordFile'] },
  { variable: 'GREENLEAF_INFLUX_PASSWORD', path: ['influx', 'password'], secret: true, filePath: ['influx', 'passwordFile'] },
];

/** Every variable that the program reads. */
export const VARIABLES: readonly string[] = [
  'GREENLEAF_CONFIG',
  'GREENLEAF_DATA',
  ...OVERRIDES.flatMap(({ variable, secret }) => (secret ? [variable, `${variable}_FILE`] : [variable])),
];

export interface ReadEnvironment {
  /** Values that win over the file. */
  values: { path: readonly [string, string]; value: unknown; variable: string }[];
  mistakes: string[];
  /** Variables that look like ours and are not. */
  warnings: string[];
}

/**
 * What the environment says. An empty variable counts as not set.
 *
 * @param readFile gives the text of a secret's file, or throws
 */
export function readEnvironment(env: Environment, readFile: (path: string) => string): ReadEnvironment {
  const read: ReadEnvironment = { values: [], mistakes: [], warnings: unknownVariables(env) };
  for (const override of OVERRIDES) {
    const { variable, path, filePath } = override;
    const text = env[variable] || undefined;
    const file = (override.secret && env[`${variable}_FILE`]) || undefined;
    if (text !== undefined && file !== undefined) {
      read.mistakes.push(`${variable}: is set and ${variable}_FILE too; set only one of them`);
    } else if (file !== undefined) {
      const secret = readSecret(file, readFile);
      if ('why' in secret)
        read.mistakes.push(`${variable}_FILE: '${file}' ${secret.why}; allowed: a readable file that holds the password`);
      else {
        read.values.push({ path, value: secret.value, variable: `${variable}_FILE` });
        if (filePath) read.values.push({ path: filePath, value: file, variable: `${variable}_FILE` });
      }
    } else if (text !== undefined) {
      const value = override.number && /^\d+$/.test(text) ? Number(text) : text;
      read.values.push({ path, value, variable });
      // It wins over a file of the settings too.
      if (filePath) read.values.push({ path: filePath, value: undefined, variable });
    }
  }
  return read;
}

/** One trailing line break belongs to the editor, not to the password. */
function readSecret(path: string, readFile: (path: string) => string): { value: string } | { why: string } {
  try {
    const value = readFile(path).replace(/\r?\n$/, '');
    return value === '' ? { why: 'is empty' } : { value };
  } catch (error) {
    return { why: `cannot be read (${reasonOf(error)})` };
  }
}

function unknownVariables(env: Environment): string[] {
  const strange = Object.keys(env).filter((name) => name.startsWith('GREENLEAF_') && !VARIABLES.includes(name));
  return strange.map((name) => {
    const meant = nearMiss(name, VARIABLES);
    return `${name}: unknown variable, not used; ${meant ? `did you mean ${meant}? ` : ''}known: ${VARIABLES.join(', ')}`;
  });
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
};

/** Why the file system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return (typeof code === 'string' && (REASONS[code] ?? code)) || 'unknown reason';
}
