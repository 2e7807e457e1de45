/** An action of the log (`rule.set`) in words; one that has none stands as it is: the log hides nothing. */
export function actionWords(action: string, has: (key: string) => boolean, t: (key: string) => string): string {
  const key = `audit.action.${action.replaceAll('.', '_')}`;
  return has(key) ? t(key) : action;
}
