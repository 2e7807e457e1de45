import { useI18n } from 'vue-i18n';
import type { CorrectionView, Statement } from '../../api/schemas/corrections.ts';
import { registerText } from '../amounts.ts';
import { useSession } from '../session.ts';

/** Names of what a statement speaks about; an id that is not there any more is shown as it is. */
export interface Names {
  buildingOf(id: string): string;
  spaceOf(id: string): string;
  meterOf(id: string): string;
}

/** What people said about a meter, in sentences. */
export function useStatementWords(names: Names) {
  const { t } = useI18n();
  const session = useSession();

  function sentence({ statement, meter }: Pick<CorrectionView, 'statement' | 'meter'>): string {
    switch (statement.kind) {
      case 'step':
        return t('statement.step', { at: session.time.full(statement.toAt).slice(0, 16), as: t(`option.${statement.as}`) });
      case 'exchange': {
        const { closing, opening, serial, ratio } = statement;
        const registers = { closing: registerText(closing, meter.medium), opening: registerText(opening, meter.medium) };
        return [
          t('statement.exchange', registers),
          serial === undefined ? '' : t('statement.exchangeSerial', { serial }),
          ratio === undefined ? '' : t('statement.exchangeRatio', { ratio }),
        ].join('');
      }
      case 'ratio':
        return t('statement.ratio', { ratio: statement.ratio });
      case 'place': {
        const { building, space } = statement;
        return t('statement.place', { place: [names.buildingOf(building), space && names.spaceOf(space)].filter(Boolean).join(' ') });
      }
      case 'parent':
        return statement.parent === null ? t('statement.noParent') : t('statement.parent', { parent: names.meterOf(statement.parent) });
      case 'outage': {
        const why = t(`outage.${statement.why}`);
        return statement.toAt === null
          ? t('statement.outageOpen', { why })
          : t('statement.outage', { why, to: session.time.full(statement.toAt).slice(0, 16) });
      }
      case 'spread':
        return t('statement.spread');
    }
  }

  return { sentence };
}

/** The instant from which a statement holds. */
export function instantOf(statement: Statement): number {
  if ('at' in statement) return statement.at;
  return 'fromAt' in statement ? statement.fromAt : statement.toAt;
}
