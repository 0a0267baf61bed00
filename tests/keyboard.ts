import type { UserEvent } from '@testing-library/user-event';

/** More than any form has; a loop that never comes back is a trap for whoever has no mouse. */
const mostStops = 300;

/** Goes through the page by Tab, from its begin to its end, and says where the focus was. */
export async function stops(user: UserEvent): Promise<Element[]> {
  (document.activeElement as HTMLElement | null)?.blur();
  const found: Element[] = [];
  for (let i = 0; i < mostStops; i += 1) {
    await user.tab();
    if (document.activeElement === document.body || document.activeElement === null) {
      return found;
    }
    found.push(document.activeElement);
  }
  throw new Error(`Tab went on for ${mostStops} steps, last at ${found.at(-1)?.outerHTML}`);
}

/** What takes part in a form: one radio button stands for its group. */
export function controls(): Element[] {
  const all = document.querySelectorAll<HTMLInputElement>(
    'input:not([type=hidden], [type=radio]), input[type=radio]:checked, textarea, select, button, a[href]',
  );
  return [...all].filter((control) => !control.disabled && control.getAttribute('aria-disabled') !== 'true');
}

/** Goes on by Tab until an element has the focus. */
export async function tabTo(user: UserEvent, element: HTMLElement): Promise<void> {
  for (let i = 0; i < mostStops && document.activeElement !== element; i += 1) {
    await user.tab();
  }
  expect(document.activeElement).toBe(element);
}
