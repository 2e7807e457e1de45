import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS, ROLES } from '../../domain/access.ts';
import { ALERT_STATES } from '../../domain/alert.ts';
import { DECLARATION_KINDS } from '../../domain/declaration.ts';
import { AUDIENCES, BLIND_REASONS } from '../../domain/finding.ts';
import { REPAIR_WORDS, STAGES, USE_REASONS, WORDS_ABOUT_ALERTS } from '../../domain/handling.ts';
import { SPOT_RESULTS } from '../../domain/round.ts';
import { SEEN_THINGS } from '../../domain/seen-thing.ts';
import { QUALITIES } from '../../domain/interval.ts';
import { MEDIA } from '../../domain/medium.ts';
import { CLOCKS } from '../../domain/reading.ts';
import { DELIVERY_STATES, MESSAGE_KINDS } from '../../domain/message.ts';
import { DUTIES } from '../../domain/roster.ts';
import { SCOPE_KINDS } from '../../domain/scope.ts';
import { STEP_KINDS } from '../../domain/register.ts';
import { BUILDING_FUNCTIONS, DAY_TYPES, METER_ROLES } from '../../domain/site.ts';
import { OUTAGE_KINDS } from '../../domain/site.ts';
import { STEP_OPTION_REASONS } from '../../domain/step-options.ts';
import { STEP_DECISIONS } from '../../domain/register.ts';
import { URGENCIES } from '../../domain/urgency.ts';
import { DECLARATION_STATES } from '../../api/schemas/declarations.ts';
import { SESSION_KINDS } from '../../store/access-ports.ts';
import { DIGEST_KINDS } from '../../store/night-ports.ts';
import { COLLECTOR_EVENTS, REFUSALS } from '../../store/ports.ts';
import { MANUAL_CONCERNS, MANUAL_STATES } from '../../store/people-ports.ts';
import { REPAIR_STEPS } from '../../dashboard/tonight/work-standing.ts';
import { CHANGES } from '../../dashboard/corrections/changes.ts';
import { REASONS } from '../../dashboard/corrections/reasons.ts';
import { STEPS } from '../../dashboard/messages/steps.ts';
import en from '../../dashboard/i18n/en.ts';
import zhCN from '../../dashboard/i18n/zh-CN.ts';

type Catalog = { [key: string]: string | Catalog };

function flatten(catalog: Catalog, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(catalog)) {
    if (typeof text === 'string') texts.set(prefix + key, text);
    else for (const [inner, innerText] of flatten(text, `${prefix}${key}.`)) texts.set(inner, innerText);
  }
  return texts;
}

const chinese = flatten(zhCN);
const english = flatten(en);
/** Values that a text takes; a plural names them once a form. */
const names = (text: string) =>
  [...new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name ?? ''))].toSorted((one, other) => one.localeCompare(other)).join();

const ROOT = join(import.meta.dirname, '../..');
const DASHBOARD = join(ROOT, 'dashboard');
const sources = readdirSync(DASHBOARD, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(vue|ts)$/.test(file) && !file.startsWith('i18n'))
  .map((file) => readFileSync(join(DASHBOARD, file), 'utf8'));

describe('catalogs', () => {
  it('have the same keys in Chinese and English', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted());
  });

  it('have no empty text', () => {
    const empty = [...chinese, ...english].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  it('fill in the same values in both languages', () => {
    const different = [...chinese].filter(([key, text]) => names(text) !== names(english.get(key) ?? ''));
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('are Chinese in Chinese: what has no Chinese character is values, signs, units and names of formats', () => {
    const ours = /\b(PDF|XLSX|Excel|YAML|kgce|kgCO₂|CSV|v)(?!\p{Letter})/gu;
    const words = [...chinese].map(([key, text]) => [key, text.replaceAll(/\{\w+\}/g, '').replaceAll(ours, '')] as const);
    expect(words.filter(([, text]) => !/\p{Script=Han}/u.test(text) && /\p{Letter}/u.test(text))).toEqual([]);
  });

  it('have no exclamation marks', () => {
    expect([...chinese, ...english].filter(([, text]) => /[!！]/.test(text))).toEqual([]);
  });

  it('have every key that the pages ask for', () => {
    const asked = sources.flatMap((source) => [...source.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1]!));
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('have a word for every job', () => {
    const said = (folder: string, pattern: RegExp) =>
      readdirSync(join(ROOT, folder))
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => [...readFileSync(join(ROOT, folder, file), 'utf8').matchAll(pattern)].map((match) => match[1]!));
    const jobs = said('jobs', /\bjob\('([a-z-]+)'/g).map((name) => `job.${name}`);
    expect(jobs.length).toBeGreaterThan(2);
    expect(jobs.filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('have words for every action that the log can hold', () => {
    const routes = readdirSync(join(ROOT, 'api/routes')).map((file) => readFileSync(join(ROOT, 'api/routes', file), 'utf8'));
    const actions = routes.flatMap((source) => [...source.matchAll(/\baction: '([a-z_.]+)'/g)].map((match) => match[1]!));
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.map((action) => `audit.action.${action.replaceAll('.', '_')}`).filter((key) => !chinese.has(key))).toEqual([]);
  });

  it('have a word for every value of the closed lists that are shown', () => {
    const wanted = [
      ...['go', 'today', 'plain', 'past'].map((urgency) => `urgency.${urgency}`),
      ...AUDIENCES.map((audience) => `audience.${audience}`),
      ...URGENCIES.map((urgency) => `soon.${urgency}`),
      ...BLIND_REASONS.map((why) => `blind.${why}`),
      ...SCOPE_KINDS.map((kind) => `scope.kind.${kind}`),
      ...DECLARATION_KINDS.flatMap((kind) => [`declaration.kind.${kind}`, `declaration.kindHint.${kind}`]),
      ...DECLARATION_STATES.map((state) => `declaration.state.${state}`),
      ...['wrongOrder', 'notPast', 'noRule', 'noWeekday'].map((trouble) => `declaration.${trouble}`),
      ...['notNumber', 'notWhole', 'tooSmall', 'notAbove', 'tooLarge', 'notStep', 'notClock', 'notChoice'].map(
        (why) => `optionTrouble.${why}`,
      ),
      ...[0, 1, 2, 3, 4, 5, 6].map((day) => `weekday.${day}`),
      ...['use', 'meter'].flatMap((about) => [`rule.group.${about}`, `rule.groupHint.${about}`]),
      ...['asWider', 'on', 'off'].map((state) => `rule.${state}`),
      ...ROLES.flatMap((role) => [`roleName.${role}`, `roleDoes.${role}`, `demo.does.${role}`]),
      ...PERMISSIONS.map((permission) => `permission.${permission}`),
      ...SESSION_KINDS.map((kind) => `device.kind.${kind}`),
      ...['sites', 'buildings', 'spaces'].flatMap((part) => ['all', 'some', 'none', 'count'].map((how) => `reach.${how}.${part}`)),
      ...['wrong', 'wrongTotp', 'needsTotp', 'tooOften', 'closed'].map((refusal) => `signIn.${refusal}`),
      ...['tooShort', 'tooLong', 'known', 'likeName', 'other'].map((trouble) => `password.${trouble}`),
      ...['people', 'tokens', 'audit'].map((page) => `people.section.${page}`),
      ...['90', '365', 'never'].map((life) => `token.lives.${life}`),
      ...['camera', 'open', 'screen'].map((step) => `phone.step.${step}`),
      ...['rules', 'declarations', 'calendar', 'people', 'roster', 'addresses', 'deliveries'].map((page) => `settings.${page}`),
      ...['alerts', 'night', 'rounds', 'permits', 'repairs', 'class-list', 'digests', 'trust', 'findings'].map((page) => `alerts.${page}`),
      ...STAGES.map((stage) => `stage.${stage}`),
      ...USE_REASONS.map((reason) => `useReason.${reason}`),
      ...SEEN_THINGS.map((thing) => `seenThing.${thing}`),
      ...SPOT_RESULTS.map((result) => `spotResult.${result}`),
      ...WORDS_ABOUT_ALERTS.map((word) => `alertWord.${word}`),
      ...REPAIR_WORDS.map((word) => `repairWord.${word}`),
      ...REPAIR_STEPS.flatMap((step) => [`repairStep.${step}`, `repairGroup.${step}`, `repairGroupHint.${step}`]),
      ...['guard', 'itself', 'all_night', 'permitted', 'unknown'].map((end) => `classEnd.${end}`),
      ...DIGEST_KINDS.flatMap((kind) => [`digestKind.${kind}`, `digestHint.${kind}`, `digestNone.${kind}`]),
      ...['before', 'running', 'ended'].flatMap((state) => [`tonight.empty.${state}`, `tonight.emptyHint.${state}`]),
      ...['before', 'toCheck', 'running', 'calm', 'ended', 'nothing'].map((state) => `tonight.state.${state}`),
      ...['7', '30', '90'].map((nights) => `round.span.${nights}`),
      ...['once', 'weekly', 'notPast', 'noWeekday', 'noHours'].map((name) => `permit.${name}`),
      ...['tooFew', 'nothing', 'known', 'allFound'].map((key) => `accuracy.recall.${key}`),
      ...[...DELIVERY_STATES, ...STEPS, 'waiting'].map((state) => `deliveryState.${state}`),
      ...STEPS.map((step) => `deliveryStep.${step}`),
      ...MESSAGE_KINDS.map((kind) => `messageKind.${kind}`),
      ...DUTIES.map((duty) => `duty.${duty}`),
      ...URGENCIES.map((urgency) => `floor.upTo.${urgency}`),
      ...['accepted', 'retry', 'permanent'].map((outcome) => `testOutcome.${outcome}`),
      ...['groups', 'groupsHint', 'people', 'peopleHint'].map((part) => `address.${part}`),
      ...['denied', 'unreachable'].map((why) => `push.${why}`),
      ...ALERT_STATES.map((state) => `alertState.${state}`),
      ...QUALITIES.map((quality) => `quality.${quality}`),
      ...MEDIA.flatMap((medium) => [`medium.${medium}`, `today.${medium}`, `trend.${medium}`, `rate.${medium}`]),
      ...CLOCKS.map((clock) => `clock.${clock}`),
      ...STEP_KINDS.map((kind) => `stepKind.${kind}`),
      ...BUILDING_FUNCTIONS.map((name) => `buildingFunction.${name}`),
      ...DAY_TYPES.flatMap((type) => [`dayType.${type}`, `dayKind.${type}`]),
      ...METER_ROLES.map((role) => `role.${role}`),
      ...REFUSALS.map((refusal) => `refusal.${refusal}`),
      ...COLLECTOR_EVENTS.flatMap((kind) => [`event.kind.${kind}`, `event.todo.${kind}`]),
      ...[...STEP_DECISIONS, 'exchange', 'spread'].map((as) => `option.${as}`),
      ...['glitch', 'unknown', 'exchange'].map((as) => `optionMeans.${as}`),
      ...STEP_OPTION_REASONS.map((why) => `optionWhy.${why}`),
      ...OUTAGE_KINDS.flatMap((why) => [`outage.${why}`, `outageShort.${why}`]),
      ...CHANGES.map((change) => `form.${change}`),
      ...Object.entries(REASONS).flatMap(([of, reasons]) => reasons.map((name) => `reason.${of}.${name}`)),
      ...MANUAL_STATES.map((state) => `manualState.${state}`),
      ...MANUAL_CONCERNS.flatMap((concern) => [`concern.${concern}`, `concernShort.${concern}`]),
      ...['open', 'gaps', 'all'].flatMap((state) => [`steps.state.${state}`, `emptyReadings.${state}`, `emptyReadings.${state}Hint`]),
      ...['steps', 'read', 'balance', 'status'].map((page) => `readings.${page}`),
      ...['inside', 'outside', 'unknown'].map((verdict) => `balance.${verdict}`),
    ];
    expect(wanted.filter((key) => !chinese.has(key))).toEqual([]);
  });
});
