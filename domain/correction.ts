import type { StepDecision } from './register.ts';
import type { Meter, OutageKind } from './site.ts';

/**
 * What people say about a meter. It changes no reading: it changes how readings are understood, from an instant on or for one
 * step. Instants are epoch ms; registers are what the display shows, before any ratio.
 */
export type Statement =
  /** The step that ends at the reading of this instant is to be understood so. */
  | { kind: 'step'; toAt: number; as: StepDecision }
  /**
   * The meter was taken out and another put in its place. What is not said about the new meter stays as it was.
   * Consumption across the exchange: from the reading before up to `closing`, and from `opening` up to the reading after.
   */
  | {
      kind: 'exchange';
      at: number;
      closing: number;
      opening: number;
      serial?: string | undefined;
      digits?: number | undefined;
      resolution?: number | undefined;
      ratio?: number | undefined;
      /** Id of a photo. */
      photo?: string | undefined;
    }
  /** From an instant on consumption = register difference × ratio. `register`: what the display showed then, when known. */
  | { kind: 'ratio'; fromAt: number; ratio: number; register?: number | undefined }
  | { kind: 'place'; fromAt: number; building: string; space: string | null }
  | { kind: 'parent'; fromAt: number; parent: string | null }
  /** The meter did not count (pipe or cable led around it) or was not in use: consumption of the span is not known. */
  | { kind: 'outage'; fromAt: number; toAt: number | null; why: OutageKind }
  /** The total of the long gap that ends at the reading of this instant is to be spread evenly over its days, as an estimate. */
  | { kind: 'spread'; toAt: number };

export type StatementKind = Statement['kind'];

/** A statement, signed and dated; it can be undone and is never deleted. */
export interface Correction {
  id: string;
  site: string;
  meter: string;
  statement: Statement;
  /** Who said so, and why. */
  by: string;
  reason: string;
  recordedAt: number;
  undone: { at: number; by: string; reason: string } | null;
}

/** What has to be computed again when a statement begins or ceases to hold; undefined: no interval depends on it. */
export function spanOf(statement: Statement): { fromAt: number; toAt: number } | undefined {
  switch (statement.kind) {
    case 'step':
    case 'spread':
      return { fromAt: statement.toAt, toAt: statement.toAt + 1 };
    case 'exchange':
      return { fromAt: statement.at, toAt: changesRegister(statement) ? Number.POSITIVE_INFINITY : statement.at + 1 };
    case 'ratio':
      return { fromAt: statement.fromAt, toAt: Number.POSITIVE_INFINITY };
    case 'outage':
      return { fromAt: statement.fromAt, toAt: (statement.toAt ?? Number.POSITIVE_INFINITY) + 1 };
    case 'place':
    case 'parent':
      return undefined;
  }
}

/** Whether two statements cannot both hold: the one that was said later does. */
export function isSameMatter(one: Statement, other: Statement): boolean {
  return matterOf(one) === matterOf(other);
}

function matterOf(statement: Statement): string {
  const at = 'at' in statement ? statement.at : statement.kind === 'outage' || !('toAt' in statement) ? statement.fromAt : statement.toAt;
  return `${statement.kind} ${at}`;
}

function changesRegister({ digits, resolution, ratio }: Extract<Statement, { kind: 'exchange' }>): boolean {
  return digits !== undefined || resolution !== undefined || ratio !== undefined;
}

/**
 * The meter as it is understood with what people said about it.
 *
 * @param declared   as the settings declare it
 * @param statements those in force, in the order in which they were said: of two about the same instant the later counts
 */
export function withStatements(declared: Meter, statements: readonly Statement[]): Meter {
  if (statements.length === 0) return declared;
  const holding = statements.filter((one, index) => !statements.some((later, other) => other > index && isSameMatter(one, later)));
  const byTime = <T extends { fromAt: number }>(list: T[]) => list.toSorted((a, b) => a.fromAt - b.fromAt);
  const of = <K extends StatementKind>(kind: K) =>
    holding.filter((statement): statement is Extract<Statement, { kind: K }> => statement.kind === kind);
  const exchanges = of('exchange').toSorted((a, b) => a.at - b.at);
  const ratios = [...declared.ratios];
  const setRatio = (fromAt: number, ratio: number) => {
    // A first span reaches back without limit, so a declared "always" has to stay before it.
    if (ratios.length === 0) ratios.push({ fromAt: 0, ratio: 1 });
    const same = ratios.findIndex((span) => span.fromAt === fromAt);
    if (same >= 0) ratios[same] = { fromAt, ratio };
    else ratios.push({ fromAt, ratio });
  };
  for (const statement of holding) {
    if (statement.kind === 'ratio') setRatio(statement.fromAt, statement.ratio);
    if (statement.kind === 'exchange' && statement.ratio !== undefined) setRatio(statement.at, statement.ratio);
  }
  const { building, space, parent } = declared;
  const places = [
    { fromAt: Number.NEGATIVE_INFINITY, building, space },
    ...byTime(of('place').map((place) => ({ fromAt: place.fromAt, building: place.building, space: place.space ?? undefined }))),
  ];
  const parents = [
    { fromAt: Number.NEGATIVE_INFINITY, parent },
    ...byTime(of('parent').map((change) => ({ fromAt: change.fromAt, parent: change.parent ?? undefined }))),
  ];
  return {
    ...declared,
    building: places.at(-1)!.building,
    space: places.at(-1)!.space,
    parent: parents.at(-1)!.parent,
    ratios: byTime(ratios),
    serial: exchanges.findLast(({ serial }) => serial !== undefined)?.serial ?? declared.serial,
    history: {
      decisions: of('step').map(({ toAt, as }) => ({ toAt, as })),
      exchanges,
      ratioRegisters: of('ratio').flatMap(({ fromAt, register }) => (register === undefined ? [] : [{ at: fromAt, register }])),
      places,
      parents,
      outages: byTime(of('outage').map(({ fromAt, toAt, why }) => ({ fromAt, toAt: toAt ?? Number.POSITIVE_INFINITY, why }))),
      spreads: of('spread').map(({ toAt }) => toAt),
    },
  };
}

/** What a correction did, or would do, to the numbers: kWh or m³, after the ratio. */
export interface CorrectionEffect {
  /** The local days whose intervals differ, ascending. */
  days: readonly { day: string; before: number | null; after: number | null }[];
  /** Held out of single days, in the span that was computed again. */
  heldBefore: number;
  heldAfter: number;
  /** Remarkable steps in that span. */
  stepsBefore: number;
  stepsAfter: number;
  /** Readings before it are not kept any more, so nothing before it was computed again; null: all are kept. */
  rawSince: number | null;
}

/** Where people say things about meters. What is recorded and what it changes is committed at once. */
export interface CorrectionDesk {
  /** What a statement would change; nothing is kept. @throws StatementRefused, StoreUnavailable of the readings */
  preview(site: string, meter: string, statement: Statement): Promise<CorrectionEffect>;
  /** @throws StatementRefused, StoreUnavailable of the readings */
  record(
    site: string,
    meter: string,
    statement: Statement,
    signature: { by: string; reason: string },
  ): Promise<{ correction: Correction; effect: CorrectionEffect }>;
  /** @throws StatementRefused when there is no such correction or it is undone already, StoreUnavailable of the readings */
  undo(site: string, id: string, signature: { by: string; reason: string }): Promise<{ correction: Correction; effect: CorrectionEffect }>;
}

/** A statement that cannot hold: no reading at that instant, a parent that is its own child, a building that is not there. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  /** The property that is wrong, such as `statement.parent`. */
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}
