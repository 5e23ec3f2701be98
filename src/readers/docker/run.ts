/** `RUN`: shell form, exec form, here-documents. */
import type { InstallCommand } from '../../model/install.ts';
import { type Origin, readShell, type ShellFacts, within } from '../syntax/shell.ts';
import type { Instruction } from './instructions.ts';
import type { Stage } from './stages.ts';

export function runInstalls(path: string, instruction: Instruction, stage: Stage): readonly InstallCommand[] {
  const origin: Origin = {
    place: { kind: 'image', path, stage: stage.name },
    path,
    line: instruction.line,
    column: 1,
    directory: folderInTree(path, stage),
    env: stage.variables,
  };
  const text = withoutFlags(instruction.text);
  const facts = [readShell(execForm(text) ?? text, origin)];
  const heredoc = instruction.heredoc;
  // With a program before `<<` the body is that program's input, which the shell reader follows for shells.
  if (heredoc !== null && isShell(withoutFlags(heredoc.head)))
    facts.push(readShell(heredoc.body, { ...origin, line: heredoc.line }));
  const at = { path, line: instruction.line, column: instruction.column };
  stage.copied.push(...mountedImages(instruction.text).map((reference) => ({ reference, at })));
  return facts.flatMap((one) => [...one.installs, ...downloaded(one, stage, origin)]);
}

const isShell = (head: string): boolean => /^\s*(?:(?:\/\S*\/)?(?:ba|da|a|z)?sh(?:\s+-\w+)*)?\s*$/.test(head);

/** `--mount=…`, `--network=…`, `--security=…` blanked out, so that places stay. */
function withoutFlags(text: string): string {
  const flags = /^(?:(?:[ \t]|\\\n)*--(?:mount|network|security)=\S*)+/.exec(text)?.[0] ?? '';
  return flags.replace(/[^\n\\]|\\(?!\n)/g, ' ') + text.slice(flags.length);
}

const mountedImages = (text: string): readonly string[] =>
  [...text.matchAll(/--mount=\S*?\bfrom=([^,\s]{1,300})/g)].flatMap((match) =>
    /[/:]/.test(match[1] ?? '') ? [match[1] ?? ''] : [],
  );

/** `["npm", "ci"]` as a command line of the same meaning; null for the shell form. */
function execForm(text: string): string | null {
  const trimmed = text.replaceAll('\\\n', '  ').trim();
  if (!trimmed.startsWith('[')) return null;
  try {
    const words: unknown = JSON.parse(trimmed);
    if (!Array.isArray(words) || words.some((word) => typeof word !== 'string')) return null;
    const quoted = (words as string[]).map((word) =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
    );
    return ' '.repeat(text.indexOf('[')) + quoted.join(' ');
  } catch {
    return null;
  }
}

/**
 * The folder of the tree that the working folder holds a copy of. Only a Dockerfile at the root has a
 * context that can be told: the root. Elsewhere it is the caller's choice.
 */
function folderInTree(path: string, stage: Stage): string | null {
  if (path.includes('/')) return null;
  const folder = stage.directory ?? '/';
  for (const { from, to } of [...stage.copies].reverse()) {
    const below =
      to === '/'
        ? folder
        : folder === to
          ? '/'
          : folder.startsWith(`${to}/`)
            ? folder.slice(to.length)
            : null;
    if (below === null || (to === '/' && folder !== '/')) continue;
    const source =
      /\/$|^\.{1,2}$/.test(from) || !/\.\w+$/.test(from)
        ? from
        : from.slice(0, Math.max(0, from.lastIndexOf('/')));
    return within(within('.', source.replace(/^\/+/, '')), below.replace(/^\/+/, ''));
  }
  return '.';
}

/** A file that `ADD` fetched and this text runs. */
function downloaded(facts: ShellFacts, stage: Stage, origin: Origin): readonly InstallCommand[] {
  return facts.calls.flatMap((call) => {
    const names = [call.tool, ...call.args.slice(0, 5).map((word) => word.slice(word.lastIndexOf('/') + 1))];
    const runs = /^(?:ba|da|z|a)?sh$|^(?:python3?|node|perl|ruby|php|source|\.)$/.test(call.tool)
      ? names
      : names.slice(0, 1);
    const address = runs.map((name) => stage.downloads.get(name)).find((one) => one !== undefined);
    if (address === undefined) return [];
    const facts = {
      global: true,
      scriptsOff: false,
      productionOnly: false,
      directory: origin.directory,
    } as const;
    return [
      {
        kind: 'script',
        tool: 'docker',
        names: [address],
        locked: 'no',
        command: call.text,
        place: origin.place,
        at: call.at,
        ...facts,
      },
    ];
  });
}
