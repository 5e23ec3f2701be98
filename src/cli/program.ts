/** The command line: which words mean what. Each command is a file beside this one. */
import { Command, CommanderError, Option } from 'commander';
import { Refused } from '../io/refused.ts';
import { reports } from '../reports/formats/index.generated.ts';
import { version } from '../version.generated.ts';
import { assessCommand } from './assess.ts';
import { BLAST_FORMATS, BLAST_HELP, blastCommand } from './blast.ts';
import { configCommand } from './config.ts';
import type { Terminal } from './terminal.ts';
import { nearest, UsageError } from './usage-error.ts';
import { whyCommand } from './why.ts';

/** Commands and flags that are promised and not there yet: refused with a sentence, never misread. */
const PROMISED_COMMANDS = ['diff', 'history', 'serve', 'mcp'];
const PROMISED_FLAGS = ['--settings', '--fail-delta'];

const PLAN_HELP = `
Examples:
  bulkhead plan --effort 8h         the best day of work
  bulkhead plan --target 'lost<5%'  the least work that gets there
  bulkhead plan --given credential/NPM_TOKEN
  bulkhead plan --format json       the whole frontier, every site of every wall
  bulkhead plan model.json          the walls of a model file that do not stand`;

const FIX_HELP = `
Examples:
  bulkhead fix --wall min-release-age --dry-run
  bulkhead fix --plan --effort 4h
  bulkhead fix --wall token-permissions --dry-run --format diff | git apply`;

const RACE_HELP = `
Examples:
  bulkhead race                                    150M tokens of an attacker, none of yours
  bulkhead race --attacker-tokens 50M --defender-tokens '2k$'
  bulkhead race --findings finds.csv --patch-lag 14d
  bulkhead race --budget 5%                        the spend that holds the odds there

A million tokens counts as two dollars where a budget is given in dollars.`;

const DATA_HELP = `
Examples:
  bulkhead data update                          read public records from their hosts
  bulkhead data update --source osv/npm --source epss
  bulkhead data update --mirror ../mirror       from a folder or an address, and nowhere else
  bulkhead data status                          what is here, how old, and which hosts
  bulkhead data export records.bulkhead         one file, to carry to another machine
  bulkhead data import records.bulkhead

An update that could read no source ends with 4.`;

const EXAMPLES = `
Examples:
  bulkhead                          the odds for the repository in this folder
  bulkhead ../shop --horizon 90d    another one, over a quarter
  bulkhead --format json --output terminal=report.txt
  bulkhead --fail-over 10%          exit 1 when more is likely lost than that
  bulkhead why credential/NPM_TOKEN how that number came about
  bulkhead plan --effort 8h         which walls to build with a day of work
  bulkhead evaluate model.json      solve an attack graph that somebody wrote down
  bulkhead data update              read public records: the odds then know this tree

Exit codes: 0 done, 1 over a gate, 2 wrong request, 3 nothing recognised,
4 incomplete with --fail-on-incomplete, 70 a bug in bulkhead.`;

/** Runs one command line. @returns the exit code @throws UsageError for a wrong request */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  const first = args[0] ?? '';
  if (PROMISED_COMMANDS.includes(first))
    throw new UsageError(`the command ${first} is not built yet`, `a folder of that name is ./${first}`);
  const flag = args.find((arg) => PROMISED_FLAGS.some((one) => arg === one || arg.startsWith(`${one}=`)));
  if (flag !== undefined)
    throw new UsageError(`the flag ${flag.split('=')[0]} is not built yet`, 'bulkhead --help lists what is');
  let code = 0;
  const program = build(terminal, (exit) => {
    code = exit;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return ofCommander(error);
    // A file of the snapshot whose sum is another is found out when it is first asked.
    if (error instanceof Refused) throw new UsageError(error.message, error.hint, 4);
    throw error;
  }
  return code;
}

function ofCommander(error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  const message = error.message.replace(/^error: /, '').replace(/\n.*/s, '');
  const word = /unknown option '(--?[^']*)'/.exec(message)?.[1];
  const near =
    /Did you mean (.*)\?/.exec(error.message)?.[1] ??
    (word === undefined
      ? null
      : nearest(word, [
          '--format',
          '--horizon',
          '--output',
          '--as-of',
          '--seed',
          '--color',
          '--offline',
          '--config',
          '--fail-on-incomplete',
        ]));
  throw new UsageError(message, near === null ? 'bulkhead --help lists what is' : `did you mean ${near}?`);
}

function build(terminal: Terminal, exit: (code: number) => void): Command {
  const program = configured(new Command('bulkhead'), terminal)
    .description('What are the odds that an attacker gets in, through which surface, and why.')
    .version(version, '-V, --version')
    .argument('[PATH]', 'a repository', '.')
    .option(
      '--output <FORMAT=FILE>',
      'also write a report to a file (repeatable)',
      (value: string, all: string[] = []) => [...all, value],
    )
    .option('--fail-on-incomplete', 'exit 4 when something could not be read')
    .option(
      '--fail-over <P>',
      'exit 1 when the odds that something is lost exceed P: 5%, or high:5% for their 95 % point',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, flags) => exit(await assessCommand(path, flags, terminal)));
  common(
    program,
    reports.map((report) => report.id),
  );

  const why = configured(program.command('why'), terminal)
    .description('how a number came about: prior, exposure, sources, grades')
    .argument(
      '<ID>',
      'a surface, shock, channel, asset, state, step, technique or wall, as reports name them',
    )
    .argument('[PATH]', 'a repository', '.')
    .addHelpText(
      'after',
      '\nExamples:\n  bulkhead why credential/NPM_TOKEN ../shop\n  bulkhead why production           the asset: its odds, price and cheapest way\n  bulkhead why move-tags            a technique: where it could be used',
    )
    .action(async (id: string, path: string, _flags, command: Command) =>
      exit(await whyCommand(id, path, command.optsWithGlobals(), terminal)),
    );
  common(why, ['terminal', 'json']);

  const plan = configured(program.command('plan'), terminal)
    .description('which walls to build: least loss within some hours, or least hours to some odds')
    .argument('[PATH]', 'a repository, or a model file (bulkhead/model/1, JSON)', '.')
    .addHelpText('after', PLAN_HELP)
    .action(async (path: string, _flags, command: Command) => {
      const { planCommand } = await import('./plan.ts');
      exit(await planCommand(path, command.optsWithGlobals(), terminal));
    });
  common(plan, ['terminal', 'json']);
  plan
    .option('--effort <TIME>', 'hours of work: 8h, 90min, 2d of 8 hours, 1w of 40 (default: 8h)')
    .option('--target <ODDS>', "the odds to get to with the least work, such as 'lost<5%'")
    .option('--given <ID>', 'as if this surface or shock had happened, and nothing else');

  const fix = configured(program.command('fix'), terminal)
    .description('writes walls into files: minimal patches that keep comments')
    .argument('[PATH]', 'a repository', '.')
    .option(
      '--wall <ID>',
      'a wall, or one of its choices as bulkhead plan names them (repeatable)',
      (value: string, all: string[] = []) => [...all, value],
    )
    .option('--plan', 'those of bulkhead plan')
    .option('--effort <TIME>', 'with --plan: hours of work (default: 8h)')
    .option('--dry-run', 'show the patches, write nothing')
    .option('--allow-dirty', 'write although git could not tell what was written')
    .addHelpText('after', FIX_HELP)
    .action(async (path: string, _flags, command: Command) => {
      const { fixCommand } = await import('./fix.ts');
      exit(await fixCommand(path, command.optsWithGlobals(), terminal));
    });
  common(fix, ['terminal', 'diff', 'json']);

  const evaluate = configured(program.command('evaluate'), terminal)
    .description('solve a model file or a fault tree: odds, price, importance, minimal cut sets')
    .argument('<FILE>', 'a model file (bulkhead/model/1, JSON) or a fault tree (Open-PSA MEF, XML)')
    .addHelpText('after', '\nExample:\n  bulkhead evaluate model.json --horizon 90d --format json')
    .action(async (path: string, _flags, command: Command) => {
      // The engines are a third of the program: they are read when they are asked for.
      const { evaluateCommand } = await import('./evaluate.ts');
      exit(await evaluateCommand(path, command.optsWithGlobals(), terminal));
    });
  printing(evaluate, ['terminal', 'json']);
  evaluate
    .option('--horizon <TIME>', 'time looked ahead: 90d, 12w, 6m, 1y (default: the file’s, else 1y)')
    .option('--seed <N>', 'seed of what is sampled (default: 1)')
    .option('--max-file-size <SIZE>', 'a larger file is not read (default: 64MB)');

  const blast = configured(program.command('blast'), terminal)
    .description("the next incident's morning: was it here, when, where did it run, what to do")
    .argument('[WHAT...]', 'a package, action, image, credential, vendor or surface; then the PATH')
    .option('--window <FROM/TO>', 'when it was there to be taken: dates or date-times, UTC')
    .option('--list <FILE>', 'a file of WHATs (repeatable)', (value: string, all: string[] = []) => [
      ...all,
      value,
    ])
    .option('-C, --path <PATH>', 'a repository (default: .)')
    .addHelpText('after', BLAST_HELP)
    .action(async (words: string[], _flags, command: Command) =>
      exit(await blastCommand(words, command.optsWithGlobals(), terminal)),
    );
  common(blast, BLAST_FORMATS);

  const racing = configured(program.command('race'), terminal)
    .description("attacker and defender tokens: who finds a flaw of the project's own code first")
    .argument('[PATH]', 'a repository', '.')
    .addHelpText('after', RACE_HELP)
    .action(async (path: string, _flags, command: Command) => {
      const { raceCommand } = await import('./race.ts');
      exit(await raceCommand(path, command.optsWithGlobals(), terminal));
    });
  common(racing, ['terminal', 'json']);
  racing
    .option('--attacker-tokens <BUDGET>', 'a year: 50M, 1.5B, 2k$ (default: 150M)')
    .option('--defender-tokens <BUDGET>', 'a year (default: 0)')
    .option('--head-start <BUDGET>', 'tokens that the defender has spent already')
    .option('--patch-lag <TIME>', 'from a find to its fix in production: 14d, 2w')
    .option('--budget <P>', 'the odds that the spend is to hold (default: 5%)')
    .option('--tier <WHO>', 'who removes what is found: enterprise, volunteer, vendor (default: enterprise)')
    .option('--findings <CSV>', 'your own finding curve: tokens, cumulative finds');

  const moved = configured(program.command('drivers'), terminal)
    .description('why the odds moved between two assessments, in eight parts that add up')
    .argument('<A.json>', 'an assessment, written with --format json')
    .argument('<B.json>', 'a later one, or one of another tree')
    .addHelpText(
      'after',
      '\nExample:\n  bulkhead --format json --as-of 2026-01-01 > a.json\n  bulkhead --format json > b.json\n  bulkhead drivers a.json b.json',
    )
    .action(async (from: string, to: string, _flags, command: Command) => {
      const { driversCommand } = await import('./drivers.ts');
      exit(await driversCommand([from, to], command.optsWithGlobals(), terminal));
    });
  printing(moved, ['terminal', 'json']);

  const records = configured(program.command('data'), terminal)
    .description('public records on this machine: advisories, chances and sightings of exploitation')
    .argument('[WORDS...]', 'update, status, export FILE or import FILE (default: status)')
    .option(
      '--source <ID>',
      'update only this one: osv, osv/npm, epss, kev (repeatable)',
      (value: string, all: string[] = []) => [...all, value],
    )
    .option('--mirror <URL|DIR>', 'everything comes from there, and no other host is contacted')
    .addHelpText('after', DATA_HELP)
    .action(async (words: string[], _flags, command: Command) => {
      const { dataCommand } = await import('./data.ts');
      exit(await dataCommand(words, command.optsWithGlobals(), terminal));
    });
  printing(records, ['terminal', 'json']);
  records
    .option('--offline', 'open no socket')
    .option('--cache-dir <DIR>', 'where the records lie (default: bulkhead in the cache folder of the user)');

  const config = configured(program.command('config'), terminal)
    .description('the effective configuration, and where each value came from')
    .argument('[PATH]', 'a repository', '.')
    .action(async (path: string, _flags, command: Command) =>
      exit(await configCommand(path, command.optsWithGlobals(), terminal)),
    );
  common(config, ['terminal', 'json']);
  return program;
}

const configured = (command: Command, terminal: Terminal): Command =>
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: terminal.out,
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(100, terminal.columns),
    });

function common(command: Command, formats: readonly string[]): void {
  printing(command, formats);
  command
    .option('--horizon <TIME>', 'time looked ahead: 90d, 12w, 6m, 1y (default: 1y)')
    .option(
      '--scenario <NAME>',
      'how costs move: trend, frozen, fast, slow, ramp, or one of bulkhead.yml (default: trend)',
    )
    .option('--as-of <DATE>', 'assessment date (default: today)')
    .option('--seed <N>', 'seed of the joint draws (default: 1)')
    .option('--offline', 'open no socket; an assessment opens none without --enrich')
    .option('--cache-dir <DIR>', 'where the records of bulkhead data lie')
    .option(
      '--enrich <SOURCE>',
      'ask more of it: npm (the registry), history (how long flaws stayed in its lockfiles) (repeatable)',
      (value: string, all: string[] = []) => [...all, value],
    )
    .option('--config <FILE>', 'configuration (default: bulkhead.yml or .github/bulkhead.yml)')
    .option('--no-config', 'read no configuration')
    .option('--max-file-size <SIZE>', 'larger files are not read (default: 64MB)');
}

function printing(command: Command, formats: readonly string[]): void {
  command
    .addOption(new Option('--format <FORMAT>', `how to print: ${formats.join(', ')}`).default('terminal'))
    .option('--color <WHEN>', 'auto, always or never', 'auto')
    .option('-q, --quiet', 'results only')
    .option('-v, --verbose', 'list all remarks, files and ways in')
    .option('--no-progress', 'no progress line');
}
