import { describe, expect, it } from 'vitest';
import { isInApp } from '../../../dashboard/tonight/in-app.ts';
import { type Known, whatIsNew, withoutMark } from '../../../dashboard/tonight/known.ts';
import { numberSign } from '../../../dashboard/tonight/number-sign.ts';
import type { KeptAnswer } from '../../../dashboard/tonight/outbox.ts';
import { aheadBy, trueTime } from '../../../dashboard/tonight/server-clock.ts';
import { assetsOf, isShellPage } from '../../../dashboard/tonight/shell-files.ts';
import { needsHim, roomsNow } from '../../../dashboard/tonight/standing.ts';
import { reachedStep, repairStage, wordsLeft } from '../../../dashboard/tonight/work-standing.ts';
import { B3, BEFORE, BURST, LAB, NIGHT, RUNNING, withRooms } from './scenes.ts';

describe('number of a stop', () => {
  it('is the sign that stands on paper, up to 50', () => {
    expect([1, 2, 3, 12, 20, 21, 35, 36, 50, 51].map(numberSign)).toEqual(['①', '②', '③', '⑫', '⑳', '㉑', '㉟', '㊱', '㊿', '(51)']);
  });
});

describe("the server's clock", () => {
  it('is known from an answer: made half-way through the wait', () => {
    expect(aheadBy(1_000_500, 1_000, 2_000)).toBe(999_000);
  });

  it('gives a press its true time, although the phone goes an hour wrong', () => {
    expect(trueTime({ saidAt: 10_000_000, aheadMs: -3_600_000 }, -3_600_000, 20_000_000)).toBe(6_400_000);
  });

  it('counts with the difference of the press when the phone was set meanwhile', () => {
    expect(trueTime({ saidAt: 10_000_000, aheadMs: -3_600_000 }, 0, 20_000_000)).toBe(6_400_000);
  });

  it('counts with the difference of the sending where none was known, and never beyond now', () => {
    expect(trueTime({ saidAt: 10_000_000, aheadMs: null }, 5_000, 20_000_000)).toBe(10_005_000);
    expect(trueTime({ saidAt: 30_000_000, aheadMs: 0 }, 5_000, 20_000_000)).toBe(20_005_000);
  });
});

describe('what is new', () => {
  const list = `${NIGHT}:1`;
  const shown: Known = { list, wasOut: true, stops: [B3.id, LAB.id], stillOn: [], marked: [] };
  const stillOn = { ...RUNNING, stops: [withRooms(B3, [{}, { stage: 'still_on' }]), LAB] };

  it('the first look at a list marks nothing and is quiet', () => {
    expect(whatIsNew(null, RUNNING)).toEqual({ known: shown, rings: false });
  });

  it('rings when the list comes while the page is open, and marks nothing: all of it is new', () => {
    const { known } = whatIsNew(null, BEFORE);
    expect(whatIsNew(known, RUNNING)).toEqual({ known: shown, rings: true });
  });

  it('marks and rings for a stop that was added, once', () => {
    const added = { ...RUNNING, stops: [B3, LAB, BURST] };
    const first = whatIsNew(shown, added);
    expect(first).toMatchObject({ rings: true, known: { marked: [BURST.id] } });
    expect(whatIsNew(first.known, added)).toEqual({ known: first.known, rings: false });
    expect(withoutMark(first.known, BURST.id).marked).toEqual([]);
  });

  it('marks and rings when a room is still on, and again when it is on a second time', () => {
    const first = whatIsNew(shown, stillOn);
    expect(first).toMatchObject({ rings: true, known: { marked: [B3.id], stillOn: ['a-303'] } });
    expect(whatIsNew(first.known, stillOn).rings).toBe(false);
    const answered = whatIsNew(first.known, RUNNING);
    expect(whatIsNew(answered.known, stillOn).rings).toBe(true);
  });

  it('rings for the second list of the night, and keeps no marks of the first', () => {
    const marked = { ...shown, marked: [B3.id] };
    expect(whatIsNew(marked, { ...RUNNING, number: 2 })).toMatchObject({ rings: true, known: { list: `${NIGHT}:2`, marked: [] } });
    expect(whatIsNew(marked, { ...RUNNING, number: 2, stops: [] }).rings).toBe(false);
  });
});

describe('how a stop stands', () => {
  const said = (word: string, alerts: string[] | null = null) => ({ word, alerts }) as KeptAnswer;

  it('shows what was said here before the server knows it: of all rooms, or of those named', () => {
    expect(roomsNow(B3, [said('off')]).map(({ stage, isKept }) => [stage, isKept])).toEqual([
      ['verifying', true],
      ['verifying', true],
      ['verifying', true],
    ]);
    expect(roomsNow(B3, [said('off'), said('no_access', ['a-303'])]).map(({ stage }) => stage)).toEqual([
      'verifying',
      'no_access',
      'verifying',
    ]);
    expect(roomsNow(B3, [])[0]).toMatchObject({ stage: 'unanswered', isKept: false });
  });

  it('somebody has to go where nobody answered, and where the meter denies it; not where it went off by itself', () => {
    expect(needsHim({ stage: 'unanswered', isOver: false })).toBe(true);
    expect(needsHim({ stage: 'still_on', isOver: false })).toBe(true);
    expect(needsHim({ stage: 'unanswered', isOver: true })).toBe(false);
    expect(needsHim({ stage: 'verifying', isOver: false })).toBe(false);
  });
});

describe('how a repair stands', () => {
  it('goes along 发现 上报 处理 已修好 验收, the word said here first', () => {
    expect(['unanswered', 'reported', 'handling', 'repaired', 'accepted'].map((stage) => reachedStep(stage as 'reported'))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(repairStage({ stage: 'reported' }, [{ word: 'handling' } as KeptAnswer])).toBe('handling');
    expect(repairStage({ stage: 'reported' }, [])).toBe('reported');
  });

  it('offers only words that still make sense', () => {
    expect(wordsLeft('unanswered')).toEqual(['reported', 'handling', 'repaired', 'false_alarm']);
    expect(wordsLeft('handling')).toEqual(['repaired', 'false_alarm']);
    expect(wordsLeft('repaired')).toEqual(['handling', 'repaired', 'false_alarm']);
  });
});

describe('the shell', () => {
  it('is the phone pages and what they name, nothing of the API', () => {
    expect(['/tonight', '/tonight/', '/work', '/pair'].every(isShellPage)).toBe(true);
    expect(['/', '/api/sites', '/tonightly', '/alerts'].some(isShellPage)).toBe(false);
    const html =
      '<script src="/assets/a-1.js"></script><link href="/assets/b-2.css"><link href="/favicon.svg"><link href="/assets/a-1.js">';
    expect(assetsOf(html)).toEqual(['/assets/a-1.js', '/assets/b-2.css']);
  });
});

describe("a chat program's own browser", () => {
  it('is told from the phone browser', () => {
    expect(isInApp('Mozilla/5.0 (Linux; Android 12) Chrome/107 Mobile MicroMessenger/8.0.47')).toBe(true);
    expect(isInApp('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605 DingTalk/7.5')).toBe(true);
    expect(isInApp('Mozilla/5.0 (Linux; Android 13; HarmonyOS) AppleWebKit/537.36 Chrome/114 Mobile Safari/537.36')).toBe(false);
  });
});
