// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of workflows and shells are the subject here

import { describe, expect, test } from 'vitest';
import type { InstallCommand } from '../../../src/model/install.ts';
import { installCommands, type Origin, readShell } from '../../../src/readers/syntax/shell.ts';
import fc from '../../support/property.ts';

const origin: Origin = {
  place: { kind: 'job', workflow: 'w.yml', job: 'j' },
  path: 'w.yml',
  line: 1,
  column: 1,
  directory: '.',
};

/** `kind tool locked names`, then what is out of the ordinary. */
const brief = (found: InstallCommand): string =>
  [
    found.kind,
    found.tool,
    found.locked,
    ...found.names,
    ...(found.global ? ['-g'] : []),
    ...(found.scriptsOff ? ['scripts-off'] : []),
    ...(found.productionOnly ? ['production'] : []),
    ...(found.directory === '.' ? [] : [`in ${found.directory}`]),
  ].join(' ');

const installs = (script: string): string[] => installCommands(script, origin).map(brief);

describe('install commands', () => {
  test.each([
    // npm
    ['npm ci', 'project npm yes'],
    ['npm clean-install --no-audit', 'project npm yes'],
    ['npm install', 'project npm unknown'],
    ['npm i', 'project npm unknown'],
    ['npm i .', 'project npm unknown'],
    ['npm install --no-package-lock', 'project npm no'],
    ['npm install --package-lock=false', 'project npm no'],
    ['npm ci --ignore-scripts', 'project npm yes scripts-off'],
    ['npm ci --ignore-scripts=false', 'project npm yes'],
    ['npm_config_ignore_scripts=true npm ci', 'project npm yes scripts-off'],
    ['export npm_config_ignore_scripts=true\nnpm ci', 'project npm yes scripts-off'],
    ['npm ci --omit=dev', 'project npm yes production'],
    ['npm ci --omit dev', 'project npm yes production'],
    ['npm install --production', 'project npm unknown production'],
    ['NODE_ENV=production npm ci', 'project npm yes production'],
    ['NODE_ENV=production npm ci --include=dev', 'project npm yes'],
    ['npm ci --prefix web', 'project npm yes in web'],
    ['npm --prefix ./web/ ci', 'project npm yes in web'],
    ['npm install -g turbo@^2.10.0', 'named npm no turbo@^2.10.0 -g'],
    ['npm i left-pad@1.3.0', 'named npm no left-pad@1.3.0'],
    ['npm i -Dg a b', 'named npm no a b -g'],
    ['npm i --location=global a', 'named npm no a -g'],
    ['npm install --registry https://registry.npm.example a', 'named npm no a'],
    ['npm install -w packages/a b', 'named npm no b'],
    ['npm update', 'project npm no'],
    ['npm audit fix', 'project npm no'],
    ['npx jest', 'exec npm unknown jest'],
    ['npx --yes @scope/tool@2 run', 'exec npm no @scope/tool@2'],
    ['npx -p typescript tsc', 'exec npm unknown typescript'],
    ['npm exec -- eslint .', 'exec npm unknown eslint'],
    ['npm create vite@latest app', 'exec npm no create-vite@latest'],
    ['npm init @scope', 'exec npm no @scope/create'],
    // pnpm
    ['pnpm install', 'project pnpm unknown'],
    ['pnpm i --frozen-lockfile --prod', 'project pnpm yes production'],
    ['pnpm i --no-lockfile', 'project pnpm no'],
    ['pnpm -C web --filter=a... i', 'project pnpm unknown in web'],
    ['pnpm add -g turbo', 'named pnpm no turbo -g'],
    ['pnpm dlx degit x', 'exec pnpm no degit'],
    ['pnpm fetch', 'project pnpm yes'],
    // yarn
    ['yarn', 'project yarn unknown'],
    ['yarn --frozen-lockfile --network-timeout 600000', 'project yarn yes'],
    ['yarn install --immutable', 'project yarn yes'],
    ['YARN_ENABLE_SCRIPTS=false yarn', 'project yarn unknown scripts-off'],
    ['yarn --cwd web install', 'project yarn unknown in web'],
    ['yarn add @actions/core -W', 'named yarn no @actions/core'],
    ['yarn global add serve', 'named yarn no serve -g'],
    ['yarn workspace web add left-pad', 'named yarn no left-pad in null'],
    ['yarn workspaces focus --production', 'project yarn unknown production'],
    ['yarn dlx -p a b', 'exec yarn no a'],
    ['yarn up lodash', 'named yarn no lodash'],
    ['yarn set version stable', 'named yarn no yarn@stable'],
    // bun
    ['bun install', 'project bun unknown'],
    ['bun ci', 'project bun yes'],
    ['bun i --frozen-lockfile', 'project bun yes'],
    ['bun add -g serve', 'named bun no serve -g'],
    ['bunx cowsay', 'exec bun unknown cowsay'],
    ['bun x cowsay@1', 'exec bun no cowsay@1'],
    // corepack
    ['npm install -g corepack', 'named npm no corepack -g'],
    ['corepack prepare pnpm@10.33.0 --activate', 'named corepack unknown pnpm@10.33.0 -g'],
    ['corepack prepare pnpm@latest', 'named corepack no pnpm@latest -g'],
    ['corepack use pnpm@10.33.0+sha512.aa', 'named corepack yes pnpm@10.33.0+sha512.aa -g'],
    // Python
    ['pip install -r docs/requirements.txt', 'project pip unknown in docs'],
    ['pip3 install --require-hashes -r requirements.txt', 'project pip yes'],
    ['python -m pip install --upgrade pip wheel', 'named pip no pip wheel'],
    ['python3.12 -m pip install -e .', 'project pip no'],
    ['pip install "./lib[extra]"', 'project pip no in lib'],
    ['pip install requests==2.32.0', 'named pip no requests==2.32.0'],
    ['uv sync', 'project uv unknown'],
    ['uv sync --locked --no-dev', 'project uv yes production'],
    ['uv pip install ruff', 'named uv no ruff'],
    ['uv tool install ruff', 'named uv no ruff -g'],
    ['uvx --from ruff@1 ruff check', 'exec uv no ruff@1'],
    ['poetry install --only main', 'project poetry yes production'],
    ['poetry add x', 'named poetry no x'],
    ['pipx install poetry', 'named pipx no poetry -g'],
    ['pipx run black .', 'exec pipx no black'],
    ['conda install -c forge numpy', 'named conda no numpy -g'],
    ['conda env create -f env.yml', 'project conda unknown'],
    // others
    ['go install example.org/tool@latest', 'named go no example.org/tool@latest -g'],
    ['go install example.org/tool@v1.2.3', 'named go unknown example.org/tool@v1.2.3 -g'],
    ['go mod download', 'project go yes'],
    ['go run example.org/tool@v1.2.3 x', 'exec go unknown example.org/tool@v1.2.3 -g'],
    ['cargo install ripgrep', 'named cargo no ripgrep -g'],
    ['cargo install --locked ripgrep --version 14.0.0', 'named cargo yes ripgrep -g'],
    ['gem install rake', 'named gem no rake -g'],
    ['bundle install --deployment', 'project bundler yes'],
    ['dotnet tool install -g x', 'named dotnet no x -g'],
    // network
    ['curl -sL https://example.org/cli | bash', 'script curl no https://example.org/cli -g'],
    [
      'wget -qO- https://example.org/i.sh | sudo -E sh -s -- -y',
      'script wget no https://example.org/i.sh -g',
    ],
    ['bash <(curl -s https://example.org/i.sh)', 'script curl no https://example.org/i.sh -g'],
    ['sh -c "$(curl -fsSL https://example.org/i.sh)"', 'script curl no https://example.org/i.sh -g'],
    ['source <(curl https://example.org/e)', 'script curl no https://example.org/e -g'],
    ['curl -o i.sh https://example.org/i && sh ./i.sh', 'script curl no https://example.org/i -g'],
    ['curl -Lo t https://example.org/t\nchmod +x t\n./t', 'script curl no https://example.org/t -g'],
    ['docker pull alpine:3.20', 'image docker no alpine:3.20 -g'],
    ['docker run --rm -v "$PWD:/x" org/tool:1 scan', 'image docker no org/tool:1 -g'],
  ])('%s', (script, expected) => {
    expect(installs(script)).toEqual([expected]);
  });

  test.each([
    ['echo npm ci'],
    ['echo "npm ci"'],
    ['# npm ci'],
    ["cat <<'EOF' > x\nnpm ci\nEOF"],
    ['npm install --dry-run'],
    ['npm install --package-lock-only'],
    ['npm --version'],
    ['npx --no-install jest'],
    ['npx --no jest'],
    ['pnpm exec jest'],
    ['pnpm --version'],
    ['corepack enable'],
    ['yarn cache clean'],
    ['yarn --version'],
    ['apt-get install -y curl'],
    ['apk add --no-cache npm'],
    ['curl -f https://example.org/health'],
    ['curl https://example.org/a.tgz | tar xz'],
    ['curl https://example.org/a.json | jq .'],
    ['eval "$(ssh-agent -s)"'],
    ['docker run my-own-image'],
    ['go build ./...'],
    ['go install ./cmd/tool'],
    ['bun test'],
    ['[[ "$x" == "npm ci" ]]'],
  ])('%s fetches nothing', (script) => {
    expect(installs(script)).toEqual([]);
  });
});

describe('shell syntax around a command', () => {
  test.each([
    ['if [ -f x ]; then npm ci; fi', 'project npm yes'],
    ['for d in a b; do npm ci; done', 'project npm yes'],
    ['! npm ci', 'project npm yes'],
    ['time npm ci', 'project npm yes'],
    ['sudo -u ci env A=b CI=1 nice -n 5 npm ci', 'project npm yes'],
    ['timeout 60 npm ci', 'project npm yes'],
    ['/usr/local/bin/npm ci', 'project npm yes'],
    ['npm.cmd ci', 'project npm yes'],
    ['x=$(npm ci)', 'project npm yes'],
    ['x="a $(npm ci) b"', 'project npm yes'],
    ['echo `npm ci`', 'project npm yes'],
    ['{ npm ci; }', 'project npm yes'],
    ['install() { npm ci; }', 'project npm yes'],
    ['case $x in a) npm ci;; esac', 'project npm yes'],
    ['npm \\\n  ci', 'project npm yes'],
    ['npm ci > log.txt 2>&1', 'project npm yes'],
    ['"npm" \'ci\'', 'project npm yes'],
    ['bash -c "cd web && npm ci"', 'project npm yes in web'],
    ['bash -euo pipefail -c "npm ci"', 'project npm yes'],
    ['bash <<EOF\nnpm ci\nEOF', 'project npm yes'],
    ['npm ci || npm_config_x=1 true', 'project npm yes'],
    ['false && npm ci', 'project npm yes'],
    ['dotenv -e .env -- npm ci', 'project npm yes'],
    ['npm ci # yarn', 'project npm yes'],
    ["echo ${{ format('a ; npm i {0}', 1) }}; npm ci", 'project npm yes'],
    ['npm ci ${{ inputs.flags }}', 'project npm yes'],
    ['cd web && npm ci', 'project npm yes in web'],
    ['cd web\ncd ..\nnpm ci', 'project npm yes'],
    ['(cd web); npm ci', 'project npm yes'],
    ['cd $DIR && npm ci', 'project npm yes in null'],
    ['cd /srv && npm ci', 'project npm yes in null'],
    ['cd ../.. && npm ci', 'project npm yes in null'],
    ['cd a && cd $GITHUB_WORKSPACE/b && npm ci', 'project npm yes in b'],
    ['pushd a && popd && npm ci', 'project npm yes'],
  ])('%s', (script, expected) => {
    expect(installs(script)).toEqual([expected]);
  });

  test('places are those of the file, and the command is one line of at most 200 characters', () => {
    const script = `echo a\n  npm install \\\n    one \\\n    two && yarn add ${'x'.repeat(300)}`;
    const found = installCommands(script, { ...origin, line: 10, column: 5 });
    expect(found.map(({ at }) => [at.line, at.column])).toEqual([
      [11, 7],
      [13, 16],
    ]);
    expect(found[0]?.command).toBe('npm install one two');
    expect(found[1]?.command).toHaveLength(200);
  });
});

describe('scripts, publishes, checkouts', () => {
  test.each([
    ['npm run build -- --x', 'npm build .'],
    ['npm test', 'npm test .'],
    ['npm t', 'npm test .'],
    ['npm run build -w web', 'npm build null'],
    ['pnpm build', 'pnpm build .'],
    ['pnpm --filter=web run build', 'pnpm build null'],
    ['yarn test:app --watch=false', 'yarn test:app .'],
    ['yarn workspace web build', 'yarn build null'],
    ['bun run build', 'bun build .'],
    ['cd web && npm start', 'npm start web'],
  ])('%s', (script, expected) => {
    const { scripts } = readShell(script, origin);
    expect(scripts.map((one) => `${one.tool} ${one.script} ${one.directory}`)).toEqual([expected]);
  });

  test.each([
    ['npm publish --provenance', 'npm'],
    ['pnpm -r publish', 'npm'],
    ['yarn npm publish', 'npm'],
    ['npx changeset publish', 'npm'],
    ['npx semantic-release@24', 'npm'],
    ['yarn lerna publish from-package', 'npm'],
    ['twine upload dist/*', 'pypi'],
    ['python -m twine upload dist/*', 'pypi'],
    ['uv publish', 'pypi'],
    ['docker push org/x', 'docker'],
    ['docker buildx build --push .', 'docker'],
    ['goreleaser release --clean', 'github-release'],
    ['gh release create v1', 'github-release'],
    ['cargo publish', 'crates'],
    ['git -C x push origin main', 'git'],
    ['vercel deploy --prod', 'deploy'],
    ['aws ecs update-service --service x', 'deploy'],
    ['mkdocs gh-deploy', 'pages'],
  ])('%s publishes', (script, registry) => {
    expect(readShell(script, origin).publishes.map((one) => one.registry)).toEqual([registry]);
  });

  test.each([
    ['npm publish --dry-run'],
    ['goreleaser build --snapshot'],
    ['docker build .'],
    ['git pull'],
    ['npm pack'],
    ['echo npm publish'],
  ])('%s publishes nothing', (script) => {
    expect(readShell(script, origin).publishes).toEqual([]);
  });

  test.each([
    ['gh pr checkout $N && npm ci', 'gh', 'yes'],
    ['gh pr checkout 12', 'gh', 'no'],
    ['git fetch origin pull/12/head:pr', 'git', 'no'],
    ['git fetch origin "+refs/pull/$N/merge:"\nmake', 'git', 'yes'],
    ['git checkout ${{ github.event.pull_request.head.sha }}; ./run.sh', 'git', 'yes'],
    ['git checkout ${{ github.head_ref }}; cat x', 'git', 'no'],
    ['git clone ${{ github.event.pull_request.head.repo.clone_url }} x', 'git', 'no'],
  ])('%s checks out what the author of a change chose', (script, how, executes) => {
    expect(readShell(script, origin).checkouts).toMatchObject([{ how, executesAfter: executes }]);
  });

  test('a head in a variable is followed', () => {
    const env = new Map([['SHA', '${{ github.event.pull_request.head.sha }}']]);
    expect(readShell('X=$SHA\ngit checkout "$X"', { ...origin, env }).checkouts).toHaveLength(1);
    expect(readShell('git checkout "$SHA"', origin).checkouts).toHaveLength(0);
    expect(
      readShell('git checkout main && git fetch origin main', { ...origin, env }).checkouts,
    ).toHaveLength(0);
  });

  test.each([
    ['cat a | grep b > c', 'no'],
    ['gh pr view 1', 'no'],
    ['python -c "print(1)"', 'no'],
    ['make', 'yes'],
    ['npm ci', 'yes'],
    ['./x.sh', 'yes'],
    ['scripts/x.sh', 'yes'],
    ['bash x.sh', 'yes'],
    ['python tool.py', 'yes'],
    ['go test ./...', 'yes'],
    ['docker build .', 'yes'],
    ['source env.sh', 'yes'],
    ['mystery', 'unknown'],
  ])('%s runs the tree: %s', (script, answer) => {
    expect(readShell(script, origin).executesTree).toBe(answer);
  });
});

describe('laws', () => {
  const command = fc.constantFrom(
    'npm ci',
    'npm install -g turbo',
    'yarn --frozen-lockfile',
    'pip install -r a.txt',
    'curl https://example.org/a | sh',
    'npx jest',
  );

  test('a comment never makes an install', () => {
    fc.assert(
      fc.property(command, fc.string({ unit: 'binary-ascii' }), (one, before) => {
        const comment = `# ${before.replace(/[\r\n]/g, ' ')} ${one}`;
        expect(installs(comment)).toEqual([]);
        expect(installs(`${one}\n${comment}`)).toEqual(installs(one));
      }),
    );
  });

  test('quoting words does not change what is found', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('npm ci', 'yarn add a', 'pip install x', 'npx jest'),
        fc.constantFrom("'", '"'),
        (one, quote) => {
          const quoted = one
            .split(' ')
            .map((word) => `${quote}${word}${quote}`)
            .join(' ');
          expect(installs(quoted)).toEqual(installs(one));
        },
      ),
    );
  });

  test('line ends do not matter, and lines add up', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 5 }), (commands) => {
        const all = commands.flatMap(installs);
        expect(installs(commands.join('\n'))).toEqual(all);
        expect(installs(commands.join('\r\n'))).toEqual(all);
        expect(installs(commands.join(' && '))).toEqual(all);
        expect(installs(`( ${commands.join('; ')} )`)).toEqual(all);
      }),
    );
  });

  test('what is printed is not run', () => {
    fc.assert(
      fc.property(command, (one) => {
        expect(installs(`echo '${one}'`)).toEqual([]);
        expect(installs(`printf "%s" "${one}"`)).toEqual([]);
      }),
    );
  });

  test('no text makes it throw, and every place lies in the text', () => {
    const pieces = fc.constantFrom(
      'npm',
      ' ',
      'ci',
      '\n',
      '"',
      "'",
      '`',
      '$(',
      '${{',
      '}}',
      '(',
      ')',
      '|',
      '&',
      ';',
      '<<E',
      '<(',
      '>',
      '\\',
      '#',
      'E\n',
      'cd a',
      'curl https://a',
      'sh',
      '=',
      'A',
      '--',
      '\u0000',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const script = parts.join('');
        const { calls, installs: found } = readShell(script, origin);
        const lines = script.split('\n');
        for (const { at } of [...calls, ...found]) {
          expect(at.line).toBeLessThanOrEqual(lines.length);
          expect(at.column).toBeLessThanOrEqual((lines[at.line - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['quotes', '"'.repeat(300_000)],
    ['substitutions', '$('.repeat(150_000)],
    ['expressions', '${{'.repeat(100_000)],
    ['here-documents', `${'<<A '.repeat(60_000)}\n`],
    ['pipes', 'a|'.repeat(100_000)],
    ['prefixes', `${'sudo '.repeat(60_000)}npm ci`],
    ['exports', Array.from({ length: 10_000 }, (_, i) => `export A${i}=1; B=1 npm ci`).join('\n')],
    ['one word', 'x'.repeat(1_000_000)],
  ])('%s cost no more than they should', (_name, script) => {
    const start = process.cpuUsage();
    readShell(script, origin);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});
