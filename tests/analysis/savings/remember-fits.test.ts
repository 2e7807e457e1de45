import { describe, expect, it } from 'vitest';
import { fitDaily } from '../../../analysis/savings/fit-daily.ts';
import { rememberFits } from '../../../analysis/savings/remember-fits.ts';
import { simulateDays } from './simulated-days.ts';

const days = simulateDays({ seed: 5 }).baseline;

describe('remembered fits', () => {
  it('are those of the same days and options, found once', () => {
    const fit = rememberFits();
    const first = fit(days);
    expect(first).toEqual(fitDaily(days));
    expect(fit(days.map((day) => ({ ...day })))).toBe(first);
    expect(fit(days, { usesWeather: false })).toEqual(fitDaily(days, { usesWeather: false }));
  });

  it('are found anew once one amount, temperature or kind of day is another', () => {
    const fit = rememberFits();
    const first = fit(days);
    for (const change of [{ amount: days[40]!.amount! + 400 }, { meanC: 11 }, { kind: 'holiday' as const }]) {
      const corrected = days.with(40, { ...days[40]!, ...change });
      expect(fit(corrected)).not.toBe(first);
      expect(fit(corrected)).toEqual(fitDaily(corrected));
    }
  });

  it('are forgotten when too many others were asked for since', () => {
    const fit = rememberFits(1);
    const first = fit(days);
    fit(days.slice(1));
    expect(fit(days)).not.toBe(first);
  });
});
