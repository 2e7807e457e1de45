import type { AlertPlace, Sentence } from '../domain/words.ts';
import { where } from '../domain/words.ts';
import type { SiteView } from '../consumption/site-view.ts';

/** `教学楼B 三楼 301`; its id where it is not declared any more. */
export function placeOfSpace({ spaces, buildings }: SiteView, id: string): Sentence {
  const space = spaces.get(id);
  return trimmed(where({ meter: { name: id }, building: space && buildings.get(space.building), space }));
}

/** Where a meter measures, as it is declared today. */
export function placeOfMeter({ rulebook }: SiteView, id: string): Sentence {
  const placed = rulebook.placed.get(id);
  return placed ? placeIn(placed) : { zh: id, en: id };
}

export function placeIn(place: AlertPlace): Sentence {
  return trimmed(where(place));
}

const trimmed = ({ zh, en }: Sentence): Sentence => ({ zh: zh.trim(), en });
