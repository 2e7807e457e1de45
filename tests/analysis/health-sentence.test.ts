import { describe, expect, it } from 'vitest';
import { ALL_RULES, RULES, type RuleName } from '../../analysis/registry.ts';
import type { EvidenceNumber, Finding } from '../../domain/finding.ts';
import { createLocalTime } from '../../domain/local-time.ts';
import type { AlertPlace } from '../../domain/words.ts';

const local = createLocalTime('Asia/Shanghai');
const place: AlertPlace = {
  meter: { name: '三号宿舍水总表', nameEn: 'Dormitory 3 water' },
  building: { name: '三号宿舍', nameEn: 'Dormitory 3' },
  space: undefined,
  others: [{ name: '四号宿舍水总表', nameEn: 'Dormitory 4 water' }],
};

type Numbers = Record<string, [number, string]>;
const say = (rule: RuleName, numbers: Numbers, endClock?: string) => {
  const evidence: EvidenceNumber[] = Object.entries(numbers).map(([name, [value, unit]]) => ({ name, value, unit }));
  const finding: Finding = {
    rule,
    meter: 'm1',
    night: '2026-11-09',
    startAt: local.at('2026-11-09', '07:15'),
    ...(endClock === undefined ? {} : { endAt: local.at('2026-11-13', endClock) }),
    certainty: 'measured',
    rate: null,
    wasted: null,
    evidence,
    others: ['m2'],
  };
  return RULES[rule].sentence(finding, place, local, false);
};

const stuck: Numbers = { unchanged_for: [53, 'h'], amount: [0, 'm³/h'], usual_day: [50.113, 'm³'] };
const constant: Numbers = { unchanged_for: [13, 'h'], amount: [13.8, 'kWh/h'] };
const step: Numbers = {
  size: [12_342.4, 'kWh'],
  register_before: [12_345.6, 'kWh'],
  register_after: [3.2, 'kWh'],
  open_steps: [3, 'steps'],
};
const reversed: Numbers = { power: [-2.5, 'kW'], others: [3.1, 'kW'], phase: [2, ''] };
const lost: Numbers = { voltage: [8, 'V'], others: [230, 'V'], phase: [3, ''] };
const ratio: Numbers = { factor: [10, 'times'], ratio: [60, 'times'], likely_ratio: [6, 'times'] };
const drift: Numbers = { behind: [5, 'min'] };
const gap: Numbers = { gap_share: [12.3, '%'], gap: [1234, 'kWh'], days: [10, 'days'] };

describe('sentences about meters', () => {
  it('says that a meter stands still, how long, and what it usually counts', () => {
    expect(say('meter_stuck', stuck)).toEqual({
      zh: '三号宿舍水总表（三号宿舍）自 11月9日 07:15 起停走，已 53 小时，平时每天约 50.1 m³，请检查表计和接线。',
      en: 'Dormitory 3 water (Dormitory 3) has stood still since 07:15 on 9 Nov, for 53 h; it usually counts about 50.1 m³ a day. Please check the meter and its wiring.',
    });
    expect(say('meter_stuck', stuck, '14:00')).toEqual({
      zh: '三号宿舍水总表（三号宿舍）11月9日 07:15 至 11月13日 14:00 停走，平时每天约 50.1 m³，这段用量没有计到，现已恢复。',
      en: 'Dormitory 3 water (Dormitory 3) stood still from 07:15 on 9 Nov to 14:00 on 13 Nov; it usually counts about 50.1 m³ a day. What was used then was not counted. It counts again.',
    });
  });

  it('says that a feed sends the same amount over and over', () => {
    expect(say('meter_stuck', constant).zh).toBe(
      '三号宿舍水总表（三号宿舍）自 11月9日 07:15 起每小时都是 13.8 kWh，已 13 小时，不像实测值，请检查表计和采集器。',
    );
    expect(say('meter_stuck', constant).en).toContain('has sent 13.8 kWh every hour since 07:15 on 9 Nov, for 13 h');
    expect(say('meter_stuck', constant, '08:00').zh).toContain('11月9日 07:15 至 11月13日 08:00 每小时都是 13.8 kWh');
  });

  it('says what a register did, by how much, and that it is in no total', () => {
    expect(say('register_step', step)).toEqual({
      zh: '三号宿舍水总表（三号宿舍）11月9日 07:15 读数由 12,345.6 变为 3.2，相差 12,300 kWh，原因不明，没有计入合计，当天还有 2 处，请在“数据 › 核对”中选定原因。',
      en: 'Dormitory 3 water (Dormitory 3) went from 12,345.6 to 3.2 at 07:15 on 9 Nov, a step of 12,300 kWh. The cause is not known and no total contains it; 2 more on that day. Please choose the explanation under Readings › To check.',
    });
    expect(say('register_step', step, '10:00').zh).toContain('现已查明');
  });

  it('names the phase, its value and that of the others', () => {
    expect(say('phase_fault', reversed)).toEqual({
      zh: '三号宿舍水总表（三号宿舍）L2 相功率自 11月9日 07:15 起为负，−2.5 kW，其他相约 3.1 kW，电流互感器可能接反，用量会少计，请检查接线。',
      en: 'Dormitory 3 water (Dormitory 3) shows negative power on L2 since 07:15 on 9 Nov: −2.5 kW, the others about 3.1 kW. A current transformer may be the wrong way round, and too little is counted. Please check the wiring.',
    });
    expect(say('phase_fault', { ...reversed, phase: [0, ''] }).zh).toContain('）功率自 11月9日 07:15 起为负，−2.5 kW，电流互感器');
    expect(say('phase_fault', lost).zh).toContain('L3 相电压自 11月9日 07:15 起只有 8 V，其他相约 230 V，可能缺相');
    expect(say('phase_fault', lost).en).toContain('has only 8 V on L3 since 07:15 on 9 Nov, the others about 230 V.');
  });

  it('says how many times too much a meter counts, and which ratio would fit', () => {
    expect(say('ct_ratio_suspect', ratio)).toEqual({
      zh: '三号宿舍水总表（三号宿舍）自 11月9日 起计得约为实际的 10 倍，现用倍率 60，更像是 6，请核对互感器铭牌和接线。',
      en: "Dormitory 3 water (Dormitory 3) has counted about 10 times what it should since 9 Nov, with a ratio of 60; 6 would fit. Please compare the transformer's plate and the wiring.",
    });
    expect(say('ct_ratio_suspect', { ...ratio, ratio: [1, 'times'], likely_ratio: [1, 'times'] }).zh).not.toContain('更像');
    expect(say('ct_ratio_suspect', { times_rating: [2.4, 'times'], ratio: [60, 'times'] }).zh).toContain(
      '多次超过额定负荷，最高约 2.4 倍，现用倍率 60',
    );
  });

  it('says whether a clock is slow or fast', () => {
    expect(say('clock_drift', drift).zh).toBe('三号宿舍水总表（三号宿舍）的时钟自 11月9日 07:15 起慢约 5 分钟，请校时。');
    expect(say('clock_drift', { behind: [-3, 'min'] }).en).toBe(
      'Dormitory 3 water (Dormitory 3) has a clock that is about 3 min fast since 07:15 on 9 Nov. Please set it.',
    );
  });

  it('names the other meter of a doubled channel', () => {
    expect(say('duplicate_channel', {})).toEqual({
      zh: '三号宿舍水总表（三号宿舍）自 11月9日 07:15 起每刻钟都与四号宿舍水总表相同，可能是同一通道读了两次，请核对地址。',
      en: 'Dormitory 3 water (Dormitory 3) has counted the same as Dormitory 4 water in every quarter hour since 07:15 on 9 Nov. One channel may be read twice: please compare their addresses.',
    });
  });

  it('says how far a balance is off, and what to look at', () => {
    expect(say('balance_gap', gap).zh).toBe(
      '三号宿舍水总表（三号宿舍）11月（10 天）比分表合计多 12.3 %，即 1,230 kWh，请核对分表、倍率和没有装表的支路。',
    );
    expect(say('balance_gap', { ...gap, gap_share: [-3, '%'], gap: [-30, 'kWh'] }).en).toBe(
      'Dormitory 3 water (Dormitory 3) counted 3 % (30 kWh) less than the meters below it in Nov (10 days). Please check the ratios, and which meter hangs on which.',
    );
    expect(say('balance_gap', gap, '00:00').zh).toBe('三号宿舍水总表（三号宿舍）11月（10 天）比分表合计多 12.3 %，即 1,230 kWh。');
  });

  it('has a sentence for each rule about meters, open and ended, without an exclamation mark', () => {
    const numbers = { ...stuck, ...step, ...reversed, ...ratio, ...drift, ...gap };
    const aboutMeters = ALL_RULES.filter(({ about }) => about === 'meter').map(({ rule }) => rule as RuleName);
    expect(aboutMeters.length).toBeGreaterThanOrEqual(8);
    for (const rule of aboutMeters) {
      for (const end of [undefined, '12:00']) {
        const { zh, en } = say(rule, numbers, end);
        expect(zh, rule).toMatch(/^三号宿舍水总表（三号宿舍）.+。$/);
        expect(en, rule).toMatch(/^Dormitory 3 water \(Dormitory 3\) [a-z].+\.$/);
        expect(zh + en, rule).not.toMatch(/[!！]|undefined|NaN|\.\.|。。/);
      }
    }
  });
});
