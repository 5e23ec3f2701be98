/** Stages of a Dockerfile: what each is built on, runs and ends with. */

import type { Location } from '../../model/diagnostic.ts';
import type { Image, InstallCommand } from '../../model/install.ts';
import type { Answer } from '../../model/inventory.ts';
import { imagePin } from '../github/uses.ts';
import { looksLikeSecret } from '../syntax/secret-names.ts';
import { layered, type Variables } from '../syntax/shell.ts';
import { flagsOf, type Instruction, wordsOf } from './instructions.ts';
import { runInstalls } from './run.ts';

export interface Stage {
  readonly name: string;
  /** The image as written, arguments filled in; the stage it is built on when it is none. */
  readonly reference: string;
  readonly parent: Stage | null;
  readonly at: Location;
  /** `USER` so far, null when the base decides. */
  user: string | null;
  serves: Answer;
  directory: string | null;
  readonly variables: Map<string, string>;
  readonly secrets: Set<string>;
  /** Arguments that look like secrets and that whoever builds gives. */
  readonly given: Set<string>;
  /** Those that a layer of the stage records: by a command that ran with them, or as a variable. */
  readonly recorded: Set<string>;
  readonly copied: { readonly reference: string; readonly at: Location }[];
  readonly copies: { readonly from: string; readonly to: string }[];
  readonly downloads: Map<string, string>;
}

export interface Dockerfile {
  readonly stages: readonly Stage[];
  readonly installs: readonly InstallCommand[];
}

/** More stages than any build has. */
const MAX_STAGES = 200;

export function readStages(path: string, instructions: readonly Instruction[]): Dockerfile {
  const first = instructions.findIndex(({ name }) => name === 'FROM');
  if (first < 0) return { stages: [], installs: [] };
  const globals = defaultsAmong(instructions.slice(0, first));
  const stages: Stage[] = [];
  const installs: InstallCommand[] = [];
  for (const instruction of instructions.slice(first)) {
    const stage = stages.at(-1);
    if (instruction.name === 'FROM' || stage === undefined) {
      if (stages.length < MAX_STAGES) stages.push(from(path, instruction, stages, globals));
    } else if (instruction.name === 'RUN') {
      for (const name of stage.given) stage.recorded.add(name);
      installs.push(...runInstalls(path, instruction, stage));
    } else apply(path, instruction, stage, stages, globals);
  }
  return { stages, installs };
}

/** Defaults of the arguments before the first `FROM`. */
function defaultsAmong(instructions: readonly Instruction[]): Variables {
  const all = instructions.filter(({ name }) => name === 'ARG').flatMap(({ text }) => argumentsOf(text));
  return new Map(all.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

function from(path: string, instruction: Instruction, stages: readonly Stage[], globals: Variables): Stage {
  const { words } = flagsOf(instruction.text);
  const reference = expand(words[0] ?? '', globals);
  const parent = [...stages].reverse().find((stage) => stage.name === reference.toLowerCase()) ?? null;
  const named = words[1]?.toLowerCase() === 'as' ? words[2]?.toLowerCase() : undefined;
  return {
    name: named ?? String(stages.length),
    reference,
    parent,
    at: { path, line: instruction.line, column: instruction.column },
    user: parent?.user ?? null,
    serves: parent?.serves ?? 'no',
    directory: parent?.directory ?? null,
    variables: new Map(parent?.variables ?? []),
    secrets: new Set(),
    given: new Set(),
    recorded: new Set(parent?.recorded ?? []),
    copied: [],
    copies: [...(parent?.copies ?? [])],
    downloads: new Map(parent?.downloads ?? []),
  };
}

/** Copies, downloads and variables that a stage remembers, and hands on to the next: enough for real files. */
const MAX_NOTED = 200;

function note(stage: Stage, name: string, value: string): void {
  if (stage.variables.size < MAX_NOTED || stage.variables.has(name)) stage.variables.set(name, value);
}

type Apply = (
  stage: Stage,
  instruction: Instruction,
  path: string,
  stages: readonly Stage[],
  globals: Variables,
) => void;

const serves: Apply = (stage) => {
  stage.serves = 'yes';
};

/** Services and tools both begin at an entry point: it does not tell which this is. */
const mayServe = (stage: Stage): void => {
  if (stage.serves === 'no') stage.serves = 'unknown';
};

/** What an image for work by hand starts with, and what a tool says when it is asked nothing. */
const NO_SERVICE = /^(?:(?:\S*\/)?(?:ba|z|da|a|fi)?sh|-h|--?help|help|--?version|version)$/;

const commandOf = (instruction: Instruction): readonly string[] =>
  wordsOf(instruction.text.replace(/["'[\],]/g, ' ')).filter((word) => word !== '');

const APPLY: Readonly<Record<string, Apply>> = {
  CMD(stage, instruction, ...rest) {
    const words = commandOf(instruction);
    if (words.length > 1 || !NO_SERVICE.test(words[0] ?? '--help')) serves(stage, instruction, ...rest);
    else if (words.length > 0) mayServe(stage);
  },
  ENTRYPOINT(stage, instruction) {
    if (commandOf(instruction).length > 0) mayServe(stage);
  },
  EXPOSE: serves,
  HEALTHCHECK(stage, instruction, ...rest) {
    if (!/^NONE$/i.test(instruction.text.trim())) serves(stage, instruction, ...rest);
  },
  USER(stage, instruction) {
    const user = expand(wordsOf(instruction.text)[0] ?? '', stage.variables).split(':')[0] ?? '';
    stage.user = user === '0' ? 'root' : user === '' ? stage.user : user;
  },
  WORKDIR(stage, instruction) {
    const folder = expand(
      instruction.text
        .replaceAll('\\\n', ' ')
        .trim()
        .replace(/^["']|["']$/g, ''),
      stage.variables,
    );
    stage.directory = folder.includes('$') ? null : inImage(stage.directory, folder);
  },
  ARG(stage, instruction, _path, _stages, globals) {
    for (const [name, value] of argumentsOf(instruction.text)) {
      if (looksLikeSecret(name)) stage.secrets.add(name);
      const known = value ?? globals.get(name);
      if (looksLikeSecret(name) && (known ?? '') === '' && stage.given.size < MAX_NOTED)
        stage.given.add(name);
      if (known !== undefined) note(stage, name, expand(known, layered(stage.variables, globals)));
    }
  },
  ENV(stage, instruction) {
    for (const [name, value] of environmentOf(instruction.text)) {
      if (looksLikeSecret(name)) stage.secrets.add(name);
      note(stage, name, expand(value, stage.variables));
      for (const [, braced, bare] of value.matchAll(/\$(?:\{([A-Za-z_]\w*)|([A-Za-z_]\w*))/g)) {
        const from = braced ?? bare ?? '';
        if (stage.given.has(from)) stage.recorded.add(from);
      }
    }
  },
  COPY: copy,
  ADD: copy,
};

function apply(
  path: string,
  instruction: Instruction,
  stage: Stage,
  stages: readonly Stage[],
  globals: Variables,
): void {
  if (Object.hasOwn(APPLY, instruction.name))
    APPLY[instruction.name]?.(stage, instruction, path, stages, globals);
}

function copy(
  stage: Stage,
  instruction: Instruction,
  path: string,
  stages: readonly Stage[],
  globals: Variables,
): void {
  const { flags, words } = flagsOf(instruction.text.replace(/["[\],]/g, ' '));
  const source = flags.find(([name]) => name === '--from')?.[1];
  const to = inImage(stage.directory, expand(words.at(-1) ?? '', stage.variables));
  if (source !== undefined) {
    const reference = expand(source, globals);
    const isStage = /^\d+$/.test(reference) || stages.some((one) => one.name === reference.toLowerCase());
    if (!isStage)
      stage.copied.push({ reference, at: { path, line: instruction.line, column: instruction.column } });
    return;
  }
  for (const word of words.slice(0, -1).slice(0, 50)) {
    if (/^https?:\/\//.test(word) && stage.downloads.size < MAX_NOTED)
      stage.downloads.set(word.slice(word.lastIndexOf('/') + 1).replace(/\?.*$/, ''), word);
    else if (to !== null && stage.copies.length < MAX_NOTED)
      stage.copies.push({ from: word, to: to.replace(/\/[^/]*\.\w+$/, '') || '/' });
  }
}

/** An absolute path inside the image; null when it cannot be told. */
function inImage(directory: string | null, folder: string): string | null {
  if (folder.includes('$')) return null;
  const whole = folder.startsWith('/') ? folder : `${directory ?? ''}/${folder}`;
  const parts: string[] = [];
  for (const part of whole.slice(0, 1000).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** `ARG A B=c`: names with defaults, null without. */
function argumentsOf(text: string): readonly (readonly [string, string | null])[] {
  return wordsOf(text).map((word) => {
    const equals = word.indexOf('=');
    return equals < 0 ? [word, null] : [word.slice(0, equals), unquote(word.slice(equals + 1))];
  });
}

/** `ENV A=b C="d e"` and the old `ENV A b`. */
function environmentOf(text: string): readonly (readonly [string, string])[] {
  const line = text.replaceAll('\\\n', ' ').trim();
  const old = /^([A-Za-z_]\w{0,200})\s+(.*)$/.exec(line);
  if (old !== null && old[1] !== undefined) return [[old[1], unquote(old[2] ?? '')]];
  return [...line.matchAll(/([A-Za-z_]\w{0,200})=("[^"]*"|'[^']*'|\S*)/g)].map((match) => [
    match[1] ?? '',
    unquote(match[2] ?? ''),
  ]);
}

const unquote = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/s, '$2');

/** `$A`, `${A}`, `${A:-b}`, `${A:+b}`; what is not known stays as written. */
export function expand(text: string, variables: Variables): string {
  const filled = text
    .slice(0, 2000)
    .replace(
      /\$(?:\{([A-Za-z_]\w*)(?::?([-+])([^{}$]*))?\}|([A-Za-z_]\w*))/g,
      (whole, braced, operator, other, bare) => {
        const value = variables.get(braced ?? bare);
        if (operator === '-') return value === undefined || value === '' ? other : value;
        if (operator === '+') return value === undefined || value === '' ? '' : other;
        return value ?? whole;
      },
    );
  return unquote(filled).slice(0, 2000);
}

/** One image for each `FROM` and `COPY --from` that names one; facts of the stages built on it are its own. */
export function imagesOf(path: string, stages: readonly Stage[]): readonly Image[] {
  const last = stages.at(-1);
  return stages.flatMap((stage) => {
    const copied = stage.copied.map(({ reference, at }) => image(path, stage, reference, at));
    const isImage =
      stage.parent === null && stage.reference !== '' && stage.reference.toLowerCase() !== 'scratch';
    if (!isImage) return copied;
    const users = stages.filter((one) => rootOf(one) === stage);
    const ends = last !== undefined && rootOf(last) === stage ? last : stage;
    const own: Image = {
      ...image(path, stage, stage.reference, stage.at),
      final: ends === last,
      user: ends.user ?? 'unknown',
      secretArguments: [...new Set(users.flatMap((one) => [...one.secrets]))],
      layerSecrets: ends === last ? [...ends.recorded] : [],
      serves: ends.serves,
    };
    return [own, ...copied];
  });
}

function rootOf(stage: Stage): Stage {
  let at = stage;
  while (at.parent !== null) at = at.parent;
  return at;
}

const image = (path: string, stage: Stage, reference: string, at: Location): Image => ({
  reference,
  pin: imagePin(reference),
  role: 'base',
  source: path,
  stage: stage.name,
  final: false,
  user: 'unknown',
  secretArguments: [],
  layerSecrets: [],
  serves: 'no',
  at,
});
