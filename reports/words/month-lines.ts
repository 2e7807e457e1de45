import type { MonthReport } from '../month/schema.ts';
import { nameIn, type ReportLocale } from './locale.ts';
import { unitName, type MonthWords } from './month-words.ts';
import { DASH, formatAmount, formatChange, formatFixed, formatRange, formatShare, GAP } from './numbers.ts';
import { momentText } from './times.ts';
import type { Sentence } from '../../domain/words.ts';

/** Lines of the month's report that are no tables: the same on paper and on the page. */
export interface MonthTalk {
  report: MonthReport;
  words: MonthWords;
  locale: ReportLocale;
  say(sentence: Sentence): string;
}

/** 编制 · 审核 · 报送 · 版本（数据截至，完整率） */
export function standOf({ report, words }: MonthTalk, approvedBy: string | null, approvedAt: number | null): string {
  const { timeZone } = report.site;
  const covered = formatShare(Math.min(1, ...report.coverage.map((one) => one.covered)));
  const approval = approvedBy === null ? words.blank : `${approvedBy}${approvedAt === null ? '' : ` ${momentText(approvedAt, timeZone)}`}`;
  return [
    words.preparedBy,
    words.approvedBy(approval),
    words.sentTo,
    `${words.version(report.version)}${words.dataUntil(momentText(report.dataUntilAt, timeZone), covered)}`,
  ].join('    ');
}

/** How complete each medium is; the title names the worst of them. */
export function coverageLine({ report, words, locale }: MonthTalk): string {
  const parts = report.coverage.map(({ medium, covered, estimated, held }) => {
    const unit = medium === 'electricity' || medium === 'heat' ? 'kWh' : 'm³';
    const amount = `${formatAmount(held, unit)}${GAP}${unitName(unit, locale)}`;
    return words.coverageOf(words.media[medium], formatShare(covered), formatShare(estimated)) + (held > 0 ? words.held(amount) : '');
  });
  return `${words.figures.coverage}${words.colon}${parts.join(words.semicolon)}`;
}

/** Never without the quality of its model; or why there is none. */
export function adjustedText({ report: { adjusted }, words, locale, say }: MonthTalk): string {
  const { yoy, interval, model, refused } = adjusted;
  if (yoy === null) return refused === null ? DASH : `${DASH}${words.bracket(say(refused))}`;
  const range = interval === null ? '' : words.bracket(formatRange(interval, formatChange, locale));
  const { modelKinds, model: modelWords } = words.context;
  const quality =
    model === null
      ? ''
      : words.bracket(modelWords(modelKinds[model.kind] ?? model.kind, model.r2.toFixed(2), formatShare(model.cvrmse), model.days));
  return `${formatChange(yoy)}${range}${quality}`;
}

export function anomalyCounts({ report: { anomalies }, words, say }: MonthTalk): string {
  const counts = anomalies.counts.map(({ name, count }) => words.anomalies.times(say(name), count)).join(words.listComma);
  const lines = [
    counts === '' ? '' : `${words.anomalies.counts}${words.colon}${counts}`,
    anomalies.more > 0 ? words.anomalies.more(anomalies.more) : '',
    anomalies.omitted > 0 ? words.anomalies.omitted(anomalies.omitted) : '',
  ].filter(Boolean);
  return lines.join(words.semicolon);
}

/** The night's sums, what the rounds avoided, what leaks were stopped; only what is known. */
export const nightLines = (talk: MonthTalk): string[] => [airLine(talk), avoidedLine(talk), leakLine(talk)].filter((line) => line !== null);

const airLine = ({ report: { airConditioners }, words }: MonthTalk) => (airConditioners === null ? null : words.air.line(airConditioners));

/** What the guard's rounds avoided, only where the meter confirmed it, with its method. */
function avoidedLine({ report: { avoided }, words, say }: MonthTalk): string | null {
  if (avoided === null) return null;
  const line = words.air.avoided(formatAmount(avoided.kwh, 'kWh'), formatFixed(avoided.yuan, 2), avoided.rooms);
  return `${line}${words.bracket(say(avoided.how))}`;
}

function leakLine({ report: { leaks }, words }: MonthTalk): string | null {
  if (leaks.found === 0 && leaks.repaired === 0) return null;
  const parts = [words.air.leaks(leaks.found, leaks.repaired)];
  if (leaks.lostM3 !== null) parts.push(words.air.lost(formatAmount(leaks.lostM3, 'm³')));
  if (leaks.stoppedM3PerDay !== null) {
    parts.push(words.air.stopped(formatAmount(leaks.stoppedM3PerDay, 'm³'), formatFixed(leaks.yuanPerDay, 2)));
  }
  return parts.join(words.semicolon);
}

export function roundLines({ report: { rounds }, words, say }: MonthTalk): string[] {
  const of = words.rounds;
  const pair = (name: string, value: string) => `${name}${words.colon}${value}`;
  const missed = rounds.missed.map((day) => day.slice(5)).join(words.listComma);
  const classes = (name: string, rows: typeof rounds.classes.best) =>
    rows.length === 0 ? [] : [pair(name, rows.map(({ place, times }) => of.times(say(place), times)).join(words.listComma))];
  return [
    [
      pair(of.due, of.nights(rounds.due)),
      pair(of.done, of.nights(rounds.done)),
      pair(of.missed, of.nights(rounds.missed.length)) + (missed === '' ? '' : words.bracket(missed)),
      pair(of.answered, formatShare(rounds.answeredShare)),
      pair(of.wrong, formatShare(rounds.falseShare)),
    ].join(words.semicolon),
    ...classes(of.best, rounds.classes.best),
    ...classes(of.worst, rounds.classes.worst),
  ];
}

export function meteringLines({ report: { metering, balance }, words, locale }: MonthTalk): string[] {
  const of = words.metering;
  const pair = (name: string, value: string) => `${name}${words.colon}${value}`;
  const names = (rows: readonly { name: string; nameEn: string }[]) =>
    of.count(rows.length) + (rows.length === 0 ? '' : words.bracket(rows.map((row) => nameIn(row, locale)).join(words.listComma)));
  const balances = balance.map(({ medium, main, parts, gap, gapShare }) => {
    const unit = medium === 'electricity' || medium === 'heat' ? 'kWh' : 'm³';
    const amount = (value: string | null) => (value === null ? DASH : `${formatAmount(value, unit)}${GAP}${unit}`);
    return of.balanceOf(words.media[medium], amount(main.value), amount(parts.value), amount(gap), formatShare(gapShare));
  });
  const lines = [
    [
      pair(of.meters, of.count(metering.meters)),
      pair(of.online, of.count(metering.online)),
      pair(of.onlineShare, formatShare(metering.onlineShare)),
      pair(of.estimated, formatShare(metering.estimatedShare)),
      pair(of.manual, of.times(metering.manualReadings)),
      pair(of.suspicious, of.times(metering.suspicious)),
    ].join(words.semicolon),
    [pair(of.stuck, names(metering.stuck)), pair(of.silent, names(metering.silent)), pair(of.exchanged, names(metering.exchanged))].join(
      words.semicolon,
    ),
  ];
  if (metering.omitted > 0) lines.push(of.omitted(metering.omitted));
  if (balances.length > 0) lines.push(pair(of.balance, balances.join(words.semicolon)));
  return lines;
}
