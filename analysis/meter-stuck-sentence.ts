import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { momentOf, type Sentence, threeDigits } from '../domain/words.ts';
import { numberOf, unitOf } from './health-sentence.ts';

/** What the electrician reads about a meter that does not count: it stands at zero, or sends one amount over and over. */
export function stuckSaying(finding: Finding, local: LocalTime): Sentence {
  return numberOf(finding, 'amount') > 0 ? sameAmount(finding, local) : standsStill(finding, local);
}

function standsStill(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const hours = numberOf(finding, 'unchanged_for');
  const day = numberOf(finding, 'usual_day');
  const usual = day > 0 ? `${threeDigits(day)} ${unitOf(finding, 'usual_day')}` : '';
  const zh = usual === '' ? '' : `，平时每天约 ${usual}`;
  const en = usual === '' ? '' : `; it usually counts about ${usual} a day`;
  if (finding.endAt !== undefined) {
    const to = momentOf(finding.endAt, local);
    return {
      zh: `${from.zh} 至 ${to.zh} 停走${zh}，这段用量没有计到，现已恢复`,
      en: `stood still from ${from.en} to ${to.en}${en}. What was used then was not counted. It counts again`,
    };
  }
  return {
    zh: `自 ${from.zh} 起停走，已 ${hours} 小时${zh}，请检查表计和接线`,
    en: `has stood still since ${from.en}, for ${hours} h${en}. Please check the meter and its wiring`,
  };
}

function sameAmount(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const amount = `${threeDigits(numberOf(finding, 'amount'))} ${unitOf(finding, 'amount').replace('/h', '')}`;
  if (finding.endAt !== undefined) {
    const to = momentOf(finding.endAt, local);
    return {
      zh: `${from.zh} 至 ${to.zh} 每小时都是 ${amount}，不像实测值，现已恢复`,
      en: `sent ${amount} every hour from ${from.en} to ${to.en}, which was hardly measured. It varies again`,
    };
  }
  return {
    zh: `自 ${from.zh} 起每小时都是 ${amount}，已 ${numberOf(finding, 'unchanged_for')} 小时，不像实测值，请检查表计和采集器`,
    en: `has sent ${amount} every hour since ${from.en}, for ${numberOf(finding, 'unchanged_for')} h, which is hardly measured. Please check the meter and its gateway`,
  };
}
