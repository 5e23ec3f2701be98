/** The surfaces stage: facts in, places where an attacker can act out. */
import type { Answer, Inventory } from '../model/inventory.ts';
import type { PackageSurface, Places, Surface, UnknownFact } from '../model/surface.ts';
import { accountSurfaces } from './accounts.ts';
import { actionSurfaces } from './actions.ts';
import { placedBots } from './bots.ts';
import type { SurfaceContext } from './context.ts';
import { credentialSurfaces } from './credentials.ts';
import { executionPlaces } from './execution.ts';
import { extensionSurfaces } from './extensions.ts';
import { fetchSurfaces } from './fetches.ts';
import { imageSurfaces } from './images.ts';
import { installSites } from './install-sites.ts';
import { packageSurfaces } from './packages.ts';
import { providerSurfaces } from './providers.ts';
import { repositoryFacts } from './repository.ts';
import { defaultToken } from './rights.ts';
import { actionRoutes, routesOf } from './routes.ts';
import { selfContained } from './self-contained.ts';
import { treeServes } from './services.ts';
import { sitesOf } from './sites.ts';
import { treesOf } from './trees.ts';
import { workflowSurfaces } from './workflows.ts';

export function placesOf(inventory: Inventory, context: SurfaceContext): Places {
  const trees = treesOf(inventory);
  const sites = sitesOf(inventory, trees, context);
  const routes = routesOf(trees, sites, inventory, context);
  const actions = actionSurfaces(inventory, context);
  const surfaces: Surface[] = [
    ...packages(packageSurfaces(trees, routes.of, selfContained(context)), routes.named),
    ...actions,
    ...imageSurfaces(inventory),
    ...fetchSurfaces(sites),
    ...workflowSurfaces(inventory, context),
    ...credentialSurfaces(inventory, context),
    ...extensionSurfaces(inventory),
    ...accountSurfaces(inventory, context),
    ...providerSurfaces(inventory),
  ];
  const serves = treeServes(inventory, context.attested);
  const execution = executionPlaces(inventory, trees, sites, context);
  return {
    surfaces,
    routes: [...routes.routes, ...actionRoutes(actions)],
    bots: placedBots(inventory),
    installs: installSites(trees, sites, inventory, context),
    unknown: unknownFacts(inventory, surfaces, context, serves),
    serves,
    repository: repositoryFacts(inventory, execution, serves),
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

/** Facts that files do not show (domain.md 4) and nobody attests, each with the key that would attest it. */
function unknownFacts(
  inventory: Inventory,
  surfaces: readonly Surface[],
  context: SurfaceContext,
  serves: Answer,
): UnknownFact[] {
  const facts = [
    ...unseenSettings(inventory, context),
    ...(serves === 'unknown' ? [UNSEEN_SERVICE] : []),
    ...surfaces.flatMap(surfaceFacts),
  ];
  return [...new Map(facts.map((fact) => [fact.attest, fact])).values()];
}

const UNSEEN_SERVICE = { fact: 'whether an image here runs as a service', attest: 'service' };

function unseenSettings(inventory: Inventory, context: SurfaceContext): UnknownFact[] {
  const packages = { fact: 'popularity of packages and actions', attest: 'popularity.packages' };
  const repository = { fact: 'popularity of the repository', attest: 'popularity' };
  const token = { fact: 'default permission of GITHUB_TOKEN', attest: 'github.default-token' };
  const rules = {
    fact: 'branch protection, tag rules, reviewers of environments',
    attest: 'walls.branch-protection',
  };
  if (inventory.workflows.length === 0) return [packages];
  const told = ['stated', 'read', 'write'].includes(defaultToken(inventory, context));
  return [
    packages,
    ...(context.attested.popularity === null ? [repository] : []),
    ...(told ? [] : [token]),
    rules,
  ];
}

function surfaceFacts(surface: Surface): UnknownFact[] {
  if (surface.kind === 'account' && surface.attested === null) {
    return [{ fact: 'how many may push or publish', attest: 'people' }];
  }
  const untold =
    surface.kind === 'credential' &&
    (surface.credential === 'unknown' || surface.because.includes('until attested'));
  return untold
    ? [{ fact: `kind and lifetime of ${surface.name}`, attest: `credentials.${surface.name}` }]
    : [];
}
