/** XML of a model file as plain elements, after what is dangerous in XML was refused. */

/** The first thing that is wrong with the file. Never leaves this folder. */
export class MefFault extends Error {
  /** Where in the text, in UTF-16 units from 0. */
  readonly offset: number;
  readonly hint: string;
  constructor(message: string, offset: number, hint: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly offset: number;
}

/** Far more than a formula needs, far less than the parser's stack. */
const DEEPEST = 200;

/** @throws MefFault if the text is no XML, has a document type, or is nested deeper than 200 elements */
export async function parseMef(text: string): Promise<Element> {
  guard(text);
  const { parseXml, XmlElement, XmlError, XmlText } = await import('@rgrove/parse-xml');
  const convert = (element: InstanceType<typeof XmlElement>): Element => {
    const stray = element.children.find((child) => child instanceof XmlText && child.text.trim() !== '');
    if (stray !== undefined)
      throw new MefFault(`<${clip(element.name)}> holds text`, stray.start, 'only elements may stand there');
    return {
      name: element.name,
      attributes: element.attributes,
      // What says nothing about the tree is left out here: its content may be anything.
      children: element.children
        .filter((child) => child instanceof XmlElement)
        .filter((child) => child.name !== 'label' && child.name !== 'attributes')
        .map(convert),
      offset: element.start,
    };
  };
  try {
    const { root } = parseXml(text, { includeOffsets: true });
    if (root === null) throw new MefFault('the file holds no element', 0, HINT);
    return convert(root);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const message = (error.message.split('\n')[0] as string).replace(/ \(line \d+, column \d+\)$/, '');
    throw new MefFault(`this is no XML: ${message}`, error.pos, HINT);
  }
}

const HINT = 'an Open-PSA file begins with <opsa-mef> and closes each element';

/** What ends each construct whose content is not markup. */
const OPAQUE: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/** One pass over the tags: document types and deep nesting are refused before anything is built. */
function guard(text: string): void {
  let depth = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const opaque = OPAQUE.find(([start]) => text.startsWith(start, at));
    if (opaque !== undefined) {
      const end = text.indexOf(opaque[1], at + opaque[0].length);
      if (end === -1) return; // the parser will say so
      at = end + opaque[1].length;
    } else if (text.startsWith('<!', at)) {
      throw new MefFault(
        'a document type is not read: it could define entities without end',
        at,
        'remove <!DOCTYPE …>',
      );
    } else if (text.startsWith('</', at)) {
      depth--;
      at += 2;
    } else {
      if (++depth > DEEPEST)
        throw new MefFault(
          `elements are nested deeper than ${DEEPEST}`,
          at,
          'give inner formulas a gate of their own',
        );
      at = tagEnd(text, at + 1);
      if (text[at - 1] === '/') depth--;
    }
  }
}

/** Offset of the `>` that ends a tag; quoted ones do not count. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at;
  }
  return text.length;
}

/** Text of the file in a message. */
export const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** @throws MefFault if there is no such attribute, or it is empty */
export function attribute(element: Element, name: string): string {
  const value = Object.hasOwn(element.attributes, name) ? (element.attributes[name] as string).trim() : '';
  if (value === '')
    throw new MefFault(
      `<${clip(element.name)}> has no "${name}"`,
      element.offset,
      `write <${clip(element.name)} ${name}="…">`,
    );
  return value;
}

/** @throws MefFault always */
export function unsupported(element: Element, where: string): never {
  throw new MefFault(
    `<${clip(element.name)}> is not supported ${where}`,
    element.offset,
    'supported: fault trees of gates, basic events, house events, parameters and plain arithmetic',
  );
}
