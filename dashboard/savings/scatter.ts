import type { SavingDay, SavingView } from '../../api/schemas/measures.ts';

/** A drawing of `WIDTH` × `HEIGHT`: days by temperature and use, and the model's line through them. */
export const WIDTH = 640;
export const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 34;
const TOP = 10;
const RIGHT = 10;
const TICKS = 4;
const STEP_C = 5;

export interface Scatter {
  before: Dot[];
  after: Dot[];
  /** Corners of the model's line, as SVG wants them. */
  line: string;
  /** Of the line: that with the most days. */
  kind: Line['kind'];
  xTicks: { x: number; celsius: number }[];
  yTicks: { y: number; value: number }[];
  lowC: number;
  highC: number;
  top: number;
}
interface Dot {
  x: number;
  y: number;
}
type Model = NonNullable<SavingView['model']>;
type Line = Model['lines'][number];

/** Of the days of the commonest kind, whose line is drawn. @returns undefined where no temperature is known */
export function toScatter(before: readonly SavingDay[], after: readonly SavingDay[], model: Model): Scatter | undefined {
  const line = model.lines.toSorted((a, b) => b.count - a.count)[0];
  const known = (days: readonly SavingDay[]) =>
    days.flatMap(({ actual, meanC, kind }) => (actual !== null && meanC !== null && kind === line?.kind ? [{ actual, meanC }] : []));
  const [one, two] = [known(before), known(after)];
  const all = [...one, ...two];
  if (!line || all.length === 0) return undefined;
  const lowC = Math.floor(Math.min(...all.map(({ meanC }) => meanC)) / STEP_C) * STEP_C;
  const highC = Math.max(lowC + STEP_C, Math.ceil(Math.max(...all.map(({ meanC }) => meanC)) / STEP_C) * STEP_C);
  const top = roundUp(Math.max(...all.map(({ actual }) => actual)));
  const xOf = (celsius: number) => LEFT + ((celsius - lowC) / (highC - lowC)) * (WIDTH - LEFT - RIGHT);
  const yOf = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const dots = (days: readonly { actual: number; meanC: number }[]) => days.map(({ actual, meanC }) => ({ x: xOf(meanC), y: yOf(actual) }));
  const corners = [lowC, model.heatingC, model.coolingC, highC].filter(
    (celsius) => celsius !== null && celsius >= lowC && celsius <= highC,
  );
  return {
    before: dots(one),
    after: dots(two),
    line: corners.map((celsius) => `${xOf(celsius!)},${yOf(expected(model, line, celsius!))}`).join(' '),
    kind: line.kind,
    xTicks: ticksOf(lowC, highC).map((celsius) => ({ x: xOf(celsius), celsius })),
    yTicks: Array.from({ length: TICKS + 1 }, (_, index) => (top * index) / TICKS).map((value) => ({ y: yOf(value), value })),
    lowC,
    highC,
    top,
  };
}

function expected({ heatingC, coolingC }: Model, { base, heatingPerK, coolingPerK }: Line, celsius: number): number {
  const heating = heatingC === null ? 0 : heatingPerK * Math.max(0, heatingC - celsius);
  const cooling = coolingC === null ? 0 : coolingPerK * Math.max(0, celsius - coolingC);
  return Math.max(0, base + heating + cooling);
}

function ticksOf(low: number, high: number): number[] {
  const step = high - low > 30 ? 2 * STEP_C : STEP_C;
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
}

/** The next 1, 2, 4 or 8 of its power of ten that four ticks part evenly. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value > 0 ? value : 1));
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}
