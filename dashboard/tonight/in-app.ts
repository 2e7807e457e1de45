/**
 * Whether a page is open inside a chat program's own browser. What is paired there stays there: the phone's browser, and a page
 * on the home screen, know nothing of it.
 *
 * @param userAgent WeChat and WeCom say MicroMessenger; DingTalk, Feishu (Lark), QQ and Alipay their names
 */
export const isInApp = (userAgent: string) => /MicroMessenger|wxwork|DingTalk|Lark|Feishu|\bQQ\/|AlipayClient/i.test(userAgent);
