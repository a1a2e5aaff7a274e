"""Simulated surveys from populations whose score is known: five shapes of the answers, eight kinds of sample."""

from functools import lru_cache
from statistics import NormalDist

import numpy as np

#: Correlation of the promoter-detractor variable between two respondents of a cluster.
ICC = 0.07

#: Chance of every answer from 0 to 10.
SHAPES = {
    "balanced": (0.02, 0.01, 0.02, 0.03, 0.04, 0.09, 0.09, 0.18, 0.22, 0.15, 0.15),
    "promoter-heavy": (0.01, 0.00, 0.01, 0.01, 0.01, 0.02, 0.04, 0.08, 0.17, 0.25, 0.40),
    "detractor-heavy": (0.12, 0.05, 0.06, 0.08, 0.08, 0.13, 0.13, 0.13, 0.10, 0.06, 0.06),
    "polarised": (0.24, 0.05, 0.03, 0.02, 0.02, 0.04, 0.05, 0.02, 0.05, 0.08, 0.40),
    "passive-heavy": (0.00, 0.00, 0.00, 0.01, 0.01, 0.04, 0.06, 0.33, 0.40, 0.10, 0.05),
}
POINTS = np.arange(11)
NET = np.where(POINTS >= 9, 1, 0) - np.where(POINTS <= 6, 1, 0)
#: How readily people respond to the surveys in which that is not the same: a promoter, a passive and a detractor; and
#: growing with every point.
READINESS = {
    "oversampled": np.where(POINTS >= 9, 1.0, np.where(POINTS >= 7, 0.5, 0.25)),
    "ready": np.exp(0.25 * (POINTS - 10)),
}
#: Clusters of about equal and of very unequal sizes.
CLUSTERED = ("clustered", "uneven clusters")
#: Sizes of about equal clusters by respondents; of more than 50 they are those of 50 again and again.
PATTERNS = {12: (2, 4, 3, 3), 20: (4, 6, 5, 5), 30: (4, 6, 5, 5, 4, 6), 50: (8, 12, 9, 11, 10)}


# ---- surveys ---------------------------------------------------------------------------------------------------------


def draw(rng, p, weighting, n, surveys):
    """The respondents of many surveys as columns: survey, score and what the weighting adds."""
    if weighting == "raked":
        return draw_raked(rng, p, n, surveys)
    if weighting in CLUSTERED:
        return draw_clustered(rng, p, n, surveys, weighting == CLUSTERED[1])
    if weighting in READINESS:
        return draw_informative(rng, p, n, surveys, READINESS[weighting])
    columns = respondents(rng.multinomial(n, p, size=surveys), n)
    if weighting != "unweighted":
        # Gamma weights of mean 1 have the variance 1/shape; they know nothing of the answers.
        cv = float(weighting.split()[-1])
        columns["w"] = rng.gamma(1 / cv**2, cv**2, size=n * surveys)
    return columns


def respondents(counts, n):
    """From how often every answer was given to one row an answer."""
    surveys, points = counts.shape
    score = np.repeat(np.tile(np.arange(points, dtype=np.int8), surveys), counts.ravel())
    return {"survey": np.repeat(np.arange(surveys, dtype=np.int32), n), "score": score}


def draw_informative(rng, p, n, surveys, ready):
    """Surveys that the unhappy seldom answer, weighted by one over how readily a person responds."""
    chance = p * ready
    columns = respondents(rng.multinomial(n, chance / chance.sum(), size=surveys), n)
    # Nobody knows that exactly: weights vary by a tenth besides.
    columns["w"] = rng.gamma(100, 0.01, size=n * surveys) / ready[columns["score"]]
    return columns


#: Two classes of people, three and two; how much likelier the higher are with the answer; how readily each responds.
SLOPES, READY = ((0.0, 0.35, 0.7), (0.0, 0.6)), ((1.0, 0.7, 0.5), (1.0, 0.6))


def population(p):
    """Chances by answer and class in the population: answers × 3 × 2. The answers keep their distribution."""
    z = (POINTS - p @ POINTS) / np.sqrt(p @ POINTS**2 - (p @ POINTS) ** 2)
    parts = []
    for slopes in SLOPES:
        odds = np.exp(np.outer(z, slopes))
        parts.append(odds / odds.sum(axis=1, keepdims=True))
    return p[:, None, None] * parts[0][:, :, None] * parts[1][:, None, :]


def draw_raked(rng, p, n, surveys):
    """Surveys in which some classes respond less, weighted to the margins of the two classes."""
    joint = population(p)
    chance = (joint * np.outer(*READY)).ravel()
    counts = np.zeros((surveys, chance.size), dtype=np.int64)
    lacking = np.ones(surveys, dtype=bool)
    while lacking.any():  # a survey without a class cannot be raked to its margin, and is drawn again
        counts[lacking] = rng.multinomial(n, chance / chance.sum(), size=lacking.sum())
        classes = counts.reshape(surveys, 11, 3, 2).sum(axis=1)
        lacking = (classes.sum(axis=2) == 0).any(axis=1) | (classes.sum(axis=1) == 0).any(axis=1)
    weights = rake(classes, joint.sum(axis=(0, 2)), joint.sum(axis=(0, 1)))
    columns = respondents(counts, n)
    cell = columns["score"]
    columns["score"], of_class = (cell // 6).astype(np.int8), cell % 6
    columns["w"] = weights.reshape(surveys, 6)[columns["survey"], of_class]
    return columns


def rake(classes, first, second, rounds=60):
    """Weights of the classes of every survey that give both margins their shares in the population."""
    weights = np.ones(classes.shape)
    for _ in range(rounds):
        weights *= (first / (weights * classes).sum(axis=2))[:, :, None]
        weights *= (second / (weights * classes).sum(axis=1))[:, None, :]
    return weights


def draw_clustered(rng, p, n, surveys, uneven):
    """Surveys of clusters whose members have something in common; uneven sizes are geometric, of the same mean."""
    pattern = PATTERNS.get(n, PATTERNS[50])
    sizes = np.tile(pattern, surveys * n // sum(pattern))
    survey = np.repeat(np.arange(surveys, dtype=np.int32), len(sizes) // surveys)
    if uneven:
        sizes = rng.geometric(len(pattern) / sum(pattern), size=len(sizes))
    cluster = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    common = latent_share(p)
    latent = rng.normal(scale=np.sqrt(common), size=len(sizes))[cluster]
    latent += rng.normal(scale=np.sqrt(1 - common), size=len(cluster))
    return {
        "survey": survey[cluster], "score": np.searchsorted(cuts(p), latent).astype(np.int8), "cluster": cluster,
    }  # fmt: skip


def cuts(p):
    """Where a standard normal is cut into the answers."""
    return np.array([NormalDist().inv_cdf(min(max(c, 1e-12), 1 - 1e-12)) for c in np.cumsum(p)[:-1]])


def latent_share(p):
    """Share of the latent variance between clusters, see below; found once for every shape."""
    return _latent_share(tuple(p))


@lru_cache
def _latent_share(chances):
    """Share of the latent variance between clusters that makes the correlation of the net score ICC."""
    p = np.array(chances)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights /= weights.sum()
    variance = p @ NET**2 - (p @ NET) ** 2
    below = np.vectorize(NormalDist().cdf)

    def correlation(share):
        chance = below((cuts(p) - np.sqrt(share) * nodes[:, None]) / np.sqrt(1 - share))
        mean = np.diff(chance, axis=1, prepend=0, append=1) @ NET
        return (weights @ mean**2 - (weights @ mean) ** 2) / variance

    low, high = 0.0, 0.9
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if correlation(middle) < ICC else (low, middle)
    return low
