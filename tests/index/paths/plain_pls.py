"""Partial least squares written out row by row, to hold the package to: Wold 1982, Lohmöller 1989, mode A, one stage.

Nothing here knows of moments or of the core; rows have weights, scores are columns.
"""

import numpy as np


def standardised(x, w):
    mean = w @ x / w.sum()
    sd = np.sqrt(w @ (x - mean) ** 2 / w.sum())
    return (x - mean) / sd, mean, sd


def fit(x, owner, acts, w=None, scheme="path", tolerance=1e-12):
    """Weights of standardised indicators, loadings, paths and scores of constructs `owner` says who measures.

    `acts[i, j]`: construct j acts on construct i.
    """
    w = np.ones(len(x)) if w is None else np.asarray(w, dtype=float)
    z, mean, sd = standardised(np.asarray(x, dtype=float), w)
    k = len(acts)
    member = (owner[:, None] == np.arange(k)).astype(float)
    weights = np.ones(z.shape[1])
    for _ in range(1000):
        scores, _, spread = standardised(z @ (weights[:, None] * member), w)
        weights = weights / spread[owner]
        inner = _inner(scores, acts, w, scheme)
        proxies, _, _ = standardised(scores @ inner, w)
        new = (z * proxies[:, owner] * w[:, None]).sum(axis=0) / w.sum()
        _, _, spread = standardised(z @ (new[:, None] * member), w)
        new = new / spread[owner]
        change = np.abs(new - weights).max()
        weights = new
        if change < tolerance:
            break
    scores = z @ (weights[:, None] * member)
    loadings = (z * scores[:, owner] * w[:, None]).sum(axis=0) / w.sum()
    signs = np.where(np.array([loadings[owner == c].sum() for c in range(k)]) < 0, -1.0, 1.0)
    weights, loadings, scores = weights * signs[owner], loadings * signs[owner], scores * signs
    paths = np.zeros((k, k))
    for i in range(k):
        at = np.flatnonzero(acts[i])
        if len(at):
            paths[i, at] = regression(scores[:, at], scores[:, i], w)
    return {"weights": weights, "loadings": loadings, "paths": paths, "scores": scores, "mean": mean, "sd": sd}


def regression(x, y, w):
    """Slopes of a weighted regression of centred columns."""
    root = np.sqrt(w)[:, None]
    return np.linalg.lstsq(x * root, y * root[:, 0], rcond=None)[0]


def _inner(scores, acts, w, scheme):
    k = len(acts)
    r = (scores * w[:, None]).T @ scores / w.sum()
    found = np.zeros((k, k))
    for i in range(k):
        causes, effects = np.flatnonzero(acts[i]), np.flatnonzero(acts[:, i])
        if scheme == "path":
            found[effects, i] = r[effects, i]
            if len(causes):
                found[causes, i] = regression(scores[:, causes], scores[:, i], w)
        else:
            both = np.concatenate([causes, effects])
            found[both, i] = np.sign(r[both, i]) if scheme == "centroid" else r[both, i]
    return found
