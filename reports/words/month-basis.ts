import type { MonthTalk } from './month-lines.ts';
import { unitName } from './month-words.ts';
import { groupDecimal } from './numbers.ts';

/** With what the month was counted: a title and its lines. */
export interface BasisBlock {
  title: string;
  lines: string[];
}

/** Methods, terms, factors, facts, prices, published values; what is empty is left out. */
export function basisBlocks(talk: MonthTalk): BasisBlock[] {
  const { report, words, say } = talk;
  const { appendix } = words;
  const blocks = [
    { title: appendix.formulas, lines: formulaLines(talk) },
    { title: appendix.definitions, lines: report.definitions.map(({ term, text }) => `${say(term)}${words.colon}${say(text)}`) },
    { title: appendix.factors, lines: factorLines(talk) },
    { title: appendix.facts, lines: factLines(talk) },
    { title: appendix.tariffs, lines: tariffLines(talk) },
    { title: appendix.troubles, lines: report.costTroubles.map(say) },
    { title: appendix.benchmarks, lines: benchmarkLines(talk) },
  ];
  return blocks.filter(({ lines }) => lines.length > 0);
}

function formulaLines({ report, words, say }: MonthTalk): string[] {
  return report.indicators.flatMap(({ name, formula }) => (formula === null ? [] : [`${say(name)}${words.colon}${say(formula)}`]));
}

function factorLines({ report, words, locale, say }: MonthTalk): string[] {
  return report.factors.map(({ name, value, unit, region, dataYear, document, note }) => {
    const where = region === 'national' ? words.units.national : region;
    const year = dataYear === null ? [] : [words.appendix.year(dataYear)];
    const about = [where, ...year, document, ...(note === null ? [] : [say(note)])].join(words.listComma);
    return `${say(name)}${words.colon}${groupDecimal(value)} ${unitName(unit, locale)}${words.bracket(about)}`;
  });
}

function factLines({ report, words, locale, say }: MonthTalk): string[] {
  return report.facts.map(({ name, value, unit, source, fromMonth }) => {
    const about = [words.appendix.from(fromMonth), source].join(words.listComma);
    return `${say(name)}${words.colon}${groupDecimal(value)} ${unitName(unit, locale)}${words.bracket(about)}`;
  });
}

function tariffLines({ report, words }: MonthTalk): string[] {
  return report.tariffs.map(({ medium, name, validFrom, revision, sourceDoc, isExample }) => {
    const text = words.appendix.tariff(name, validFrom, revision, sourceDoc);
    return `${words.media[medium]}${words.colon}${text}${isExample ? words.bracket(words.appendix.example) : ''}`;
  });
}

function benchmarkLines({ report, words, locale, say }: MonthTalk): string[] {
  return report.benchmarks.map(({ indicator, ours, published, unit, of, year, source }) => {
    const own = words.appendix.ours(ours === null ? words.appendix.unknown : groupDecimal(ours));
    const about = [own, say(of), words.appendix.year(year), source].join(words.listComma);
    return `${say(indicator)}${words.colon}${groupDecimal(published)} ${unitName(unit, locale)}${words.bracket(about)}`;
  });
}
