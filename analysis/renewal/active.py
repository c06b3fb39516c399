"""Which paragraphs to code for training, and when to stop: uncertainty with diversity, learning curve, stable answers.

scikit-learn clusters the candidates, so that the coder does not read one sentence fifty times.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import cohen_kappa_score

from analysis.areas.classifier import AreaClassifier
from analysis.areas.metrics import METRICS, report_interval
from analysis.coding.sample import units_to_code
from analysis.crosswalk import scheme_without_mix
from analysis.errors import InputError, check_level
from analysis.renewal.retrain import retrain_classifier
from analysis.renewal.scoring import estimation_units, score_units
from analysis.tables import SCHEME, check_table

POOL = 5  # candidates per paragraph to choose
STABLE = 0.98  # agreement of two rounds' answers from which coding changes little (kappa)
GAIN = 0.01  # accuracy that the last step of the curve must bring for coding to go on
_DIMENSIONS = 100


def choose_for_training(
    coded: pd.DataFrame,
    n: int,
    *,
    role: str = "work",
    exclude: Sequence[str] = (),
    random_state: int = 0,
) -> pd.DataFrame:
    """Choose paragraphs whose codes would teach the model most: unsure ones that are unlike each other.

    The least sure five times `n` paragraphs are clustered by their characters, weighted by how unsure the model is, and of
    each cluster the one nearest its centre is taken. The codes are for training alone: the paragraphs are no random sample,
    so their inclusion probability is missing and every estimator refuses them.

    Parameters
    ----------
    coded : DataFrame, one row per paragraph
        As :func:`classify_paragraphs` returns it.
    n : int
        Paragraphs to choose; fewer where there are no more.
    role : str, default "work"
        Role of the paragraphs.
    exclude : sequence of str, default ()
        ``paragraph_id`` of paragraphs that must not be chosen, such as those drawn at random for estimation.
    random_state : int, default 0
        Seed of the clustering.

    Returns
    -------
    DataFrame, one row per item to be coded
        As :func:`sample_for_coding` returns it, with missing ``inclusion_probability``, because it is not random.

    Raises
    ------
    InputError
        When `n` is below 1, nothing is left to choose from, or the paragraphs are of several schemes.

    See Also
    --------
    sample_for_coding : draws a random sample, from which shares can be estimated.
    retrain_classifier : trains on the codes of these paragraphs.

    References
    ----------
    Zhdanov, F. (2019). Diverse mini-batch active learning. doi:10.48550/arXiv.1901.05954.

    Examples
    --------
    >>> import analysis as fz
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    >>> chosen = choose_for_training(coded, 5)
    >>> chosen["paragraph_id"].nunique(), bool(chosen["inclusion_probability"].isna().all())
    (5, True)
    """
    check_table(
        coded,
        ("paragraph_id", "role", "text", "probability", "area"),
        argument="coded",
        maker="classify_paragraphs",
    )
    if n < 1:
        raise InputError("n", f"is {n}", "choose at least 1 paragraph")
    own = scheme_without_mix(coded).scheme != SCHEME
    judged = coded["probability"].notna() | (coded["area"] > 0) | own
    open_ones = (coded["role"] == role) & judged & ~coded["paragraph_id"].isin(list(exclude))
    frame = coded[open_ones.fillna(False)].sort_values("paragraph_id")
    frame = frame.drop_duplicates("text").sort_values("probability", kind="stable").head(POOL * n)
    if frame.empty:
        raise InputError(
            "coded", f"has no paragraph of role {role} that is not excluded", "give other paragraphs"
        )
    if len(frame) > n:
        frame = frame.iloc[_nearest_to_centres(frame, n, random_state)]
    return units_to_code(coded, frame.assign(inclusion_probability=np.nan))


def _nearest_to_centres(frame: pd.DataFrame, n: int, random_state: int) -> np.ndarray:
    """Places of the paragraph nearest to the centre of each of `n` clusters."""
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit_transform(
        frame["text"]
    )
    width = min(_DIMENSIONS, *(size - 1 for size in matrix.shape))
    points = TruncatedSVD(max(width, 1), random_state=random_state).fit_transform(matrix)
    unsure = 1 - frame["probability"].to_numpy(dtype=float, na_value=0.0)
    clusters = KMeans(n, n_init=1, random_state=random_state).fit(points, sample_weight=unsure + 1e-3)
    far = ((points - clusters.cluster_centers_[clusters.labels_]) ** 2).sum(axis=1)
    order = np.lexsort((far, clusters.labels_))
    _, first = np.unique(clusters.labels_[order], return_index=True)
    return np.sort(order[first])


def learning_curve(
    codes: pd.DataFrame,
    paragraphs: pd.DataFrame,
    *,
    exemplars: pd.DataFrame | None = None,
    present: AreaClassifier | None = None,
    year: int | None = None,
    sizes: Sequence[int] | None = None,
    level: float = 0.95,
    n_resamples: int = 999,
    random_state: int = 0,
) -> pd.DataFrame:
    """Measure how accuracy rises with the number of codes that train.

    Codes without ``inclusion_probability`` train, in random order, the first few, then more; those with one test. The
    curve says what more codes of the same kind would bring, not what other texts would.

    Parameters
    ----------
    codes : DataFrame, one row per unit
        Codes of every year, as :func:`retrain_classifier` takes them.
    paragraphs : DataFrame, one row per paragraph
        The paragraphs of the coded reports.
    exemplars : DataFrame, optional
        As ``data/exemplars`` holds them; without, the dictionary and the codes train alone.
    present : AreaClassifier, optional
        The model whose parameters, temperatures and threshold are taken over; default those of the class.
    year : int, optional
        Test on codes of this year only.
    sizes : sequence of int, optional
        Numbers of training codes; default a third, two thirds and all.
    level : float, default 0.95
        Confidence level of the intervals, which resample reports; missing where there is one.
    n_resamples : int, default 999
        Bootstrap samples.
    random_state : int, default 0
        Seed of the order of the codes and of the resamples.

    Returns
    -------
    DataFrame, one row per size
        ``n_codes``, ``accuracy``, ``accuracy_low``, ``accuracy_high``, ``macro_f1``, ``macro_f1_low``, ``macro_f1_high``,
        ``level``.

    Raises
    ------
    InputError
        When no code trains or none tests, or a size is out of range.

    See Also
    --------
    plot_learning_curve : draws the curve.
    stopping_advice : says whether more codes would help.

    Examples
    --------
    >>> import analysis as fz
    >>> paragraphs = fz.split_paragraphs(fz.read_reports(fz.sample_reports()))
    >>> codes = fz.read_codes(fz.sample_reports().parent / "codes" / "final.csv")
    >>> train = codes["unit_id"].str.contains("2017|2018")
    >>> codes["inclusion_probability"] = codes["inclusion_probability"].mask(train)
    >>> learning_curve(codes, paragraphs, sizes=(20, 60), n_resamples=99)["n_codes"].tolist()
    [20, 60]
    """
    check_level(level)
    training = codes[codes["inclusion_probability"].isna()].sample(frac=1, random_state=random_state)
    training = training[((training["area"] > 0) & training["measure"].notna()).fillna(False)]
    tests = codes[codes["inclusion_probability"].notna()]
    units = estimation_units(codes, paragraphs)
    if year is not None:
        units = units[(units["year"] == year).fillna(False)].reset_index(drop=True)
        if units.empty:
            raise InputError("year", f"is {year}, which no code tests", "code a random sample of that year")
    whole = len(training)
    sizes = [round(whole / 3), round(2 * whole / 3), whole] if sizes is None else list(sizes)
    if not whole or min(sizes) < 1 or max(sizes) > whole:
        raise InputError("sizes", f"is {list(sizes)} with {whole} codes that train", f"use 1 to {whole}")
    rows = []
    for size in sizes:
        some = pd.concat([training.head(size), tests], ignore_index=True)
        trained = retrain_classifier(some, paragraphs, exemplars=exemplars, present=present)
        predicted = score_units(trained.model, units, paragraphs)["predicted"].to_numpy(dtype=int)
        rows.append({"n_codes": size, **_rightness(units, predicted, level, n_resamples, random_state)})
    return pd.DataFrame(rows)


def _rightness(
    units: pd.DataFrame, predicted: np.ndarray, level: float, n_resamples: int, random_state: int
) -> dict[str, float]:
    truth, reports = units["area"].to_numpy(dtype=int), units["report_id"].to_numpy(dtype=str)
    found: dict[str, float] = {}
    for name in ("accuracy", "macro_f1"):
        measure = METRICS[name]
        low, high = report_interval(measure, truth, predicted, reports, level, n_resamples, random_state)
        found |= {name: measure(truth, predicted), f"{name}_low": low, f"{name}_high": high}
    return {**found, "level": level}


def prediction_change(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Measure how much the answers of two rounds of training differ, year by year.

    Parameters
    ----------
    before, after : DataFrame, one row per paragraph
        The same paragraphs as two models classify them.

    Returns
    -------
    DataFrame, one row per year
        ``year``, ``n_units``, ``changed`` (share of paragraphs with another area), ``kappa`` (agreement of the two models
        beyond chance).

    Raises
    ------
    InputError
        When the paragraphs are not the same, or none has an area and a year.

    See Also
    --------
    stopping_advice : uses the change to say whether to stop.
    learning_curve : measures accuracy instead of change.

    References
    ----------
    Bloodgood, M., & Vijay-Shanker, K. (2009). A method for stopping active learning based on stabilizing predictions and
    the need for user-adjustable stopping. CoNLL, 39–47.

    Examples
    --------
    >>> import analysis as fz
    >>> coded = fz.classify_paragraphs(fz.split_paragraphs(fz.read_reports(fz.sample_reports())))
    >>> prediction_change(coded, coded)["changed"].tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0]
    """
    for argument, table in (("before", before), ("after", after)):
        check_table(table, ("paragraph_id", "year", "area"), argument=argument, maker="classify_paragraphs")
    if set(before["paragraph_id"]) != set(after["paragraph_id"]):
        raise InputError("after", "holds other paragraphs than before", "classify the same paragraphs twice")
    both = before[["paragraph_id", "year", "area"]].merge(after[["paragraph_id", "area"]], on="paragraph_id")
    both = both[((both["area_x"] > 0) | (both["area_y"] > 0)).fillna(False) & both["year"].notna()]
    if both.empty:
        raise InputError(
            "before", "has no classified paragraph with a year", "give paragraphs that have them"
        )
    rows = [
        {
            "year": int(year),
            "n_units": len(own),
            "changed": float((own["area_x"] != own["area_y"]).mean()),
            "kappa": _kappa(own["area_x"].to_numpy(dtype=int), own["area_y"].to_numpy(dtype=int)),
        }
        for year, own in both.groupby("year")
    ]
    return pd.DataFrame(rows, columns=["year", "n_units", "changed", "kappa"])


def _kappa(one: np.ndarray, other: np.ndarray) -> float:
    return 1.0 if (one == other).all() else float(cohen_kappa_score(one, other))


def stopping_advice(curve: pd.DataFrame, change: pd.DataFrame | None = None) -> tuple[bool, str]:
    """Advise whether to stop coding for training.

    Stop where the last step of the learning curve brought less than one percentage point of accuracy, and, if known, the last round
    of training left nearly all answers as they were (kappa from 0.98).

    Parameters
    ----------
    curve : DataFrame
        As :func:`learning_curve` returns it, two sizes at least.
    change : DataFrame, optional
        As :func:`prediction_change` returns it.

    Returns
    -------
    tuple of bool and str
        Whether to stop, and why.

    Raises
    ------
    InputError
        When the curve has one size only.

    See Also
    --------
    learning_curve : makes the first table.
    prediction_change : makes the second.

    Examples
    --------
    >>> curve = pd.DataFrame({"n_codes": [50, 100, 150], "accuracy": [0.80, 0.86, 0.862]})
    >>> stopping_advice(curve)
    (True, 'stop: the last 50 codes brought +0.2 percentage points of accuracy')
    """
    check_table(curve, ("n_codes", "accuracy"), argument="curve", maker="learning_curve")
    if len(curve) < 2:
        raise InputError("curve", f"has {len(curve)} size(s)", "measure two sizes or more")
    ordered = curve.sort_values("n_codes")
    step, gain = (float(ordered[name].diff().iloc[-1]) for name in ("n_codes", "accuracy"))
    reasons = [f"the last {step:.0f} codes brought {100 * gain:+.1f} percentage points of accuracy"]
    flat = gain < GAIN
    if change is not None and len(change):
        kappa = float(np.average(change["kappa"], weights=change["n_units"]))
        share = float(np.average(change["changed"], weights=change["n_units"]))
        flat &= kappa >= STABLE
        reasons.append(f"the last round changed {share:.1%} of the answers (kappa {kappa:.3f})")
    return bool(flat), f"{'stop' if flat else 'code more'}: {'; '.join(reasons)}"
