/** The surfaces stage: facts in, places where an attacker can act out. */
import type { Inventory } from '../model/inventory.ts';
import type { PackageSurface, Places, Surface, UnknownFact } from '../model/surface.ts';
import { accountSurfaces } from './accounts.ts';
import { actionSurfaces } from './actions.ts';
import type { SurfaceContext } from './context.ts';
import { credentialSurfaces } from './credentials.ts';
import { fetchSurfaces } from './fetches.ts';
import { imageSurfaces } from './images.ts';
import { packageSurfaces } from './packages.ts';
import { providerSurfaces } from './providers.ts';
import { defaultToken } from './rights.ts';
import { actionRoutes, routesOf } from './routes.ts';
import { selfContained } from './self-contained.ts';
import { sitesOf } from './sites.ts';
import { treesOf } from './trees.ts';
import { workflowSurfaces } from './workflows.ts';

/** @param committers persons seen in a year of history, null without history */
export function placesOf(inventory: Inventory, committers: number | null, context: SurfaceContext): Places {
  const trees = treesOf(inventory);
  const sites = sitesOf(inventory, trees);
  const routes = routesOf(trees, sites, inventory, context);
  const actions = actionSurfaces(inventory);
  const surfaces: Surface[] = [
    ...packages(packageSurfaces(trees, routes.of, selfContained(context)), routes.named),
    ...actions,
    ...imageSurfaces(inventory),
    ...fetchSurfaces(sites),
    ...workflowSurfaces(inventory, context),
    ...credentialSurfaces(inventory),
    ...accountSurfaces(inventory, committers),
    ...providerSurfaces(inventory),
  ];
  return {
    surfaces,
    routes: [...routes.routes, ...actionRoutes(actions)],
    unknown: unknownFacts(inventory, surfaces),
    serves: serves(inventory),
  };
}

/** A package that a command names may stand in a tree too: one surface, both ways in. */
function packages(fromTrees: readonly PackageSurface[], named: readonly PackageSurface[]): PackageSurface[] {
  const found = new Map(fromTrees.map((surface) => [surface.id, surface]));
  for (const surface of named) {
    const known = found.get(surface.id);
    found.set(
      surface.id,
      known === undefined
        ? surface
        : {
            ...known,
            at: [...known.at, ...surface.at],
            routes: [...new Set([...known.routes, ...surface.routes])],
          },
    );
  }
  return [...found.values()];
}

const serves = (inventory: Inventory): boolean =>
  inventory.platforms.length > 0 ||
  inventory.images.some((image) => image.role === 'base' && image.final && image.serves);

/** Facts that files do not show (domain.md 4), each with the key that attests it. */
function unknownFacts(inventory: Inventory, surfaces: readonly Surface[]): UnknownFact[] {
  const facts: UnknownFact[] = [
    { fact: 'popularity of packages, actions and the repository', attest: 'popularity' },
  ];
  if (inventory.workflows.length > 0) {
    if (defaultToken(inventory) !== 'stated')
      facts.push({ fact: 'default permission of GITHUB_TOKEN', attest: 'github.default-token' });
    facts.push({
      fact: 'branch protection, tag rules, reviewers of environments',
      attest: 'github.protection',
    });
  }
  for (const surface of surfaces) {
    if (
      surface.kind === 'credential' &&
      (surface.credential === 'unknown' || surface.because.includes('until attested'))
    ) {
      facts.push({ fact: `kind and lifetime of ${surface.name}`, attest: `credentials.${surface.name}` });
    }
    if (surface.kind === 'account' && surface.named === 0)
      facts.push({ fact: 'who may push or publish', attest: 'people' });
  }
  return [...new Map(facts.map((fact) => [fact.attest, fact])).values()];
}
