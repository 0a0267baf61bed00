import type { ScopedVars } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import type { Expand } from './expansion';

/** What Grafana tells of a variable whose value is put into a text. */
interface Variable {
  name?: string;
  multi?: boolean;
  includeAll?: boolean;
}

/** Grafana's own replacement of variables: several values become one text, such as `{a,b}`. */
export function replaceIn(scopedVars?: ScopedVars): (text: string) => string {
  return (text) => getTemplateSrv().replace(text, scopedVars);
}

/** Replacement where a variable may have several values, see {@link Expand}. */
export function expandIn(scopedVars?: ScopedVars): Expand {
  return (text, isPattern = false) => {
    const several: string[][] = [];
    const format = (value: unknown, variable: Variable = {}) => {
      const plain = isPattern && (variable.multi || variable.includeAll) ? escaped : String;
      if (!Array.isArray(value)) {
        return plain(value as string);
      }
      several.push(isAll(variable.name) ? [] : value.map(plain));
      return mark;
    };
    const replaced = getTemplateSrv().replace(text, scopedVars, format);
    return several.every((values) => values.length > 0) && !isCustomAll(text, scopedVars)
      ? combine(replaced.split(mark), several)
      : undefined;
  };
}

/** Stands for several values in a text. No name and no value has a character of this kind. */
const mark = '\0';

/** The texts that come of putting each of the values between the pieces. */
function combine([first = '', ...pieces]: string[], several: string[][]): string[] {
  return pieces.reduce(
    (texts, piece, index) => texts.flatMap((text) => (several[index] ?? []).map((value) => text + value + piece)),
    [first],
  );
}

/** The value of a variable that stands for all of its values, in every release. */
const all = '$__all';

function isAll(name: string | undefined): boolean {
  const variable = getTemplateSrv()
    .getVariables()
    .find((one) => one.name === name);
  const { value } = Object((variable as { current?: unknown } | undefined)?.current) as { value?: unknown };
  return [value].flat()[0] === all;
}

/** Grafana replaces a variable that stands for all by its custom text, if it has one, without asking for a format. */
function isCustomAll(text: string, scopedVars: ScopedVars = {}): boolean {
  return getTemplateSrv()
    .getVariables()
    .some(({ name, ...variable }) => {
      const { allValue } = variable as { allValue?: unknown };
      return Boolean(allValue) && scopedVars[name] === undefined && isAll(name) && mentions(text, name);
    });
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\$(${name}\\b|\\{${name}[}.:])|\\[\\[${name}(:[^\\]]*)?\\]\\]`).test(text);
}

/** Makes of a text a regular expression for it alone, in the syntax of Go (https://github.com/google/re2/wiki/Syntax). */
function escaped(text: string): string {
  return text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');
}
