"""Multinomial logistic regression by scikit-learn; imported only by training, never to classify."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float64]


class Design:
    """Rows of calls: a sparse block of unit rows and a dense block of cues, in single precision for speed."""

    def __init__(
        self, rows: Sequence[tuple[npt.NDArray[np.int64], Floats]], width: int, dense: Floats
    ) -> None:
        indptr = np.cumsum([0] + [len(positions) for positions, _ in rows])
        indices = np.concatenate([positions for positions, _ in rows])
        data = np.concatenate([weights for _, weights in rows]).astype(np.float32)
        self._sparse = sparse.csr_matrix((data, indices, indptr), shape=(len(rows), width))
        self._dense = dense.astype(np.float32)

    def matrix(self, weight: float) -> sparse.csr_matrix:
        """Both blocks side by side, the cues times `weight`."""
        dense = sparse.csr_matrix(self._dense * np.float32(weight))
        return sparse.hstack([self._sparse, dense], format="csr")


def solve(
    matrix: sparse.csr_matrix, truth: Sequence[int], strength: float, rounds: int
) -> tuple[Floats, Floats]:
    """Fit with balanced class weights; returns coefficients (features, labels) and intercept (labels,)."""
    machine = LogisticRegression(C=strength, max_iter=rounds, class_weight="balanced")
    machine.fit(matrix, list(truth))
    coefficients, intercept = machine.coef_.astype(np.float64), machine.intercept_.astype(np.float64)
    if len(coefficients) == 1:
        coefficients = np.vstack([-coefficients[0] / 2, coefficients[0] / 2])
        intercept = np.array([-intercept[0] / 2, intercept[0] / 2])
    return np.ascontiguousarray(coefficients.T), intercept


def score(matrix: sparse.csr_matrix, coefficients: Floats, intercept: Floats) -> Floats:
    """Decision scores (calls, labels)."""
    result: Floats = matrix @ coefficients + intercept
    return result
