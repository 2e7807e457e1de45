import type { Finding } from '../domain/finding.ts';
import type { LocalTime } from '../domain/local-time.ts';
import { type AlertPlace, nameEn, type Sentence } from '../domain/words.ts';

/** What is said of a meter, without its name in front and the full stop. */
export type Saying = (finding: Finding, local: LocalTime, place: AlertPlace) => Sentence;

/** Sentences of a rule about meters, for the electrician: all begin with the meter. */
export function meterSentence(say: Saying): (finding: Finding, place: AlertPlace, local: LocalTime) => Sentence {
  return (finding, place, local) => {
    const said = say(finding, local, place);
    const { meter, building } = place;
    return {
      zh: `${meter.name}${building ? `（${building.name}）` : ''}${said.zh}。`,
      en: `${nameEn(meter)}${building ? ` (${nameEn(building)})` : ''} ${said.en}.`,
    };
  };
}

/** A number of the evidence; 0 where the finding has none of this name. */
export const numberOf = (finding: Finding, name: string) => finding.evidence.find((number) => number.name === name)?.value ?? 0;
export const unitOf = (finding: Finding, name: string) => finding.evidence.find((number) => number.name === name)?.unit ?? '';
