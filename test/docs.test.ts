/** Documents are read by tests, so that they cannot rot: links, commands, maps, words, tags, promises. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fieldsAt } from '../src/cli/configuration.ts';
import { SOURCES } from '../src/snapshot.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What is no document of ours: copies, builds, and files of other repositories kept as cases. */
const PASSED_OVER = new Set(['node_modules', 'dist', '.git', 'coverage', 'fixtures', 'trees', 'golden']);

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : filesUnder(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

const files = filesUnder('');
const documents = files.filter((path) => path.endsWith('.md'));
const sources = files.filter((path) => path.startsWith('src/') && path.endsWith('.ts'));

/** Fenced blocks of a language. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1] ?? '',
  );

/** The text without fenced blocks. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '');

/** What stands between single backticks. */
const spans = (text: string): string[] =>
  [...prose(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

/** Cells of the rows of all tables, heads left out. */
const rows = (text: string): string[][] =>
  [...text.matchAll(/^\|(.*)\|$/gm)]
    .map((match) => (match[1] ?? '').split(/(?<!\\)\|/).map((one) => one.trim()))
    .filter((cells) => !cells.every((one) => /^-*$/.test(one)));

describe('links', () => {
  /** Anchors as GitHub makes them of headings. */
  const anchors = (text: string): string[] =>
    [...prose(text).matchAll(/^#+ (.*)$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\- _]/gu, '')
        .replaceAll(' ', '-'),
    );

  test.each(documents)('%s: relative links resolve', (path) => {
    const targets = [...prose(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const broken = targets
      .filter((target) => !/^(https?|mailto):/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const full = file === '' ? path : join(dirname(path), file);
        if (!existsSync(join(root, full))) return true;
        return anchor !== undefined && !anchors(read(full)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});

describe('commands', () => {
  const scripts = JSON.parse(read('package.json')).scripts as Readonly<Record<string, string>>;
  const program = read('src/cli/program.ts');
  const promised = /PROMISED_COMMANDS = \[([^\]]*)\]/.exec(program)?.[1] ?? '';
  const commands = [...program.matchAll(/\.command\('([a-z-]+)'\)/g)].map((match) => match[1]);

  test.each(['README.md', 'CONTRIBUTING.md', 'docs/network.md'])(
    '%s: scripts of package.json exist',
    (path) => {
      const text = read(path);
      const shown = [...blocks(text, 'sh'), ...spans(text)].join('\n');
      const named = [...shown.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
        (match) => match[1] ?? match[2] ?? '',
      );
      const missing = named.filter((name) => {
        const file = /^node (\S+)/.exec(scripts[name] ?? '')?.[1];
        return file === undefined || !existsSync(join(root, file));
      });
      expect(missing).toEqual([]);
    },
  );

  test('CONTRIBUTING says whether there are benchmarks', () => {
    const file = /^node (\S+)/.exec(scripts.bench ?? '')?.[1];
    const there = file !== undefined && existsSync(join(root, file));
    const text = read('CONTRIBUTING.md');
    expect(text.includes('npm run bench')).toBe(there);
    expect(text.includes('Nothing is behind it yet')).toBe(!there);
  });

  test('`bulkhead WORD` of the README is a command that exists', () => {
    const shown = [
      ...blocks(read('README.md'), 'sh').flatMap((block) => block.split('\n')),
      ...spans(read('README.md')),
    ];
    const words = shown.flatMap((line) => /(?:bulkhead|npm start --) ([a-z][a-z-]*)/.exec(line)?.[1] ?? []);
    expect(words.length).toBeGreaterThan(1);
    expect(words.filter((word) => !commands.includes(word) || promised.includes(`'${word}'`))).toEqual([]);
  });

  test('flags of the README exist', () => {
    const built = program.replace(/PROMISED_FLAGS = \[[^\]]*\]/, '');
    const shown = [...blocks(read('README.md'), 'sh'), ...spans(read('README.md'))].join('\n');
    const flags = new Set(shown.match(/--[a-z][a-z-]+/g));
    flags.delete('--help');
    expect(flags.size).toBeGreaterThan(3);
    expect([...flags].filter((flag) => !new RegExp(`${flag}(?![a-z-])`).test(built))).toEqual([]);
  });

  test('variables and fields of the configuration are those of the code', () => {
    const settings = read('src/cli/settings.ts');
    const variables = read('README.md').match(/BULKHEAD_[A-Z_]+/g) ?? [];
    const named = [...settings.matchAll(/pick\(\s*'([a-z-]+)'/g)].map(
      (match) => `BULKHEAD_${(match[1] ?? '').toUpperCase().replaceAll('-', '_')}`,
    );
    expect([...variables].sort()).toEqual(named.sort());
    const fields = blocks(read('README.md'), 'yaml').flatMap((block) =>
      [...block.matchAll(/^[\s-]*([a-zA-Z]+):/gm)].map((match) => match[1]),
    );
    const schema = [[], ['organisation'], ['assets'], ['attestations'], ['waivers'], ['scenarios']].flatMap(
      (at) => [...fieldsAt(at)],
    );
    expect(fields.sort()).toEqual(schema.sort());
  });

  test('kinds of `npm run new` have their recipe and template', () => {
    const kinds = [...read('CONTRIBUTING.md').matchAll(/^npm run new (\w+) /gm)].map(
      (match) => match[1] ?? '',
    );
    expect(kinds.sort()).toEqual(['channel', 'reader', 'report', 'technique']);
    for (const kind of kinds) expect(files).toContain(`scripts/templates/${kind}.ts.txt`);
  });
});

describe('README', () => {
  test('its output is the golden file', () => {
    const golden = 'test/golden/documenso.txt';
    if (!existsSync(join(root, golden)))
      throw new Error(`${golden} is missing: npx vitest run test/golden -u, then npm run generate`);
    const block = /<!-- output:documenso -->\n```text\n([\s\S]*?)```\n<!-- \/output -->/.exec(
      read('README.md'),
    )?.[1];
    expect(block?.trimEnd(), 'run npm run generate').toBe(read(golden).trimEnd());
  });
});

describe('ARCHITECTURE', () => {
  const text = read('ARCHITECTURE.md');

  test('the code map names every folder and every root file of src/', () => {
    const entries = readdirSync(join(root, 'src'), { withFileTypes: true });
    const wanted = entries.map((entry) => (entry.isDirectory() ? `src/${entry.name}/` : `src/${entry.name}`));
    const mapped = rows(text).map(([first = '']) => first.replaceAll('`', ''));
    expect(wanted.filter((path) => !mapped.includes(path))).toEqual([]);
  });

  test('every path that it names exists', () => {
    const named = spans(text).filter((span) => /^(src|test|scripts|docs|data|schema)\//.test(span));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('exit codes are those that the program states and gives', () => {
    const codes = [
      ...new Set(
        rows(text)
          .filter((cells) => cells.length === 5)
          .map((cells) => cells[4] ?? ''),
      ),
    ].filter((one) => /^\d+$/.test(one));
    const help = /Exit codes:([\s\S]*?)`/.exec(read('src/cli/program.ts'))?.[1] ?? '';
    const stated = [...help.matchAll(/(?:^|,)\s*(\d+) /gm)].map((match) => match[1]);
    expect(codes.sort()).toEqual(stated.sort());
    const cli = sources
      .filter((path) => path.startsWith('src/cli/'))
      .map(read)
      .join('\n');
    for (const code of codes) expect(cli, `exit code ${code}`).toMatch(new RegExp(`\\b${code}\\b`));
    const readme = rows(read('README.md'))
      .map(([first = '']) => first)
      .filter((one) => /^\d+$/.test(one));
    expect(readme.sort()).toEqual(codes.sort());
  });
});

describe('GLOSSARY', () => {
  const words = rows(read('GLOSSARY.md')).flatMap(([first = '']) => spans(first));
  const text = sources.map(read).join('\n');

  test('its words are in use', () => {
    expect(words.length).toBeGreaterThan(20);
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`, 'i').test(text))).toEqual([]);
  });

  test('it has the words of this code', () => {
    const wanted = [
      'surface',
      'shock',
      'route',
      'gate',
      'site',
      'tree',
      'cadence',
      'campaign',
      'group',
      'touches',
      'entries',
      'weakness',
    ];
    expect(wanted.filter((word) => !words.includes(word))).toEqual([]);
  });
});

describe('references', () => {
  const TAG = /\[([A-Z]{2,4}\d{2}|DLMF|FNV)\]/g;
  const tagsOf = (text: string): string[] => [...text.matchAll(TAG)].map((match) => match[1] ?? '');
  const defined = rows(read('docs/references.md')).flatMap(([first = '']) => tagsOf(first));
  const inSource = new Set(sources.flatMap((path) => tagsOf(read(path))));
  const inDocuments = new Set(
    documents.filter((path) => path !== 'docs/references.md').flatMap((path) => tagsOf(read(path))),
  );

  test('each tag is defined once', () => {
    expect(new Set(defined).size).toBe(defined.length);
    expect([...inSource, ...inDocuments].filter((tag) => !defined.includes(tag))).toEqual([]);
  });

  test('each tag that is defined is used', () => {
    expect(defined.filter((tag) => !inSource.has(tag) && !inDocuments.has(tag))).toEqual([]);
  });
});

describe('decisions', () => {
  const records = files.filter((path) => /^docs\/adr\/\d/.test(path));

  test.each(records)('%s has context, decision and consequences', (path) => {
    expect([...read(path).matchAll(/^## (.*)$/gm)].map((match) => match[1])).toEqual([
      'Context',
      'Decision',
      'Consequences',
    ]);
  });

  test('they are numbered without gaps, and listed', () => {
    expect(records.map((path) => Number(path.slice('docs/adr/'.length, 'docs/adr/'.length + 4)))).toEqual(
      records.map((_, index) => index + 1),
    );
    for (const path of records)
      expect(read('docs/adr/README.md')).toContain(`(${relative('docs/adr', path)})`);
  });
});

describe('names in documents', () => {
  /** The catalogue says what code and data say. */
  const written = documents.filter((path) => !path.startsWith('docs/catalogue/'));

  test('paths that documents name exist', () => {
    const named = written.flatMap((path) => spans(read(path)).map((span) => ({ path, span })));
    const gone = named
      .filter(
        ({ span }) =>
          /^(src|test|scripts|data|schema)\/[\w./-]+$/.test(span) && !span.startsWith('test/golden/'),
      )
      .filter(({ span }) => !existsSync(join(root, span)) && !/\/ID\b/.test(span));
    expect(gone).toEqual([]);
  });

  test('parameters that documents name exist', () => {
    const known = new Set(
      [...read('src/parameters.generated.ts').matchAll(/"id": "([^"]+)"/g)].map((match) => match[1]),
    );
    const prefixes = new Set([...known].map((id) => id?.split('.')[0]));
    const named = documents.flatMap((path) =>
      spans(read(path)).filter((span) => /^[a-z]+\.[a-z0-9-]+(\.[a-z-]+)?$/.test(span)),
    );
    expect(named.filter((span) => prefixes.has(span.split('.')[0]) && !known.has(span))).toEqual([]);
  });
});

describe('what no file may say', () => {
  /** Written in parts, so that this file does not say it either. */
  const join_ = (...parts: string[]): string => parts.join('');
  const machine = [join_('/wo', 'rk/')];
  const registries = [
    join_('registry', '.npmjs', '.org'),
    join_('registry', '.yarnpkg', '.com'),
    join_('npm.pkg', '.github', '.com'),
    join_('files.python', 'hosted', '.org'),
  ];
  const texts = files.filter((path) => /\.(md|ts)$/.test(path));

  test('no path of a machine, no host of a registry', () => {
    const saying = texts.flatMap((path) =>
      [...machine, ...registries]
        .filter((word) => read(path).includes(word))
        .map((word) => `${path}: ${word}`),
    );
    expect(saying).toEqual([]);
  });

  test('no temporary path in documents', () => {
    expect(documents.filter((path) => read(path).includes(join_('/t', 'mp/')))).toEqual([]);
  });
});

describe('network', () => {
  const page = read('docs/network.md');
  /** Hosts of the table. */
  const told = rows(page).map(([host = '']) => host.replaceAll('`', ''));

  test('docs/network.md lists every host that public records come from', () => {
    const hosts = SOURCES.map((one) => new URL(one.base).host);
    expect(told.slice(1).sort()).toEqual([...new Set(hosts)].sort());
  });

  test('one file of src/ opens sockets, and one names hosts to contact', () => {
    const opening = sources.filter((path) =>
      /['"]node:(https?|http2|net|tls|dgram|dns)['"/]|\bfetch\(|\bWebSocket\b/.test(read(path)),
    );
    expect(opening).toEqual(['src/io/bring.ts']);
    const naming = sources.filter((path) =>
      told.slice(1).some((host) =>
        read(path)
          .replace(/\/\*[\s\S]*?\*\//g, '')
          .includes(`https://${host}/`),
      ),
    );
    expect(naming).toEqual(['src/evidence/hosts.ts']);
  });
});
