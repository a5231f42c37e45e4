import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { startStoryApplication, type StoryApplication } from '../parts/story-application.js';
import { until } from '../parts/until.js';
import { StoryWorkspace } from '../parts/story-workspace.js';

/** Where a person looks at what the page looked like; HANDOFF_TEST_CHROMIUM names another browser. */
const folder = 'var/screenshots';
const executablePath = process.env.HANDOFF_TEST_CHROMIUM ?? '/usr/bin/chromium';

let application: StoryApplication;
let browser: Browser;
let shop: StoryWorkspace;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  application = await startStoryApplication();
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  shop = await StoryWorkspace.open(application);
  await shop.set('connectors/chat', { kind: 'web' });
  await shop.set('wait-policy', {
    steps: [
      { kind: 'notify', afterSeconds: 0 },
      { kind: 'contact_form', afterSeconds: 3 },
    ],
  });
}, 90_000);
afterAll(async () => {
  await browser.close();
  await application.stop();
});

/** A customer's window, with whatever went wrong in it. */
async function open(
  colorScheme: 'light' | 'dark' = 'light',
  locale = 'en-GB',
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 480, height: 720 }, colorScheme, locale });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(`${application.url}/chat/${shop.id}/chat`);
  return { page, errors };
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Your message').fill(text);
  await page.keyboard.press('Enter');
  await page.locator('.you:not(.sending)', { hasText: text }).waitFor();
}

/** The newest conversation on the channel. */
async function latest(): Promise<{ conversationId: string }> {
  for (;;) {
    const { body } = await shop.see('ada', '/v1/conversations?channel=chat&limit=1');
    const [item] = body.items;
    if (item !== undefined) return item;
  }
}

const picture = (page: Page, name: string) => page.screenshot({ path: `${folder}/${name}.png` });

describe('the web chat in a browser', () => {
  it('takes a customer from the assistant to a person and back out: both ways, attachments, the end, a fresh start', async () => {
    const { page, errors } = await open();
    await picture(page, '1-empty');
    await say(page, 'Where is my invoice?');
    await page.locator('#handler', { hasText: 'front' }).waitFor();
    const { conversationId } = await latest();
    const [received] = await shop
      .events(conversationId)
      .then((all) => all.filter(({ type }) => type.startsWith('Cust')));
    const { turn } = received!.data as { turn: { turnId: string; epoch: number } };
    const reply = { turnId: turn.turnId, epoch: turn.epoch, text: 'Which month do you mean?' };
    await shop.acted('front', conversationId, 'agent-replies', reply);
    await page.locator('.message.ai_agent', { hasText: 'Which month' }).waitFor();
    await picture(page, '2-assistant');

    await say(page, 'Can I talk to a real person?');
    await page.locator('[data-notice="handoff"]').waitFor();
    await page.locator('#status', { hasText: 'next in line' }).waitFor();
    await picture(page, '3-waiting');

    await shop.acted('ada', conversationId, 'claim');
    await page.locator('[data-notice="joined"]').waitFor();
    await page.locator('#handler', { hasText: 'Ada Martin' }).waitFor();
    const attachments = [
      {
        id: 'a1',
        name: 'invoice <b>.pdf',
        mediaType: 'application/pdf',
        bytes: 4,
        url: 'https://files.example.com/i.pdf',
      },
    ];
    const text = 'Here it is. <img src=x onerror="window.broken=1"> & more';
    await shop.acted('ada', conversationId, 'replies', { text, attachments });
    const bubble = page.locator('.message.member .bubble').last();
    await bubble.waitFor();
    expect(await bubble.locator('span').textContent()).toBe(text);
    expect(await bubble.locator('img').count()).toBe(0);
    expect(await bubble.locator('a').getAttribute('href')).toBe('https://files.example.com/i.pdf');
    const delivered = () =>
      shop.see('ada', `/v1/conversations/${conversationId}/timeline?limit=200`).then(({ body }) => {
        const reply = body.items.find(({ type }) => type === 'MemberReplied');
        return (reply?.['delivery'] as { status: string } | null)?.status === 'delivered' ? true : undefined;
      });
    await until('it stands on the timeline that they have it', 10_000, delivered);
    await say(page, 'Thank you!');
    await page.locator('.you .receipt:visible', { hasText: 'Delivered' }).waitFor();
    expect(await page.locator('.you .receipt:visible').count()).toBe(1);
    await picture(page, '4-person');
    const timeline = await shop.events(conversationId);
    expect(timeline.filter(({ type }) => type === 'CustomerMessageReceived')).toHaveLength(3);

    await page.reload();
    await page.locator('.you', { hasText: 'Thank you!' }).waitFor();
    expect(await page.locator('.message').count()).toBe(5);

    const closed = await shop.acted('ada', conversationId, 'close', { outcome: 'resolved' });
    await shop.see('ada', '/v1/conversations?channel=chat&limit=1', closed);
    await page.locator('#handler', { hasText: 'Conversation ended' }).waitFor();
    await picture(page, '5-ended');
    await say(page, 'One more thing');
    await page.locator('.divider', { hasText: 'New conversation' }).waitFor();
    await picture(page, '6-fresh');
    await page.locator('#handler', { hasText: 'front' }).waitFor();
    expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
    expect(errors).toEqual([]);
  });

  it('asks for contact details when nobody comes, and keeps them in Contacts', async () => {
    const { page, errors } = await open('dark');
    await page.getByRole('button', { name: 'Talk to a person' }).click();
    await page.locator('[data-notice="handoff"]').waitFor();
    const form = page.getByRole('form', { name: 'How can we reach you?' });
    await form.waitFor({ timeout: 15_000 });
    await form.getByRole('button').click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('Name').fill('Jo <i>Smith</i>');
    await form.getByLabel('E-mail').fill('jo@example.org');
    await picture(page, '7-form');
    await form.getByRole('button').click();
    await form.getByText('Thank you.').waitFor();
    await picture(page, '8-form-sent');
    const followUp = await until('a follow-up is listed', 5_000, async () => {
      const { body } = await shop.see('ada', '/v1/follow-ups');
      return body.items[0];
    });
    expect(followUp).toMatchObject({ closedAt: null });
    // The browser itself tells of the one answer that refused the empty form.
    expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
  });

  it('speaks the language of the browser, and the platform that of the customer', async () => {
    const { page, errors } = await open('light', 'de-DE');
    await page.getByLabel('Ihre Nachricht').fill('Ich möchte mit einem Menschen sprechen');
    await page.getByRole('button', { name: 'Senden' }).click();
    await page.locator('[data-notice="handoff"]', { hasText: 'Ich verbinde Sie' }).waitFor();
    await page.locator('#handler', { hasText: 'Unser Team' }).waitFor();
    await picture(page, '9-german');
    expect(errors).toEqual([]);
  });
});
