import { z } from 'zod';
import { acLeftOnOptions, createAcLeftOnDetector } from './ac-left-on.ts';
import { type BalanceGapDetector, balanceGapOptions, createBalanceGapDetector } from './balance-gap.ts';
import { type ClockDriftDetector, clockDriftOptions, createClockDriftDetector } from './clock-drift.ts';
import { createCtRatioSuspectDetector, type CtRatioSuspectDetector, ctRatioSuspectOptions } from './ct-ratio-suspect.ts';
import { createDuplicateChannelDetector, type DuplicateChannelDetector, duplicateChannelOptions } from './duplicate-channel.ts';
import { createMeterSilentDetector, meterSilentOptions, type SilenceDetector } from './meter-silent.ts';
import { createMeterStuckDetector, type MeterStuckDetector, meterStuckOptions } from './meter-stuck.ts';
import type { NightDetector } from './night-detector.ts';
import { createPhaseFaultDetector, type PhaseFaultDetector, phaseFaultOptions } from './phase-fault.ts';
import { createRegisterStepDetector, type RegisterStepDetector } from './register-step.ts';
import { createZeroFlowFailDetector, zeroFlowFailOptions } from './zero-flow-fail.ts';

/** Settings of the detectors, as under `detectors:` in the settings file. */
export const detectorSettings = z.strictObject({
  acLeftOn: acLeftOnOptions.prefault({}),
  zeroFlowFail: zeroFlowFailOptions.prefault({}),
  meterSilent: meterSilentOptions.prefault({}),
  meterStuck: meterStuckOptions.prefault({}),
  phaseFault: phaseFaultOptions.prefault({}),
  ctRatioSuspect: ctRatioSuspectOptions.prefault({}),
  clockDrift: clockDriftOptions.prefault({}),
  duplicateChannel: duplicateChannelOptions.prefault({}),
  balanceGap: balanceGapOptions.prefault({}),
});
export type DetectorSettings = z.infer<typeof detectorSettings>;

/** Rules about meters and their data. */
export interface HealthDetectors {
  stuck: MeterStuckDetector;
  step: RegisterStepDetector;
  phase: PhaseFaultDetector;
  ratio: CtRatioSuspectDetector;
  clock: ClockDriftDetector;
  twin: DuplicateChannelDetector;
  balance: BalanceGapDetector;
}

export interface Detectors {
  nights: readonly NightDetector[];
  silence: SilenceDetector;
  health: HealthDetectors;
}

/** All detectors of the program. A new one is a file, its settings above and a line here. */
export function createDetectors(settings: DetectorSettings): Detectors {
  return {
    nights: [createAcLeftOnDetector(settings.acLeftOn), createZeroFlowFailDetector(settings.zeroFlowFail)],
    silence: createMeterSilentDetector(settings.meterSilent),
    health: {
      stuck: createMeterStuckDetector(settings.meterStuck),
      step: createRegisterStepDetector(),
      phase: createPhaseFaultDetector(settings.phaseFault),
      ratio: createCtRatioSuspectDetector(settings.ctRatioSuspect),
      clock: createClockDriftDetector(settings.clockDrift),
      twin: createDuplicateChannelDetector(settings.duplicateChannel),
      balance: createBalanceGapDetector(settings.balanceGap),
    },
  };
}
