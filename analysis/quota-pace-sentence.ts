import { threeDigits } from '../domain/words.ts';
import { meterSentence, numberOf, unitOf } from './health-sentence.ts';

/** What the logistics head reads about a quota that will not last. */
export const quotaPaceSentence = meterSentence((finding) => {
  const amount = (name: string) => `${threeDigits(numberOf(finding, name))} ${unitOf(finding, name)}`;
  const share = (name: string) => `${threeDigits(numberOf(finding, name))} %`;
  const year = finding.night.slice(0, 4);
  const more = finding.others?.length ?? 0;
  const together = more === 0 ? { zh: '', en: '' } : { zh: `等 ${more + 1} 块表`, en: `and ${more} more ` };
  if (finding.endAt !== undefined) {
    return {
      zh: `${together.zh}，${year} 年用量曾超前定额进度，现已回到进度内`,
      en: `${together.en}used the quota of ${year} too fast for a time. It is back on its way`,
    };
  }
  return {
    zh: `${together.zh}，${year} 年已用 ${amount('used')}，占定额 ${amount('quota')} 的 ${share('used_share')}，按进度应为 ${share('expected_share')}，全年估计 ${amount('forecast')}，请查看哪些地方用得多`,
    en: `${together.en}counted ${amount('used')} so far in ${year}, ${share('used_share')} of the quota of ${amount('quota')}; ${share('expected_share')} was expected by now. The year will come to about ${amount('forecast')}. Please look where more is used`,
  };
});
