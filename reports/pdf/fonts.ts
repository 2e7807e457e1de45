import { createRequire } from 'node:module';

/** Noto Sans SC, from its package: every character of GB 18030's common planes, Latin letters and the signs of units. */
const path = (name: string) => createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${name}.ttf`);

export const FONT = 'NotoSansSC';
const REGULAR = path('400Regular/NotoSansSC_400Regular');
const BOLD = path('700Bold/NotoSansSC_700Bold');
/** There is no slanted Chinese. */
export const FONTS = { [FONT]: { normal: REGULAR, bold: BOLD, italics: REGULAR, bolditalics: BOLD } };
export const FONT_FILES: ReadonlySet<string> = new Set([REGULAR, BOLD]);

/** Signs that the font has not, and what is printed for them: its plain space is as narrow as a thin one. */
const STAND_INS: Readonly<Record<string, string>> = { '\u202f': '\u00a0', '\u2009': '\u00a0', '₂': '2' };

export const toPrintable = (text: string): string => text.replace(/[\u202f\u2009₂]/g, (sign) => STAND_INS[sign]!);
