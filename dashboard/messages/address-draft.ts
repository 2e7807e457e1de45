import type { AddressRequest, AddressView, ChannelView } from '../../api/schemas/messages.ts';

type Field = ChannelView['fields'][number];
/** What stands in the form: texts, and switches. */
export type FieldDraft = Record<string, string | boolean>;

/** Stands for a secret that is kept. */
export const HIDDEN = '***';

/** What a form begins with: what is saved, or what the channel begins with. Lists are texts, one a line. */
export function toDraft(fields: readonly Field[], settings: Readonly<Record<string, unknown>> = {}): FieldDraft {
  return Object.fromEntries(fields.map((field) => [field.name, toText(field, settings[field.name] ?? field.initial)]));
}

function toText({ kind }: Field, value: unknown): string | boolean {
  if (kind === 'boolean') return value === true;
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What is sent. What was left empty and is not required is left out: the server has its own beginning for it. */
export function toSettings(fields: readonly Field[], draft: FieldDraft): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = toValue(field, draft[field.name] ?? '');
      return value === undefined ? [] : [[field.name, value] as const];
    }),
  );
}

function toValue({ kind, isRequired }: Field, drafted: string | boolean): unknown {
  if (typeof drafted === 'boolean') return drafted;
  const text = drafted.trim();
  if (kind === 'list') {
    return text
      .split(/[\n,，;；]/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  if (text === '') return isRequired ? '' : undefined;
  return kind === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Required fields that are empty still. */
export const missingFields = (fields: readonly Field[], draft: FieldDraft): string[] =>
  fields.filter(({ name, isRequired }) => isRequired && String(draft[name] ?? '').trim() === '').map(({ name }) => name);

/** The same address, asked for again: its secrets stay as they are. */
export function toRequest({ channel, name, person, audiences, isOn, settings }: AddressView): AddressRequest {
  return { channel, name, person: person?.id ?? null, audiences, isOn, settings };
}

/** What is wrong with each setting: `body.settings.port` → `port`, `body.settings.to.0` → `to`. */
export function settingErrors(errors: readonly { path: string; message: string }[]): Record<string, string> {
  return Object.fromEntries(
    errors.flatMap(({ path, message }) => {
      const [, part, name] = path.split('.');
      return part === 'settings' && name !== undefined ? [[name, message] as const] : [];
    }),
  );
}
