/** Parts of trees that install: lockfiles that hold one package, `left`, and a step that publishes. */
export const YARN_LOCK = `__metadata:
  version: 8
  cacheKey: 10

"left@npm:^1.0.0":
  version: 1.0.0
  resolution: "left@npm:1.0.0"
  checksum: 10/abc
  languageName: node
  linkType: hard

"made@workspace:.":
  version: 0.0.0-use.local
  resolution: "made@workspace:."
  dependencies:
    left: "npm:^1.0.0"
  languageName: unknown
  linkType: soft
`;

export const YARN_1_LOCK = '# yarn lockfile v1\n\n\nleft@^1.0.0:\n  version "1.0.0"\n  integrity sha512-x\n';

export const PNPM_LOCK = `lockfileVersion: '9.0'

importers:
  .:
    dependencies:
      left:
        specifier: ^1.0.0
        version: 1.0.0

packages:
  left@1.0.0:
    resolution: {integrity: sha512-x}

snapshots:
  left@1.0.0: {}
`;

export const BUN_LOCK = `{
  "lockfileVersion": 1,
  "workspaces": { "": { "name": "made", "dependencies": { "left": "^1.0.0" } } },
  "packages": { "left": ["left@1.0.0", "", {}, "sha512-x"] }
}
`;

export const PUBLISH = `      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`;
