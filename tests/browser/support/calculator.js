// @ts-check
// A calculator on a page, used as a reader uses it.

/** @typedef {import('playwright-core').Page} Page */

/**
 * Brings a calculator near and waits until it is taken over.
 * @param {Page} page
 * @param {string} id
 */
export async function ready(page, id) {
  const element = page.locator(`handbook-calculator[data-calculator="${id}"]`).first();
  await element.scrollIntoViewIfNeeded();
  await element.locator('.calculator-actions').waitFor({ state: 'visible' });
  return {
    element,
    sentence: element.locator('[data-part="sentence"]'),
    announcement: element.locator('[data-part="announcement"]'),
    /** @param {string} part */
    lines: (part) => element.locator(`[data-part="${part}"] li`).allTextContents(),
    /** @param {string} part */
    part: (part) => element.locator(`[data-part="${part}"]`),
    /** @param {string} field */
    error: (field) => element.locator(`[data-field="${field}"] .field-error`),
    /** @param {string} field */
    control: (field) => element.locator(`[name="${id}.${field}"]`).first(),
    /** @param {string} field */
    value: (field) => element.evaluate(read, `${id}.${field}`),
    /** @param {string} field @param {string} text */
    fill: (field, text) => fill(element, id, field, text),
    /** @param {string} action */
    button: (action) =>
      element.locator(action === 'reset' ? 'button[type="reset"]' : `button[data-action="${action}"]`),
    /** Fills the form as a case has it: what it does not name is emptied where it can be. @param {any} given @param {string} asOf */
    async give(given, asOf) {
      const fields = await element.locator('[data-field]').evaluateAll((found) =>
        found.map((field) => field.getAttribute('data-field') ?? ''),
      );
      for (const field of fields) await fill(element, id, field, field === 'as-of' ? asOf : (given[field] ?? ''));
    },
  };
}

/**
 * @param {import('playwright-core').Locator} element
 * @param {string} id
 * @param {string} field
 * @param {string} text
 */
async function fill(element, id, field, text) {
  const controls = element.locator(`[name="${id}.${field}"]`);
  if ((await controls.first().getAttribute('type')) === 'radio') {
    if (text === '') await element.evaluate(clear, `${id}.${field}`);
    else await controls.and(element.locator(`[value="${text}"]`)).check();
    return;
  }
  if ((await controls.first().evaluate((control) => control.tagName)) === 'SELECT') {
    await controls.selectOption(text);
    return;
  }
  await controls.first().evaluate((control) => control.closest('details')?.setAttribute('open', ''));
  await controls.fill(text);
}

/** A choice cannot be taken back by hand; a case that leaves it out does it by script. @param {Element} element @param {string} name */
function clear(element, name) {
  const chosen = /** @type {HTMLInputElement | null} */ (element.querySelector(`[name="${name}"]:checked`));
  if (!chosen) return;
  chosen.checked = false;
  chosen.dispatchEvent(new Event('input', { bubbles: true }));
}

/** @param {Element} element @param {string} name */
function read(element, name) {
  const controls = /** @type {HTMLInputElement[]} */ ([...element.querySelectorAll(`[name="${name}"]`)]);
  const chosen = controls.find((control) => control.type !== 'radio' || control.checked);
  return chosen?.value ?? '';
}
