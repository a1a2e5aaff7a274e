"""Partial least squares by its definition: scores of rows, iterated (Wold 1982, Lohmoeller 1989); slow and plain."""

from types import SimpleNamespace

import numpy as np


def standardised(x, w):
    mean = w @ x / w.sum()
    sd = np.sqrt(w @ (x - mean) ** 2 / w.sum())
    return (x - mean) / sd, mean, sd


def regression(x, y, w):
    """Slopes of a weighted regression of centred columns."""
    root = np.sqrt(w)[:, None]
    return np.linalg.lstsq(x * root, y * root[:, 0], rcond=None)[0]


def fit_reflected(x, owner, acts, w=None, **options):
    """One stage of mode A, with the scores of the rows, of constructs `owner` says who measures.

    `acts[i, j]`: construct j acts on construct i.
    """
    x, k = np.asarray(x, dtype=float), len(acts)
    causes = [tuple(np.flatnonzero(row)) for row in acts]
    stage = SimpleNamespace(constructs=range(k), owner=owner, predecessors=causes, modes="A" * k)
    found = fit(x, stage, weights=w, **options)
    member = (owner[:, None] == np.arange(k)).astype(float)
    return found | {"scores": (x - found["mean"]) / found["sd"] @ (found["weights"][:, None] * member)}


def fit(rows, stage, *, weights=None, scheme="path", scaled=True, consistent=False, tolerance=1e-13):
    """One stage of rows × indicators, as a dict like the core's."""
    share = np.ones(len(rows)) if weights is None else np.asarray(weights, dtype=float)
    share = share / share.sum()
    mean = share @ rows
    sd = np.sqrt(share @ (rows - mean) ** 2)
    x = (rows - mean) / sd if scaled else rows - mean
    k, owner = len(stage.constructs), stage.owner
    blocks = [np.flatnonzero(owner == j) for j in range(k)]

    def score(w):
        y = np.column_stack([x[:, block] @ w[block] for block in blocks])
        size = np.sqrt(share @ y**2)
        return y / size, w / size[owner]

    def correlation(a, b):
        return (share * a) @ b / np.sqrt((share @ a**2) * (share @ b**2))

    y, w = score(np.ones(len(owner)))
    step, change = 0, np.inf
    while change > tolerance and step < 1000:
        step += 1
        e = np.zeros((k, k))
        for i, causes in enumerate(stage.predecessors):
            for j in causes:
                r = correlation(y[:, i], y[:, j])
                e[i, j] = e[j, i] = np.sign(r) if scheme == "centroid" else r
            if causes and scheme == "path":
                e[i, list(causes)] = regression(y[:, list(causes)], y[:, i], share)
        z = y @ e.T
        new = np.empty(len(owner))
        for j, block in enumerate(blocks):
            a = x[:, block].T @ (share * z[:, j])
            new[block] = regression(x[:, block], z[:, j], share) if stage.modes[j] == "B" else a
        y, new = score(new)
        change, w = np.abs(new - w).max(), new
    for j, block in enumerate(blocks):
        own = [correlation(x[:, i], y[:, j]) for i in block]
        if sum(own) < -1e-12 or (abs(sum(own)) <= 1e-12 and own[0] < 0):
            y[:, j], w[block] = -y[:, j], -w[block]
    return _described(x, y, w, stage, blocks, share, consistent=consistent) | {
        "mean": mean, "sd": sd, "iterations": step,
    }  # fmt: skip


def _described(x, y, w, stage, blocks, share, *, consistent):
    k = len(blocks)
    sd = np.sqrt(share @ x**2)
    z = x / sd
    s, covariance = (z * share[:, None]).T @ z, (x * share[:, None]).T @ x
    r = (y * share[:, None]).T @ y
    loadings = np.array([share @ (z[:, i] * y[:, j]) for j, block in enumerate(blocks) for i in block])
    rho, alpha = np.ones(k), np.ones(k)
    for j, block in enumerate(blocks):
        if len(block) == 1:
            continue
        # In the metric in which the indicators were weighted: there weights are as loadings.
        v, c, p = w[block], covariance[np.ix_(block, block)], len(block)
        top = v @ (c - np.diag(np.diag(c))) @ v
        rho[j] = (v @ v) ** 2 * top / (v @ (np.outer(v, v) - np.diag(v**2)) @ v)
        alpha[j] = p / (p - 1) * (1 - p / s[np.ix_(block, block)].sum())
        if consistent:
            loadings[block] = v * np.sqrt(rho[j]) / (v @ v) / sd[block]
    if consistent:
        r = r / np.sqrt(np.outer(rho, rho))
        np.fill_diagonal(r, 1)
    paths = np.zeros((k, k))
    for i, causes in enumerate(map(list, stage.predecessors)):
        if causes:
            paths[i, causes] = np.linalg.solve(r[np.ix_(causes, causes)], r[causes, i])
    return {
        "weights": w, "loadings": loadings, "correlations": r, "paths": paths, "rho_a": rho, "alpha": alpha,
        "htmt": _htmt(s, blocks), "admissible": bool((rho > 0).all() and (rho <= 1 + 1e-12).all()),
    }  # fmt: skip


def _htmt(s, blocks):
    def within(block):
        return 1.0 if len(block) == 1 else np.mean([abs(s[a, b]) for a in block for b in block if a < b])

    return np.array(
        [
            [np.abs(s[np.ix_(a, b)]).mean() / np.sqrt(within(a) * within(b)) if a is not b else 1.0 for b in blocks]
            for a in blocks
        ]
    )


def fit_stages(rows, spec, *, weights=None):
    """All stages of a model: scores and their products are columns of the next."""
    found, given, scores = [], rows, None
    for stage in spec.stages:
        if stage.sources is not None:
            columns = [rows[:, at] if at >= 0 else scores[:, -1 - at] for at in stage.sources]
            given = np.column_stack([*columns, *(scores[:, a] * scores[:, b] for a, b in stage.products)])
        own = fit(
            given, stage, weights=weights, scheme=spec.scheme, scaled=spec.scaled, consistent=spec.consistent
        )  # fmt: skip
        found.append(own)
        unit = own["weights"] / own["sd"] if spec.scaled else own["weights"]
        scores = (given - own["mean"]) @ (unit[:, None] * stage.membership)
    return found
