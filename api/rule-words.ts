import { ruleOf } from '../analysis/registry.ts';
import type { AnyRule } from '../analysis/rule.ts';
import type { EvidenceNumber, Finding, Reason, Rule } from '../domain/finding.ts';
import type { Sentence } from '../domain/words.ts';
import type { AlertView, ProofView } from './schemas/alerts.ts';

/** How a rule is called and whom it concerns. Of one of an earlier version only the name is left: to the digest, it cannot be judged any more. */
export function ruleWords(rule: Rule): Pick<AnyRule, 'name' | 'about' | 'urgency' | 'audience'> {
  return ruleOf(rule) ?? { name: plain(rule), about: 'meter', urgency: 'digest', audience: 'logistics' };
}

export function toEvidence(rule: Rule, evidence: readonly EvidenceNumber[]): AlertView['evidence'] {
  return evidence.map((number) => ({ ...number, label: labelOf(rule, number.name) }));
}

export function toReasons(rule: Rule, reasons: readonly Reason[] = []): AlertView['reasons'] {
  return reasons.map((reason) => ({ ...reason, label: labelOf(rule, reason.name) }));
}

/** Null: the rule keeps none. */
export function toProof({ proof }: Finding): ProofView | null {
  return proof ? { ...proof, values: [...proof.values], threshold: toLine(proof.threshold), baseline: toLine(proof.baseline) } : null;
}

const toLine = (line: number | readonly (number | null)[] | null) => (typeof line === 'number' || line === null ? line : [...line]);

const labelOf = (rule: Rule, name: string): Sentence => ruleOf(rule)?.words[name] ?? plain(name);

function plain(name: string): Sentence {
  const words = name.replaceAll('_', ' ');
  return { zh: words, en: words };
}
