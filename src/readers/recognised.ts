/** Files that are known to matter but have no reader yet: they make the answer partial, never safer. */
export interface Recognised {
  readonly matches: RegExp;
  readonly what: string;
}

export const recognised: readonly Recognised[] = [
  { matches: /(^|\/)(uv|poetry|pdm)\.lock$/, what: 'Python lockfile' },
  { matches: /(^|\/)Pipfile(\.lock)?$/, what: 'Python dependencies' },
  { matches: /(^|\/)[^/]*requirements[^/]*\.(txt|in)$/, what: 'Python requirements' },
  { matches: /(^|\/)requirements\/[^/]+\.(txt|in)$/, what: 'Python requirements' },
  { matches: /(^|\/)(pyproject\.toml|setup\.(py|cfg))$/, what: 'Python project' },
  { matches: /(^|\/)go\.(mod|sum|work)$/, what: 'Go modules' },
  { matches: /(^|\/)Cargo\.(toml|lock)$/, what: 'Rust crates' },
  { matches: /(^|\/)(Gemfile(\.lock)?|[^/]+\.gemspec)$/, what: 'Ruby gems' },
  { matches: /(^|\/)composer\.(json|lock)$/, what: 'PHP packages' },
  { matches: /(^|\/)(pom\.xml|build\.gradle(\.kts)?|gradle\.lockfile)$/, what: 'Java dependencies' },
  {
    matches: /(^|\/)([^/]+\.(csproj|fsproj|vbproj)|packages\.lock\.json|packages\.config)$/,
    what: '.NET dependencies',
  },
  {
    matches: /(^|\/)(mix\.lock|pubspec\.lock|Package\.resolved|Podfile\.lock|deno\.lock|bun\.lockb)$/,
    what: 'lockfile',
  },
  { matches: /(^|\/)Chart\.yaml$/, what: 'Kubernetes deployment' },
  { matches: /(^|\/)[^/]+\.tf$/, what: 'Terraform' },
  {
    matches:
      /(^|\/)(\.gitlab-ci\.yml|Jenkinsfile|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|\.travis\.yml|appveyor\.yml|\.drone\.yml)$/,
    what: 'CI of another host',
  },
  { matches: /(^|\/)\.(circleci|buildkite|woodpecker)\/[^/]+\.ya?ml$/, what: 'CI of another host' },
  { matches: /(^|\/)(bom|sbom)[^/]*\.(json|xml)$|\.(cdx|spdx)\.json$/, what: 'bill of materials' },
];

/** What a file without reader is, null when it does not matter. */
export const recognise = (path: string): string | null =>
  recognised.find((one) => one.matches.test(path))?.what ?? null;
