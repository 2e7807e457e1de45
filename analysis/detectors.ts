import { z } from 'zod';
import { acLeftOnOptions, createAcLeftOnDetector } from './ac-left-on.ts';
import { createMeterSilentDetector, meterSilentOptions, type SilenceDetector } from './meter-silent.ts';
import type { NightDetector } from './night-detector.ts';
import { createZeroFlowFailDetector, zeroFlowFailOptions } from './zero-flow-fail.ts';

/** Settings of the detectors, as under `detectors:` in the settings file. */
export const detectorSettings = z.strictObject({
  acLeftOn: acLeftOnOptions.prefault({}),
  zeroFlowFail: zeroFlowFailOptions.prefault({}),
  meterSilent: meterSilentOptions.prefault({}),
});
export type DetectorSettings = z.infer<typeof detectorSettings>;

export interface Detectors {
  nights: readonly NightDetector[];
  silence: SilenceDetector;
}

/** All detectors of the program. A new one is a file, its settings above and a line here. */
export function createDetectors(settings: DetectorSettings): Detectors {
  return {
    nights: [createAcLeftOnDetector(settings.acLeftOn), createZeroFlowFailDetector(settings.zeroFlowFail)],
    silence: createMeterSilentDetector(settings.meterSilent),
  };
}
