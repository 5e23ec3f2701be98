"""Writes the frozen reference values of test/reference/*.json.

    python3 test/reference/generate.py        (some minutes)

Needs Python 3.10 or later with mpmath 1.3 and scipy 1.17. Everything is computed with mpmath at 50
digits from the exact value of each double, and rounded to a double once; scipy only gives the starts from
which quantiles are polished. The tests read the files and need no Python. No randomness: the files
change only when this file does.

Each file is { name: [[argument, ..., value], ...] }.
"""

import json
from pathlib import Path

import mpmath as mp
from scipy import special

mp.mp.dps = 50
HERE = Path(__file__).parent
SMALLEST, LARGEST = mp.mpf("1e-300"), mp.mpf("1e300")


def rows(function, points):
    """[argument, ..., value] for each point whose value a double can hold."""
    out = []
    for point in points:
        value = function(*(mp.mpf(p) for p in point))
        if value == 0 or SMALLEST < abs(value) < LARGEST:
            out.append([*(float(p) for p in point), float(value)])
    return out


def write(name, tables):
    path = HERE / f"{name}.json"
    lines = [
        f'  "{key}": [\n' + ",\n".join("    " + json.dumps(row) for row in table) + "\n  ]"
        for key, table in tables.items()
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(path.name, {key: len(table) for key, table in tables.items()}, path.stat().st_size)


def geometric(low, high, count):
    """Doubles in geometric progression, rounded to 12 digits so that the files read well."""
    return [float(f"{low * (high / low) ** (i / (count - 1)):.12g}") for i in range(count)]


def linear(low, high, count):
    return [float(f"{low + (high - low) * i / (count - 1):.12g}") for i in range(count)]


def polished(ln_tail, slope, start, ln_target):
    """Newton on the logarithm of a tail over the logarithm of x, at 50 digits."""
    u = mp.log(mp.mpf(start))
    for _ in range(200):
        step = (ln_target - ln_tail(u)) / slope(u)
        step = max(min(step, mp.mpf(5)), mp.mpf(-5))
        u += step
        if abs(step) < mp.mpf(10) ** -35:
            return mp.exp(u)
    raise ArithmeticError(f"no convergence from {start}")


# --- normal ---------------------------------------------------------------------------------------


def normal():
    xs = linear(-37.03, 37.01, 149) + [s * x for x in geometric(1e-12, 0.9, 25) for s in (-1, 1)]
    es = linear(-5, 5, 81) + geometric(1e-300, 1, 25)
    cs = linear(-5.01, 25.03, 121)
    ps = geometric(1e-300, 0.5, 120) + linear(0.01, 0.99, 99)
    ps += [1 - p for p in (2**-53, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4)]
    below = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2
    write(
        "normal",
        {
            "density": rows(mp.npdf, [(x,) for x in xs]),
            "below": rows(below, [(x,) for x in xs]),
            "quantile": rows(normal_quantile, [(p,) for p in ps]),
            "erf": rows(mp.erf, [(x,) for x in es]),
            "erfc": rows(mp.erfc, [(x,) for x in cs]),
        },
    )


def normal_quantile(p):
    if p == mp.mpf(1) / 2:
        return mp.mpf(0)
    smaller, sign = (p, -1) if p < mp.mpf(1) / 2 else (1 - p, 1)
    x = -mp.mpf(float(special.ndtri(float(smaller))))
    for _ in range(100):
        tail = mp.erfc(x / mp.sqrt(2)) / 2
        step = (mp.log(tail) - mp.log(smaller)) * tail / mp.npdf(x)
        x += step
        if abs(step) < mp.mpf(10) ** -40:
            return sign * x
    raise ArithmeticError(p)


# --- gamma ----------------------------------------------------------------------------------------

SHAPES = [1e-6, 1e-3, 0.01, 0.02, 0.05, 0.3, 0.5, 0.999, 1, 1.5, 2, 3.7, 9.9, 10, 18.5, 100, 1234.5, 1e4]


def gamma_points():
    """For each shape: the bulk, both tails, and the neighbourhood of the mean."""
    for a in SHAPES:
        spread = a**0.5
        around = [a + z * spread for z in (-30, -8, -3, -1, -0.1, 0, 0.1, 1, 3, 8, 30)]
        for x in geometric(1e-250 if a < 1 else a / 1000, a, 6) + around + [0.5, 1.05, 1.2, 5, a + 200, a + 600]:
            if x > 0:
                yield a, x


def gamma_p(a, x):
    """Series; all terms positive."""
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.eps:
        n += 1
        term *= x / (a + n)
        total += term
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total


def gamma_q(a, x):
    """1 - P, with as many more digits as the upper tail has zeros."""
    with mp.workdps(70 + int(max(0, x - a * mp.log(x) + mp.loggamma(a + 1)) / 2)):
        return 1 - gamma_p(a, x)


def gamma_density(a, x):
    return mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a))


def gamma_quantile(a, p):
    start = float(special.gammaincinv(float(a), float(p)))
    if not start > 1e-290:
        bound = mp.exp((mp.log(p) + mp.loggamma(a + 1)) / a)
        return bound
    return polished(
        lambda u: mp.log(gamma_p(a, mp.exp(u))),
        lambda u: mp.exp(u) * gamma_density(a, mp.exp(u)) / gamma_p(a, mp.exp(u)),
        start,
        mp.log(p),
    )


def gamma_upper_quantile(a, q):
    start = float(special.gammainccinv(float(a), float(q)))
    if not start > 1e-290:
        return mp.mpf(0)
    return polished(
        lambda u: mp.log(gamma_q(a, mp.exp(u))),
        lambda u: -mp.exp(u) * gamma_density(a, mp.exp(u)) / gamma_q(a, mp.exp(u)),
        start,
        mp.log(q),
    )


def gamma():
    xs = geometric(1e-300, 1e15, 80) + linear(0.05, 12, 120) + [1 + e for e in (1e-9, -1e-9)] + [2 + 1e-9, 2 - 1e-9, 1e300]
    points = list(gamma_points())
    ps = [1e-300, 1e-100, 1e-20, 1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999]
    qs = [1e-300, 1e-50, 1e-9, 0.025, 0.3]
    write(
        "gamma",
        {
            "lgamma": rows(mp.loggamma, [(x,) for x in xs if x != 1 and x != 2]),
            "lower": rows(gamma_p, points),
            "upper": rows(gamma_q, points),
            "density": rows(gamma_density, points),
            "quantile": rows(gamma_quantile, [(a, p) for a in SHAPES for p in ps]),
            "upperQuantile": rows(gamma_upper_quantile, [(a, q) for a in SHAPES for q in qs]),
        },
    )


# --- beta -----------------------------------------------------------------------------------------

PAIRS = [
    (0.5, 1200), (1e-2, 5), (1e-3, 1e-3), (1e-6, 3), (0.5, 0.5), (1, 1), (1, 30), (0.02, 400),
    (2, 3), (5, 1e-2), (1200, 0.5), (9.5, 11), (12, 40), (300, 700), (1e4, 1e4), (20, 1e5), (3, 1e6),
]  # fmt: skip


def beta_tails(a, b, x):
    """(I_x, 1 - I_x) by x^a (1-x)^b / (a B) * sum (a+b)_n x^n / (a+1)_n, all terms positive, x <= 1/2.

    The complement is taken with as many more digits as the smaller tail has zeros.
    """
    if 2 * x > 1:
        return beta_tails(b, a, 1 - x)[::-1]
    with mp.workdps(70 + int(-ln_beta_term(a, b, x) / 2)):
        term = total = mp.mpf(1)
        n = 0
        while term > total * mp.eps:
            term *= (a + b + n) * x / (a + 1 + n)
            total += term
            n += 1
        lower = total * mp.exp(ln_beta_term(a, b, x)) / a
        return lower, 1 - lower


def ln_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def ln_beta_term(a, b, x):
    return a * mp.log(x) + b * mp.log(1 - x) - ln_beta(a, b)


def beta_lower(a, b, x):
    return beta_tails(a, b, x)[0]


def beta_upper(a, b, x):
    return beta_tails(a, b, x)[1]


def beta_density(a, b, x):
    return mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(1 - x) - ln_beta(a, b))


def beta_points():
    for a, b in PAIRS:
        mean = a / (a + b)
        spread = (mean * (1 - mean) / (a + b + 1)) ** 0.5
        xs = [mean + z * spread for z in (-20, -6, -2, -0.5, 0, 0.5, 2, 6, 20)]
        xs += geometric(1e-12, 0.9, 9) + [1 - x for x in geometric(1e-9, 0.4, 5)]
        for x in xs:
            if 0 < x < 1 and ln_beta_term(a, b, mp.mpf(x)) > -700:
                yield a, b, x


def beta_quantile(a, b, p):
    start = float(special.betaincinv(float(a), float(b), float(p)))
    if not 1e-290 < start < 0.99:
        return mp.inf  # dropped: no double holds it, or the next double is another tail
    return polished(
        lambda u: mp.log(beta_lower(a, b, mp.exp(u))),
        lambda u: mp.exp(u) * beta_density(a, b, mp.exp(u)) / beta_lower(a, b, mp.exp(u)),
        start,
        mp.log(p),
    )


def beta():
    points = list(beta_points())
    ps = [1e-200, 1e-20, 1e-5, 0.05, 0.3, 0.5, 0.8, 0.95, 0.999]
    write(
        "beta",
        {
            "lower": rows(beta_lower, points),
            "upper": rows(beta_upper, points),
            "density": rows(beta_density, points),
            "quantile": rows(beta_quantile, [(a, b, p) for a, b in PAIRS for p in ps]),
        },
    )


# --- contest --------------------------------------------------------------------------------------


def softplus(y):
    return mp.log1p(mp.exp(y))


def cumulative(rate, kappa, t):
    """The integral itself, by quadrature split at the bend, not by the dilogarithm it is compared with."""
    x = mp.log(mp.expm1(rate)) if rate < 200 else rate + mp.log1p(-mp.exp(-rate))
    ends = sorted({mp.mpf(0), t, *(c for c in (((d - x) / kappa) for d in (-60, -20, -6, 0, 6, 20, 60)) if 0 < c < t)})
    if x + kappa * t < -60 and kappa > 0 or x < -60 and kappa < 0:
        ends = [mp.mpf(0), t]
    total = mp.mpf(0)
    scale = max(softplus(x), softplus(x + kappa * t))  # mp.quad works to an absolute error
    for low, high in zip(ends, ends[1:]):
        pieces = max(1, int(abs(kappa) * (high - low) / 20) + 1) if abs(kappa) * (high - low) < 4000 else 200
        total += scale * mp.quad(lambda s: softplus(x + kappa * s) / scale, mp.linspace(low, high, pieces + 1))
    return total


def contest():
    zs = [-v for v in geometric(1e-300, 1e300, 60)] + linear(-3, -0.01, 60) + linear(-1.001, -0.999, 11)
    rates = [1e-300, 1e-17, 1e-9, 1e-4, 0.0976, 0.7, 3, 29.9, 30.1, 150, 700]
    kappas = [-300, -40, -4.1, -3.9, -0.5, -1e-6, 1e-9, 0.1155, 1.155245, 3.99, 4.01, 12, 90, 700]
    points = [(r, k, t) for r in rates for k in kappas for t in (0.25, 1, 2)]
    write(
        "contest",
        {
            "dilogarithm": rows(lambda z: mp.polylog(2, z).real if z > -1 else dilog_far(z), [(z,) for z in zs]),
            "cumulative": rows(cumulative, points),
            "softplus": rows(softplus, [(y,) for y in linear(-690, 690, 61) + linear(-3, 3, 25)]),
        },
    )


def dilog_far(z):
    """Inversion, so that mpmath's series converges; at z = -1 the value is -pi^2/12."""
    if z == -1:
        return -mp.pi**2 / 12
    return -mp.pi**2 / 6 - mp.log(-z) ** 2 / 2 - mp.polylog(2, 1 / z).real


# --- logit-normal means, Legendre rules -------------------------------------------------------------


def logit_normal_mean(mu, sigma):
    scale = min(mp.mpf(1), mp.exp(mu))  # mp.quad works to an absolute error
    density = lambda z: mp.npdf(z) / (1 + mp.exp(-(mu + sigma * z))) / scale
    peak = min(sigma, max(mp.mpf(0), -mu / sigma))
    knee = -mu / sigma
    ends = {peak + z for z in range(-18, 19, 2)} | {knee + z / sigma for z in (-40, -15, -5, -1.5, 0, 1.5, 5, 15, 40)}
    low, high = peak - 18, peak + 18
    return scale * mp.quad(density, sorted(z for z in ends if low <= z <= high))


def distributions():
    mus = [-60, -20, -7, -2.3, -0.5, 0, 1, 4, 15]
    sigmas = [0.01, 0.1, 0.5, 1, 1.7, 3, 8, 40]
    with mp.workdps(30):
        means = rows(logit_normal_mean, [(m, s) for m in mus for s in sigmas])
    xs = [1e-12, 1e-6, 0.001, 0.093, 0.3, 0.499, 0.5, 0.6, 0.9, 0.999]
    laws = [(-4, 1.2), (0, 0.3), (2, 3), (-9, 0.8)]
    logit = lambda x: mp.log(x / (1 - x))
    below = lambda u, m, s: mp.erfc((m - u) / (s * mp.sqrt(2))) / 2
    points = [(m, s, x) for m, s in laws for x in xs]
    wide = [(m, s, x) for m, s in [*laws, (1.68, 1.66), (14.9, 2)] for x in geometric(1e-9, 1e12, 15)]
    legendre = []
    for n in (1, 2, 5, 12, 16, 32, 64):
        with mp.workdps(40):
            for i in range((n + 1) // 2):
                x = mp.cos(mp.pi * (4 * i + 3) / (4 * n + 2))
                if 2 * i + 1 == n:
                    x = mp.mpf(0)
                else:
                    x = mp.findroot(lambda v: mp.legendre(n, v), (x, x + mp.mpf(10) ** -9))
                slope = n * mp.legendre(n - 1, x) if x == 0 else n * (mp.legendre(n - 1, x) - x * mp.legendre(n, x)) / (1 - x * x)
                legendre.append([n, i, float(x), float(2 / ((1 - x * x) * slope**2))])
    write(
        "distributions",
        {
            "logitNormalMean": means,
            "logitNormalBelow": rows(lambda m, s, x: below(logit(x), m, s), points),
            "logitNormalAbove": rows(lambda m, s, x: below(-logit(x), -m, s), points),
            "logitNormalDensity": rows(lambda m, s, x: mp.npdf((logit(x) - m) / s) / (s * x * (1 - x)), points),
            "lognormalBelow": rows(lambda m, s, x: below(mp.log(x), m, s), wide),
            "lognormalAbove": rows(lambda m, s, x: below(-mp.log(x), -m, s), wide),
            "lognormalDensity": rows(lambda m, s, x: mp.npdf((mp.log(x) - m) / s) / (s * x), wide),
            "legendre": legendre,
        },
    )


if __name__ == "__main__":
    normal()
    contest()
    distributions()
    gamma()
    beta()
