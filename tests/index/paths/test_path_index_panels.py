"""Respondents who were asked in several waves, in differences of indexes of path models."""

import numpy as np
import placet
import pytest

MODEL = "Quality =~ q0 + q1; Satisfaction =~ s0 + s1; Satisfaction ~ Quality"
ITEMS = ("q0", "q1", "s0", "s1")
N = 150


@pytest.fixture(scope="module")
def asked():
    """The same respondents twice, in any order: the second time some answers are a point off."""
    rng = np.random.default_rng(5)
    quality = rng.normal(size=N)
    satisfaction = 0.7 * quality + 0.7 * rng.normal(size=N)
    found = {}
    for name in ITEMS:
        of = quality if name[0] == "q" else satisfaction
        first = np.clip(np.round(5.5 + 1.6 * (of + 0.7 * rng.normal(size=N))), 2, 9)
        moved = rng.integers(-1, 2, N) * (rng.random(N) < 0.3) + (rng.random(N) < 0.1)
        found[name] = np.concatenate([first, first + moved])
    found |= {"wave": np.repeat([1, 2], N), "id": np.tile(np.arange(N), 2), "row": np.arange(2 * N)}
    order = rng.permutation(2 * N)
    return {name: values[order] for name, values in found.items()}


def differences(data, **options):
    options = {"wave": "wave", "compare": "previous", "n_resamples": 2000, "rng": 1} | options
    return placet.path_index(data, MODEL, scale=(1, 10), **options).differences


def drawn_by_hand(asked, count=400):
    """Standard deviations of differences where respondents are drawn with both answers, the ruler anew each time."""
    at = np.argsort(asked["wave"] * 1000 + asked["id"])
    waves = [{name: asked[name][half] for name in (*ITEMS, "wave")} for half in (at[:N], at[N:])]
    rng, found = np.random.default_rng(2), []
    for _ in range(count):
        own = rng.integers(0, N, N)
        again = {name: np.concatenate([wave[name][own] for wave in waves]) for name in waves[0]}
        found.append(differences(again, n_resamples=0)["estimate"])
    return np.std(found, axis=0, ddof=1) * np.sqrt(N / (N - 1))


def test_they_are_drawn_with_all_of_their_answers(asked):
    found, apart = differences(asked, id="id"), differences(asked)
    np.testing.assert_allclose(found["std_error"], drawn_by_hand(asked), rtol=0.12)
    assert (apart["std_error"] > 4 * found["std_error"]).all()
    assert found["df"].tolist() == [N - 1.0] * 2
    # Somebody else in every row is nobody twice.
    np.testing.assert_allclose(differences(asked, id="row")["std_error"], apart["std_error"], rtol=0.1)


@pytest.mark.parametrize("options", [{"weights_from": "segment"}, {"missing": "multiple"}, {"form": "standardized"}])
def test_so_they_are_in_all_ways_of_measuring(asked, options):
    whole = differences(asked, id="id", **options)
    np.testing.assert_allclose(whole["std_error"], differences(asked, id="id")["std_error"], rtol=0.1)


def test_known_weights_have_the_errors_of_means_of_differences(asked):
    at = np.argsort(asked["wave"] * 1000 + asked["id"])
    for options in ({"form": "equal"}, {"weights_from": placet.path_index(asked, MODEL, scale=(1, 10)).weights}):
        found = differences(asked, id="id", **options)
        share = 0.5 if "form" in options else None
        for row, (term, names) in enumerate({"Quality": ITEMS[:2], "Satisfaction": ITEMS[2:]}.items()):
            given = options["weights_from"].weights[term] if share is None else dict.fromkeys(names, share)
            total = sum(given[name] * asked[name][at] for name in names) / 9 * 100
            moved = total[N:] - total[:N]
            assert found["std_error"][row] == pytest.approx(moved.std(ddof=1) / np.sqrt(N), rel=1e-9)


def test_moments_of_incomplete_answers_know_no_panel(asked):
    with pytest.raises(placet.DataError, match="know no respondents of several waves"):
        differences(asked, id="id", missing="pairwise")
    options = {"wave": "wave", "missing": "pairwise", "rng": 1, "n_resamples": 20}
    with pytest.raises(placet.DataError, match="know no respondents of several waves"):
        placet.compare_paths(asked, MODEL, test="intervals", id="id", **options)
    assert np.isfinite(differences(asked, missing="pairwise")["std_error"]).all()


def test_an_id_without_waves_is_said_to_be_unused(asked):
    data = asked | {"g": np.arange(2 * N) % 2}
    found = placet.path_index(data, MODEL, scale=(1, 10), by="g", compare="all pairs", id="id", n_resamples=20, rng=1)
    assert "id 'id' not used" in found.summary()
