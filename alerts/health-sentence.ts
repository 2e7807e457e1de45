import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { type AlertPlace, dayWords, exact, momentOf, monthWords, nameEn, type Sentence, threeDigits } from './words.ts';

/** What the electrician reads about a meter that cannot be trusted. */
export function healthSentence(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const said = sayings(finding, place, local);
  const { zh, en } = { zh: place.meter.name, en: nameEn(place.meter) };
  const { building } = place;
  return {
    zh: `${zh}${building ? `（${building.name}）` : ''}${said.zh}。`,
    en: `${en}${building ? ` (${nameEn(building)})` : ''} ${said.en}.`,
  };
}

/** What is said of the meter, without its name in front and the full stop. */
function sayings(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  switch (finding.rule) {
    case 'meter_stuck':
      return numberOf(finding, 'amount') > 0 ? sameAmount(finding, local) : standsStill(finding, local);
    case 'register_step':
      return registerStep(finding, local);
    case 'phase_fault':
      return finding.evidence.some(({ name }) => name === 'voltage') ? lostPhase(finding, local) : negativePower(finding, local);
    case 'ct_ratio_suspect':
      return ratioSuspect(finding, local);
    case 'clock_drift':
      return clockDrift(finding, local);
    case 'duplicate_channel':
      return duplicate(finding, place, local);
    case 'balance_gap':
      return balance(finding, local);
    default:
      return silent(finding, local);
  }
}

const numberOf = (finding: Finding, name: string) => finding.evidence.find((number) => number.name === name)?.value ?? 0;
const unitOf = (finding: Finding, name: string) => finding.evidence.find((number) => number.name === name)?.unit ?? '';

function silent(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  if (finding.endAt !== undefined) {
    const to = momentOf(finding.endAt, local);
    return { zh: `曾自 ${from.zh} 起无数据，${to.zh} 恢复`, en: `was silent from ${from.en} and reports again since ${to.en}` };
  }
  return {
    zh: `自 ${from.zh} 起无数据，请检查供电和通信`,
    en: `has been silent since ${from.en}. Please check its power and its connection`,
  };
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

function registerStep(finding: Finding, local: LocalTime): Sentence {
  const at = momentOf(finding.startAt, local);
  const [before, after] = [exact(numberOf(finding, 'register_before')), exact(numberOf(finding, 'register_after'))];
  const size = `${threeDigits(numberOf(finding, 'size'))} ${unitOf(finding, 'size')}`;
  const step = {
    zh: `${at.zh} 读数由 ${before} 变为 ${after}，相差 ${size}`,
    en: `went from ${before} to ${after} at ${at.en}, a step of ${size}`,
  };
  if (finding.endAt !== undefined) return { zh: `${step.zh}，现已查明`, en: `${step.en}. It is explained now` };
  const others = numberOf(finding, 'open_steps') - 1;
  return {
    zh: `${step.zh}，原因不明，没有计入合计${others > 0 ? `，当天还有 ${others} 处` : ''}，请在“数据 › 核对”中选定原因`,
    en: `${step.en}. The cause is not known and no total contains it${others > 0 ? `; ${others} more on that day` : ''}. Please choose the explanation under Readings › To check`,
  };
}

function phaseName(finding: Finding): Sentence {
  const phase = numberOf(finding, 'phase');
  return phase === 0 ? { zh: '', en: '' } : { zh: `L${phase} 相`, en: ` on L${phase}` };
}

function negativePower(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const phase = phaseName(finding);
  const power = threeDigits(numberOf(finding, 'power')).replace('-', '−');
  if (finding.endAt !== undefined) {
    return {
      zh: `${phase.zh}功率曾自 ${from.zh} 起为负，现已正常`,
      en: `showed negative power${phase.en} from ${from.en}. It is normal again`,
    };
  }
  const others = phase.zh === '' ? { zh: '', en: '' } : othersOf(finding, 'kW');
  return {
    zh: `${phase.zh}功率自 ${from.zh} 起为负，${power} kW${others.zh}，电流互感器可能接反，用量会少计，请检查接线`,
    en: `shows negative power${phase.en} since ${from.en}: ${power} kW${others.en}. A current transformer may be the wrong way round, and too little is counted. Please check the wiring`,
  };
}

function lostPhase(finding: Finding, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const phase = phaseName(finding);
  if (finding.endAt !== undefined) {
    return { zh: `${phase.zh}电压曾自 ${from.zh} 起缺失，现已正常`, en: `had no voltage${phase.en} from ${from.en}. It is normal again` };
  }
  const volts = threeDigits(numberOf(finding, 'voltage'));
  const others = othersOf(finding, 'V');
  return {
    zh: `${phase.zh}电压自 ${from.zh} 起只有 ${volts} V${others.zh}，可能缺相，请检查熔断器和接线`,
    en: `has only ${volts} V${phase.en} since ${from.en}${others.en}. The phase may be lost: please check fuse and wiring`,
  };
}

function othersOf(finding: Finding, unit: string): Sentence {
  const others = threeDigits(numberOf(finding, 'others'));
  return { zh: `，其他相约 ${others} ${unit}`, en: `, the others about ${others} ${unit}` };
}

function ratioSuspect(finding: Finding, local: LocalTime): Sentence {
  const ratio = exact(numberOf(finding, 'ratio'));
  if (finding.endAt !== undefined)
    return { zh: `的倍率（${ratio}）曾有疑点，现已消除`, en: `had a ratio (${ratio}) that did not fit. It fits now` };
  const since = dayWords(local.dayOf(finding.startAt));
  const times = numberOf(finding, 'times_rating');
  if (times > 0) {
    return {
      zh: `自 ${since.zh} 起多次超过额定负荷，最高约 ${threeDigits(times)} 倍，现用倍率 ${ratio}，请核对互感器铭牌`,
      en: `has counted more than its rated load again and again since ${since.en}, up to about ${threeDigits(times)} times, with a ratio of ${ratio}. Please compare the transformer's plate`,
    };
  }
  const factor = threeDigits(numberOf(finding, 'factor'));
  const likely = numberOf(finding, 'likely_ratio');
  // A meter without transformers has no better ratio: then another one was put in, or the circuits were mixed up.
  const fits =
    likely === numberOf(finding, 'ratio') ? { zh: '', en: '' } : { zh: `，更像是 ${exact(likely)}`, en: `; ${exact(likely)} would fit` };
  return {
    zh: `自 ${since.zh} 起计得约为实际的 ${factor} 倍，现用倍率 ${ratio}${fits.zh}，请核对互感器铭牌和接线`,
    en: `has counted about ${factor} times what it should since ${since.en}, with a ratio of ${ratio}${fits.en}. Please compare the transformer's plate and the wiring`,
  };
}

function clockDrift(finding: Finding, local: LocalTime): Sentence {
  const behind = numberOf(finding, 'behind');
  const minutes = Math.abs(behind);
  const from = momentOf(finding.startAt, local);
  const way = behind > 0 ? { zh: '慢', en: 'slow' } : { zh: '快', en: 'fast' };
  if (finding.endAt !== undefined) {
    return {
      zh: `的时钟曾${way.zh}约 ${minutes} 分钟，现已校准`,
      en: `had a clock that was about ${minutes} min ${way.en}. It is right again`,
    };
  }
  return {
    zh: `的时钟自 ${from.zh} 起${way.zh}约 ${minutes} 分钟，请校时`,
    en: `has a clock that is about ${minutes} min ${way.en} since ${from.en}. Please set it`,
  };
}

function duplicate(finding: Finding, place: AlertPlace, local: LocalTime): Sentence {
  const from = momentOf(finding.startAt, local);
  const twin = place.others?.[0] ?? { name: finding.others?.[0] ?? '' };
  if (finding.endAt !== undefined) {
    return {
      zh: `与${twin.name}曾自 ${from.zh} 起读数相同，现已分开`,
      en: `counted the same as ${nameEn(twin)} from ${from.en}. They differ again`,
    };
  }
  return {
    zh: `自 ${from.zh} 起每刻钟都与${twin.name}相同，可能是同一通道读了两次，请核对地址`,
    en: `has counted the same as ${nameEn(twin)} in every quarter hour since ${from.en}. One channel may be read twice: please compare their addresses`,
  };
}

function balance(finding: Finding, local: LocalTime): Sentence {
  const month = monthWords(local.dayOf(finding.startAt));
  const share = numberOf(finding, 'gap_share');
  const gap = `${threeDigits(Math.abs(numberOf(finding, 'gap')))} ${unitOf(finding, 'gap')}`;
  const percent = `${threeDigits(Math.abs(share))} %`;
  const days = numberOf(finding, 'days');
  const more = share >= 0;
  const zh = `${month.zh}（${days} 天）比分表合计${more ? '多' : '少'} ${percent}，即 ${gap}`;
  const en = `counted ${percent} (${gap}) ${more ? 'more' : 'less'} than the meters below it in ${month.en} (${days} days)`;
  if (finding.endAt !== undefined) return { zh, en };
  const advice = more
    ? { zh: '请核对分表、倍率和没有装表的支路', en: 'Please check the meters below it, their ratios, and circuits without a meter' }
    : { zh: '请核对总表、分表的倍率和上下级关系', en: 'Please check the ratios, and which meter hangs on which' };
  return { zh: `${zh}，${advice.zh}`, en: `${en}. ${advice.en}` };
}
