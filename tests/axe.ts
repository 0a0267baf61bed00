import axe from 'axe-core';

/**
 * Rules that can't be judged on a form alone, without a browser's layout:
 * - colours: jsdom draws nothing; they are Grafana's own everywhere;
 * - landmarks and headings of the page: Grafana's page has them.
 */
const unjudged = ['color-contrast', 'region'];

/** Fields whose only name is a placeholder, which is gone once something is typed; axe lets that pass. */
function namedByPlaceholder(): string[] {
  return [...document.querySelectorAll<HTMLInputElement>('input[placeholder], textarea[placeholder]')]
    .filter(
      (field) => !field.labels?.length && !field.hasAttribute('aria-label') && !field.hasAttribute('aria-labelledby'),
    )
    .map(({ outerHTML }) => `placeholder: A placeholder is no label: ${outerHTML}`);
}

/**
 * Says which rules of axe what is rendered breaks, each with the elements concerned
 * (https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md). Best practices count as well, and a field needs another
 * label than its placeholder.
 *
 * @param except - rules that something of Grafana's own breaks there
 */
export async function violations(except: string[] = []): Promise<string[]> {
  const rules = Object.fromEntries([...unjudged, ...except].map((rule) => [rule, { enabled: false }]));
  const { violations: found } = await axe.run(document.body, { rules, resultTypes: ['violations'] });
  const broken = found.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
  return [...broken, ...namedByPlaceholder()];
}
