/** One day: what was used, and how warm it was outside on average. */
export interface DayOfUse {
  kwh: number;
  meanC: number;
}

/**
 * `flat`: the weather does not matter. `cooling` and `heating`: constant on one side of a change point and a straight line on
 * the other (three parameters). `both`: a line on either side of a flat middle (five).
 */
export const CHANGE_POINT_KINDS = ['flat', 'heating', 'cooling', 'both'] as const;
export type ChangePointKind = (typeof CHANGE_POINT_KINDS)[number];

/** kWh a day = base + heatingKwhPerK × (heatingC − T)⁺ + coolingKwhPerK × (T − coolingC)⁺. */
export interface ChangePointModel {
  kind: ChangePointKind;
  /** kWh a day that the weather does not move. */
  baseKwh: number;
  /** kWh a day for each kelvin below `heatingC`; 0 where the kind has none. */
  heatingKwhPerK: number;
  coolingKwhPerK: number;
  /** Change points, °C; NaN where the kind has none. */
  heatingC: number;
  coolingC: number;
  days: number;
  /** Share of the variance that is explained; 0 for `flat`. */
  r2: number;
  /** Coefficient of variation of the RMSE, with days − parameters degrees of freedom: 0.15 is 15 %. */
  cvRmse: number;
}

const PARAMETERS: Record<ChangePointKind, number> = { flat: 1, heating: 3, cooling: 3, both: 5 };
/** Grid of change points, K. */
const GRID_K = 0.5;
/** On either side of a change point there have to be days enough to draw a line through: a tenth, and never fewer than these. */
const MIN_SIDE_SHARE = 0.1;
const MIN_SIDE_DAYS = 5;
/** A further change point has to lower the CV(RMSE) by a twentieth, or the simpler model stays. */
const WORTH_IT = 0.95;
/** Of a CV(RMSE): a perfect fit is not improved by rounding. */
const DUST = 1e-6;

/**
 * The change-point model of a building's days: grid search over the change points, least squares for the rest.
 * Slopes never point the wrong way (less use the colder it gets), so that a chance trend is not taken for heating.
 *
 * @param days  of one day type, any order
 * @param kinds that are tried; the simplest one wins unless another is clearly better
 * @returns     undefined for fewer than 10 days, or when nothing was used
 * @see         ASHRAE Guideline 14-2014, annex D (3P, 5P) for the models, and its 5.3.2.4 for CV(RMSE); Kissock, Haberl & Claridge
 *              (2003), "Inverse Modeling Toolkit" (ASHRAE RP-1050) for the grid search. It refines the grid; here one of 0.5 K is enough.
 */
export function fitChangePoint(
  days: readonly DayOfUse[],
  kinds: readonly ChangePointKind[] = CHANGE_POINT_KINDS,
): ChangePointModel | undefined {
  const mean = days.reduce((sum, { kwh }) => sum + kwh, 0) / days.length;
  if (days.length < 2 * MIN_SIDE_DAYS || !(mean > 0)) return undefined;
  const total = days.reduce((sum, { kwh }) => sum + (kwh - mean) ** 2, 0);
  let best: ChangePointModel | undefined;
  for (const kind of CHANGE_POINT_KINDS) {
    if (!kinds.includes(kind)) continue;
    const fit = fitKind(kind, days);
    if (!fit) continue;
    const freedom = days.length - PARAMETERS[kind];
    const cvRmse = Math.sqrt(fit.left / freedom) / mean;
    const { left, ...model } = fit;
    if (best && cvRmse >= best.cvRmse * WORTH_IT - DUST) continue;
    best = { ...model, kind, days: days.length, r2: total > 0 ? Math.max(0, 1 - left / total) : 0, cvRmse };
  }
  return best;
}

/** kWh that such a day usually takes. */
export function expectedKwh(model: ChangePointModel, meanC: number): number {
  const heating = model.heatingKwhPerK === 0 ? 0 : model.heatingKwhPerK * Math.max(0, model.heatingC - meanC);
  const cooling = model.coolingKwhPerK === 0 ? 0 : model.coolingKwhPerK * Math.max(0, meanC - model.coolingC);
  return model.baseKwh + heating + cooling;
}

type Fit = Pick<ChangePointModel, 'baseKwh' | 'heatingKwhPerK' | 'coolingKwhPerK' | 'heatingC' | 'coolingC'> & {
  /** Sum of the squared residuals. */
  left: number;
};

function fitKind(kind: ChangePointKind, days: readonly DayOfUse[]): Fit | undefined {
  const none = [Number.NaN];
  const points = kind === 'flat' ? none : changePoints(days);
  let best: Fit | undefined;
  for (const heatingC of kind === 'heating' || kind === 'both' ? points : none) {
    for (const coolingC of kind === 'cooling' || kind === 'both' ? points : none) {
      if (coolingC < heatingC) continue;
      const fit = fitLines(days, heatingC, coolingC);
      if (fit && (!best || fit.left < best.left)) best = fit;
    }
  }
  return best;
}

/** Multiples of the grid that leave days enough on both sides. */
function changePoints(days: readonly DayOfUse[]): number[] {
  const sorted = days.map(({ meanC }) => meanC).toSorted((a, b) => a - b);
  const side = Math.max(MIN_SIDE_DAYS, Math.ceil(MIN_SIDE_SHARE * sorted.length));
  const last = sorted[sorted.length - side]!;
  const points: number[] = [];
  for (let point = Math.ceil(sorted[side - 1]! / GRID_K) * GRID_K; point <= last; point += GRID_K) points.push(point);
  return points;
}

/** Least squares with given change points (normal equations about the means); undefined when a slope has the wrong sign. */
function fitLines(days: readonly DayOfUse[], heatingC: number, coolingC: number): Fit | undefined {
  const count = days.length;
  const below = (meanC: number) => (meanC < heatingC ? heatingC - meanC : 0);
  const above = (meanC: number) => (meanC > coolingC ? meanC - coolingC : 0);
  let [h, c, y, hh, cc, hc, hy, cy, yy] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const { kwh, meanC } of days) {
    const [cold, warm] = [below(meanC), above(meanC)];
    h += cold;
    c += warm;
    y += kwh;
    hh += cold * cold;
    cc += warm * warm;
    hc += cold * warm;
    hy += cold * kwh;
    cy += warm * kwh;
    yy += kwh * kwh;
  }
  const [Shh, Scc, Shc] = [hh - (h * h) / count, cc - (c * c) / count, hc - (h * c) / count];
  const [Shy, Scy, Syy] = [hy - (h * y) / count, cy - (c * y) / count, yy - (y * y) / count];
  const slopes = slopesOf({ Shh, Scc, Shc, Shy, Scy }, !Number.isNaN(heatingC), !Number.isNaN(coolingC));
  if (!slopes) return undefined;
  const [heatingKwhPerK, coolingKwhPerK] = slopes;
  const left = Math.max(0, Syy - heatingKwhPerK * Shy - coolingKwhPerK * Scy);
  return { baseKwh: (y - heatingKwhPerK * h - coolingKwhPerK * c) / count, heatingKwhPerK, coolingKwhPerK, heatingC, coolingC, left };
}

function slopesOf(
  { Shh, Scc, Shc, Shy, Scy }: Record<'Shh' | 'Scc' | 'Shc' | 'Shy' | 'Scy', number>,
  heats: boolean,
  cools: boolean,
): [number, number] | undefined {
  if (!heats && !cools) return [0, 0];
  if (!cools) return Shh > 0 && Shy > 0 ? [Shy / Shh, 0] : undefined;
  if (!heats) return Scc > 0 && Scy > 0 ? [0, Scy / Scc] : undefined;
  const determinant = Shh * Scc - Shc * Shc;
  if (!(determinant > 0)) return undefined;
  const heating = (Shy * Scc - Scy * Shc) / determinant;
  const cooling = (Scy * Shh - Shy * Shc) / determinant;
  return heating > 0 && cooling > 0 ? [heating, cooling] : undefined;
}
