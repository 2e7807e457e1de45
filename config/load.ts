import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SitePlan } from '../domain/site.ts';
import { type Environment, readEnvironment, type ReadEnvironment, reasonOf } from './environment.ts';
import { explainMistake, isSecret, pathText, withoutCredentials } from './mistakes.ts';
import { type SettingsFile, settingsSchema } from './schema.ts';
import { SettingsError } from './settings-error.ts';
import { type ParsedFile, parseSettingsFile } from './settings-file.ts';
import { toSitePlan } from './site-plan.ts';

export { SettingsError };

const DEFAULT_FILE = 'greenleaf.yaml';

export interface LoadedSettings {
  settings: Readonly<SettingsFile>;
  /** The declared schools; null means the demo campus. */
  sitePlans: readonly SitePlan[] | null;
  /** Absolute folder of everything that the program keeps. */
  dataDir: string;
  sources: {
    /** Absolute path of the settings file; null: there is none. */
    file: string | null;
    /** Path of a setting → the variable that decided it. */
    variables: Readonly<Record<string, string>>;
  };
  /** For people: what looks wrong and is not used. */
  warnings: readonly string[];
}

export interface LoadOptions {
  env: Environment;
  /** Folder that relative paths start from. */
  cwd: string;
  /** Text of a file, or an error with a `code` as node:fs throws it. */
  readFile?: (path: string) => string;
}

/**
 * Settings from `greenleaf.yaml` (or the file named by GREENLEAF_CONFIG) and the environment, checked and frozen.
 *
 * @throws SettingsError with all mistakes at once
 */
export function loadSettings({ env, cwd, readFile = (path) => readFileSync(path, 'utf8') }: LoadOptions): LoadedSettings {
  const { path, parsed } = readSettingsFile(env, cwd, readFile);
  const environment = readEnvironment(env, (file) => readFile(resolve(cwd, file)));
  const raw = override(parsed.content, environment);
  const result = settingsSchema.safeParse(raw, { reportInput: true });
  const variables = Object.fromEntries(environment.values.map((value) => [pathText(value.path), value.variable]));
  const wrong = result.success ? [] : result.error.issues.flatMap(explainMistake);
  const mistakes = [...environment.mistakes, ...wrong.map((mistake) => withPlace(mistake, variables, parsed))];
  if (!result.success || mistakes.length > 0) throw new SettingsError(mistakes);
  return freeze({
    settings: withinRetention(result.data),
    sitePlans: result.data.sites?.map(toSitePlan) ?? null,
    dataDir: resolve(cwd, env['GREENLEAF_DATA'] || 'data'),
    sources: { file: path, variables },
    warnings: environment.warnings,
  });
}

/** The settings as they may be shown and logged: passwords are hidden. */
export function describeSettings(settings: Readonly<SettingsFile>): Readonly<SettingsFile> {
  const json = JSON.stringify(settings, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    return isSecret([key]) ? '***' : withoutCredentials(value);
  });
  return JSON.parse(json) as SettingsFile;
}

function readSettingsFile(env: Environment, cwd: string, readFile: (path: string) => string): { path: string | null; parsed: ParsedFile } {
  const named = env['GREENLEAF_CONFIG'] || undefined;
  const path = resolve(cwd, named ?? DEFAULT_FILE);
  try {
    return { path, parsed: parseSettingsFile(readFile(path), named ?? DEFAULT_FILE) };
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    if (named !== undefined) throw new SettingsError([`GREENLEAF_CONFIG: '${named}' cannot be read (${reasonOf(error)})`]);
    if ((error as { code?: unknown }).code !== 'ENOENT') throw new SettingsError([`${path}: cannot be read (${reasonOf(error)})`]);
    return { path: null, parsed: { content: {}, lineOf: () => undefined } };
  }
}

/** Days by which a reading has to be younger than the oldest that are kept: it is still to be computed before it is forgotten. */
const RETENTION_MARGIN_DAYS = 2;

/** What would be forgotten before it was understood is not taken. */
function withinRetention(settings: SettingsFile): SettingsFile {
  const { collector, retention } = settings;
  if (retention.rawDays === undefined) return settings;
  const maxPastDays = Math.min(collector.maxPastDays, retention.rawDays - RETENTION_MARGIN_DAYS);
  return { ...settings, collector: { ...collector, maxPastDays } };
}

/** Environment values laid over the file's; the file itself stays as it is. A group that is no group is left for the check to name. */
function override(content: Record<string, unknown>, { values }: ReadEnvironment): Record<string, unknown> {
  const raw = { ...content };
  for (const { path, value } of values) {
    const [group, key] = path;
    const before = raw[group] ?? {};
    if (typeof before === 'object' && !Array.isArray(before)) raw[group] = { ...before, [key]: value };
  }
  return raw;
}

function withPlace(mistake: ReturnType<typeof explainMistake>[number], variables: Record<string, string>, file: ParsedFile): string {
  const path = pathText(mistake.path);
  const variable = variables[path];
  if (variable) return `${variable}: ${mistake.words}`;
  const line = file.lineOf(mistake.path);
  return `${path}: ${mistake.words}${line === undefined ? '' : ` (line ${line})`}`;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
