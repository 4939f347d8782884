# The answer bank of the warm-up. The format is told at the top of `sigmoid_fit.py`.

# %% design_matrix | right | vander
def design_matrix(x, degree):
    return np.vander(x, degree + 1, increasing=True)

# %% design_matrix | right | loop over the columns
def design_matrix(x, degree):
    X = np.ones((len(x), degree + 1))
    for j in range(1, degree + 1):
        X[:, j] = X[:, j - 1] * x
    return X

# %% design_matrix | right | list of rows
def design_matrix(x, degree):
    return [[float(xi) ** j for j in range(degree + 1)] for xi in x]

# %% design_matrix | right | stacked powers, transposed
def design_matrix(x, degree):
    return np.array([np.power(x, j) for j in range(degree + 1)]).T

# %% design_matrix | right | polynomial module
def design_matrix(x, degree):
    from numpy.polynomial import polynomial
    return polynomial.polyvander(x, degree)

# %% design_matrix | wrong | powers from high to low | loses values sizes zero | says column of ones comes first
def design_matrix(x, degree):
    return np.vander(x, degree + 1)

# %% design_matrix | wrong | no column of ones | loses all | says column of ones is missing
def design_matrix(x, degree):
    return np.asarray(x)[:, None] ** np.arange(1, degree + 1)

# %% design_matrix | wrong | last power missing | loses all | says last power is missing
def design_matrix(x, degree):
    return np.asarray(x)[:, None] ** np.arange(degree)

# %% design_matrix | wrong | powers from 1 | loses all | says powers start at 1
def design_matrix(x, degree):
    return np.asarray(x)[:, None] ** np.arange(1, degree + 2)

# %% design_matrix | wrong | transposed | loses all | says rows and columns are exchanged: one sample per row
def design_matrix(x, degree):
    return np.arange(degree + 1)[:, None] * 0 + np.asarray(x) ** np.arange(degree + 1)[:, None]

# %% design_matrix | wrong | multiples | loses all | says multiples of x
def design_matrix(x, degree):
    return np.column_stack([np.ones(len(x))] + [j * np.asarray(x) for j in range(1, degree + 1)])

# %% design_matrix | wrong | a line whatever the degree | loses all | says degree is not used: it is as if it were 1
def design_matrix(x, degree):
    return np.column_stack([np.ones(len(x)), x])

# %% design_matrix | wrong | through the logarithm | loses values zero | says nan
def design_matrix(x, degree):
    return np.exp(np.log(np.asarray(x, float))[:, None] * np.arange(degree + 1))

# %% design_matrix | wrong | zero to the power zero is made 0 | loses zero | says x⁰ is 1
def design_matrix(x, degree):
    X = np.asarray(x)[:, None] ** np.arange(degree + 1)
    X[np.asarray(x) == 0] = 0
    return X

# %% design_matrix | wrong | broadcast without a column | loses all | says broadcast
def design_matrix(x, degree):
    return x ** np.arange(degree + 1)[:3 - len(x)]

# %% design_matrix | wrong | global x | loses all | says shape is (20
def design_matrix(t, degree):
    return np.vander(x, degree + 1, increasing=True)

# %% mse | right | loop
def mse(X, y, w):
    total = 0.0
    for row, target in zip(X, y):
        total += (np.dot(row, w) - target) ** 2
    return total / len(y)

# %% mse | right | dot product
def mse(X, y, w):
    r = y - np.dot(X, w)
    return r @ r / len(r)

# %% mse | right | norm
def mse(X, y, w):
    return float(np.linalg.norm(X @ w - y) ** 2 / X.shape[0])

# %% mse | right | expanded
def mse(X, y, w):
    return (w @ X.T @ X @ w - 2 * y @ X @ w + y @ y) / y.size

# %% mse | right | einsum
def mse(X, y, w):
    print("error")
    return np.average(np.square(np.einsum("nd,d->n", X, w) - y))

# %% mse | wrong | sum | loses values | says that is the sum, but the mean is expected
def mse(X, y, w):
    return np.sum((X @ w - y) ** 2)

# %% mse | wrong | half | loses all | says half of the mean stands there: there is no factor 1/2
def mse(X, y, w):
    return np.mean((X @ w - y) ** 2) / 2

# %% mse | wrong | no square | loses all | says square is missing
def mse(X, y, w):
    return np.mean(X @ w - y)

# %% mse | wrong | absolute values | loses all | says squares are expected
def mse(X, y, w):
    return np.mean(np.abs(X @ w - y))

# %% mse | wrong | root | loses all | says square root is too much
def mse(X, y, w):
    return np.sqrt(np.mean((X @ w - y) ** 2))

# %% mse | wrong | square of the mean | loses values | says before the mean
def mse(X, y, w):
    return np.mean(X @ w - y) ** 2

# %% mse | wrong | variance | loses all | says variance of the residuals
def mse(X, y, w):
    return np.var(X @ w - y)

# %% mse | wrong | every prediction meets every y | loses all | says Did (7,) meet (7, 1)
def mse(X, y, w):
    return np.mean((X @ w - np.reshape(y, (-1, 1))) ** 2)

# %% mse | wrong | not averaged | loses all | says one square per sample comes back: the mean is missing
def mse(X, y, w):
    return (X @ w - y) ** 2

# %% mse | wrong | divided by the number of weights | loses all | says number of weights
def mse(X, y, w):
    return np.sum((X @ w - y) ** 2) / len(w)

# %% mse | wrong | N - 1 | loses all | says by N − 1
def mse(X, y, w):
    return np.sum((X @ w - y) ** 2) / (len(y) - 1)

# %% mse | wrong | changes y | loses all | says changed its argument y
def mse(X, y, w):
    y -= X @ w
    return np.mean(y ** 2)

# %% mse | wrong | entrywise product | loses all | says entry by entry
def mse(X, y, w):
    return np.mean((X * w - np.asarray(y)[:, None]) ** 2)

# %% mse | wrong | minus | loses all | says sign is flipped
def mse(X, y, w):
    return -np.mean((X @ w - y) ** 2)

# %% least_squares | right | inverse
def least_squares(X, y):
    return np.linalg.inv(X.T @ X) @ X.T @ y

# %% least_squares | right | lstsq
def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]

# %% least_squares | right | pinv, as a list
def least_squares(X, y):
    return list(np.linalg.pinv(X) @ y)

# %% least_squares | right | QR
def least_squares(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ y)

# %% least_squares | right | ridge without penalty, defined below
def least_squares(X, y):
    A = np.einsum("nd,ne->de", X, X)
    return np.dot(np.linalg.pinv(A), np.dot(y, X))

# %% least_squares | wrong | transpose missing | loses all | says transpose of the second X is missing
def least_squares(X, y):
    return np.linalg.inv(X.T @ X) @ X @ y

# %% least_squares | wrong | inverse missing | loses all | says Multiply by the inverse
def least_squares(X, y):
    return X.T @ y

# %% least_squares | wrong | XᵀX instead of its inverse | loses all | says its inverse is expected
def least_squares(X, y):
    return X.T @ X @ X.T @ y

# %% least_squares | wrong | entrywise inverse | loses values square sizes | says entry by entry
def least_squares(X, y):
    return (1 / (X.T @ X)) @ X.T @ y

# %% least_squares | wrong | only the diagonal | loses values square sizes | says diagonal
def least_squares(X, y):
    return X.T @ y / np.sum(X**2, axis=0)

# %% least_squares | wrong | inverse of X | loses values sizes | says raised LinAlgError
def least_squares(X, y):
    return np.linalg.inv(X) @ y

# %% least_squares | wrong | X Xᵀ | loses all | says raised
def least_squares(X, y):
    return np.linalg.solve(X @ X.T, X.T @ y)

# %% least_squares | wrong | a penalty | loses all | says penalty
def least_squares(X, y):
    return np.linalg.solve(X.T @ X + np.eye(X.shape[1]), X.T @ y)

# %% least_squares | wrong | y centred | loses all | says y has lost its mean
def least_squares(X, y):
    return np.linalg.lstsq(X, y - y.mean(), rcond=None)[0]

# %% least_squares | wrong | all of what lstsq returns | loses all | says expected
def least_squares(X, y):
    return np.linalg.lstsq(X, y, rcond=None)

# %% least_squares | wrong | a column of ones added | loses all | says X has got a column of ones that it had not
def least_squares(X, y):
    X = np.column_stack([np.ones(len(X)), X])
    return np.linalg.lstsq(X, y, rcond=None)[0]

# %% least_squares | wrong | half | loses all | says factor 2 is missing
def least_squares(X, y):
    return np.linalg.solve(2 * X.T @ X, X.T @ y)

# %% least_squares | wrong | sign | loses all | says sign is flipped
def least_squares(X, y):
    return np.linalg.solve(-X.T @ X, X.T @ y)

# %% least_squares | wrong | a column | loses values square sizes | says shape with a 1
def least_squares(X, y):
    return np.linalg.solve(X.T @ X, X.T @ y.reshape(-1, 1))

# %% least_squares | wrong | the fitted curve, not the weights | loses all | says the weights w are expected
def least_squares(X, y):
    return X @ np.linalg.lstsq(X, y, rcond=None)[0]

# %% least_squares | wrong | a single step of descent | loses all | shows wrong
def least_squares(X, y):
    w = np.zeros(X.shape[1])
    return w - 0.1 * 2 / len(y) * X.T @ (X @ w - y)

# %% ridge | right | inverse
def ridge(X, y, lam):
    return np.linalg.inv(X.T @ X + lam * np.identity(len(X[0]))) @ X.T @ y

# %% ridge | right | more rows, and lstsq
def ridge(X, y, lam):
    D = X.shape[1]
    more = np.vstack([X, np.sqrt(lam) * np.eye(D)])
    return np.linalg.lstsq(more, np.concatenate([y, np.zeros(D)]), rcond=None)[0]

# %% ridge | right | more rows, with the earlier answer
def ridge(X, y, lam):
    D = X.shape[1]
    return least_squares(np.r_[X, lam**0.5 * np.eye(D)], np.r_[y, np.zeros(D)])

# %% ridge | right | diagonal written in place, in a copy
def ridge(X, y, lam):
    A = X.T @ X
    for j in range(len(A)):
        A[j, j] += lam
    return np.linalg.solve(A, X.T @ y).tolist()

# %% ridge | right | singular values
def ridge(X, y, lam):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ (s / (s**2 + lam) * (U.T @ y))

# %% ridge | wrong | no penalty | loses values zero wide | says penalty is missing
def ridge(X, y, lam):
    return np.linalg.pinv(X) @ y

# %% ridge | wrong | added to every entry | loses values zero wide | says only to the diagonal
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + lam, X.T @ y)

# %% ridge | wrong | subtracted | loses all | says It must be added
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X - lam * np.eye(X.shape[1]), X.T @ y)

# %% ridge | wrong | intercept left out | loses all | says Here every weight pays
def ridge(X, y, lam):
    I = np.eye(X.shape[1])
    I[0, 0] = 0
    return np.linalg.solve(X.T @ X + lam * I, X.T @ y)

# %% ridge | wrong | λ times N | loses all | says mean of the squares was penalised
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + len(y) * lam * np.eye(X.shape[1]), X.T @ y)

# %% ridge | wrong | λ by N | loses all | says divided by the number of samples
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + lam / len(y) * np.eye(X.shape[1]), X.T @ y)

# %% ridge | wrong | λ squared | loses all | says λ is squared
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + lam**2 * np.eye(X.shape[1]), X.T @ y)

# %% ridge | wrong | twice λ | loses all | says λ stands without it
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + 2 * lam * np.eye(X.shape[1]), X.T @ y)

# %% ridge | wrong | identity of N | loses values zero | says raised ValueError
def ridge(X, y, lam):
    n = max(X.shape)
    return np.linalg.solve(X.T @ X + lam * np.eye(n), X.T @ y)

# %% ridge | wrong | λ added after the inverse | loses all | says inside
def ridge(X, y, lam):
    return np.linalg.pinv(X.T @ X) @ X.T @ y + lam

# %% ridge | wrong | transpose missing | loses all | says raised ValueError
def ridge(X, y, lam):
    return np.linalg.inv(X.T @ X + lam * np.eye(X.shape[1])) @ X @ y

# %% ridge | wrong | λ of its own | loses all | says Use the argument
def ridge(X, y, lam):
    lam = 1
    return np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ y)

# %% ridge | wrong | the N by N form, which fails without a penalty | loses zero | shows lam = 0
def ridge(X, y, lam):
    return X.T @ np.linalg.solve(X @ X.T + lam * np.eye(len(X)), y)

# %% ridge | wrong | divides by 1 + λ | loses all | says divided by 1 + λ
def ridge(X, y, lam):
    return np.linalg.pinv(X) @ y / (1 + lam)

# %% k_fold | right | every k-th of a permutation
def k_fold(n, k, rng):
    order = rng.permutation(n)
    return [order[j::k] for j in range(k)]

# %% k_fold | right | shuffle in place, cut by hand
def k_fold(n, k, rng):
    order = np.arange(n)
    rng.shuffle(order)
    folds, start = [], 0
    for j in range(k):
        size = n // k + (1 if j < n % k else 0)
        folds.append(order[start:start + size])
        start += size
    return folds

# %% k_fold | right | rounded cuts, tuple of sorted lists
def k_fold(n, k, rng):
    order = rng.permutation(n).tolist()
    return tuple(sorted(order[n * j // k : n * (j + 1) // k]) for j in range(k))

# %% k_fold | right | labels shuffled
def k_fold(n, k, rng):
    labels = rng.permutation(np.arange(n) % k)
    return [np.flatnonzero(labels == j) for j in range(k)]

# %% k_fold | right | choice without replacement
def k_fold(n, k, rng):
    return np.array_split(rng.choice(n, size=n, replace=False), k)

# %% k_fold | right | sorted by random keys
def k_fold(n, k, rng):
    return np.array_split(np.argsort(rng.random(n)), k)

# %% k_fold | wrong | not shuffled | loses shuffled rng | says block of neighbours
def k_fold(n, k, rng):
    return np.array_split(np.arange(n), k)

# %% k_fold | wrong | every k-th, not shuffled | loses shuffled rng | says every third one
def k_fold(n, k, rng):
    return [np.arange(j, n, k) for j in range(k)]

# %% k_fold | wrong | what is left over is lost | loses sizes | says left over
def k_fold(n, k, rng):
    order, size = rng.permutation(n), n // k
    return [order[j * size : (j + 1) * size] for j in range(k)]

# %% k_fold | wrong | what is left over goes to the last fold | loses sizes | says the sizes differ by
def k_fold(n, k, rng):
    order, size = rng.permutation(n), n // k
    return [order[j * size : (j + 1) * size] for j in range(k - 1)] + [order[(k - 1) * size :]]

# %% k_fold | wrong | with replacement | loses partition | says stands in the folds twice
def k_fold(n, k, rng):
    return np.array_split(rng.integers(0, n, size=n), k)

# %% k_fold | wrong | a fold drawn for each sample | loses sizes | says the sizes differ by
def k_fold(n, k, rng):
    labels = rng.integers(0, k, size=n)
    return [np.flatnonzero(labels == j) for j in range(k)]

# %% k_fold | wrong | each fold drawn anew | loses partition | says twice
def k_fold(n, k, rng):
    sizes = [n // k + (j < n % k) for j in range(k)]
    return [rng.permutation(n)[:size] for size in sizes]

# %% k_fold | wrong | global generator | loses rng | says Take all randomness from rng
def k_fold(n, k, rng):
    return np.array_split(np.random.permutation(n), k)

# %% k_fold | wrong | seed of its own | loses rng | says Is the argument rng used
def k_fold(n, k, rng):
    return np.array_split(np.random.default_rng(0).permutation(n), k)

# %% k_fold | wrong | from 1 to n | loses partition | says more than the indices
def k_fold(n, k, rng):
    return np.array_split(1 + rng.permutation(n), k)

# %% k_fold | wrong | pairs of fit and test | loses all | says only the indices held out
def k_fold(n, k, rng):
    folds = np.array_split(rng.permutation(n), k)
    return [(np.setdiff1d(np.arange(n), fold), fold) for fold in folds]

# %% k_fold | wrong | the complements | loses partition sizes | says outside of each fold
def k_fold(n, k, rng):
    folds = np.array_split(rng.permutation(n), k)
    return [np.setdiff1d(np.arange(n), fold) for fold in folds]

# %% k_fold | wrong | folds of size k | loses partition sizes | says folds, but
def k_fold(n, k, rng):
    order = rng.permutation(n)
    return [order[j : j + k] for j in range(0, n, k)]

# %% k_fold | wrong | decimal numbers | loses partition | says no whole numbers
def k_fold(n, k, rng):
    order = np.zeros(n)
    order[:] = rng.permutation(n)
    return np.array_split(order, k)

# %% k_fold | wrong | shuffle returns nothing | loses all | says raised
def k_fold(n, k, rng):
    return np.array_split(rng.shuffle(np.arange(n)), k)

# %% k_fold | wrong | no return | loses all | says `return` missing
def k_fold(n, k, rng):
    folds = np.array_split(rng.permutation(n), k)

# %% cross_validate | right | masks
def cross_validate(x, y, degree, lams, k, rng):
    folds = k_fold(len(x), k, rng)
    result = []
    for lam in lams:
        total = 0
        for fold in folds:
            train = np.ones(len(x), bool)
            train[fold] = False
            w = ridge(design_matrix(x[train], degree), y[train], lam)
            total += mse(design_matrix(x[fold], degree), y[fold], w)
        result.append(total / k)
    return result

# %% cross_validate | right | folds outside, λ inside, setdiff1d
def cross_validate(x, y, degree, lams, k, rng):
    table = []
    for fold in k_fold(len(x), k, rng):
        rest = np.setdiff1d(np.arange(len(x)), fold)
        X, X_out = design_matrix(x[rest], degree), design_matrix(x[fold], degree)
        table.append([mse(X_out, y[fold], ridge(X, y[rest], lam)) for lam in lams])
    return np.mean(table, axis=0)

# %% cross_validate | right | a split of its own, without k_fold
def cross_validate(x, y, degree, lams, k, rng):
    order = rng.permutation(len(x))
    errors = np.zeros((k, len(lams)))
    for j in range(k):
        out, fit = order[j::k], np.concatenate([order[i::k] for i in range(k) if i != j])
        for i, lam in enumerate(lams):
            X = np.vander(x[fit], degree + 1, increasing=True)
            w = np.linalg.solve(X.T @ X + lam * np.eye(degree + 1), X.T @ y[fit])
            errors[j, i] = np.mean((np.vander(x[out], degree + 1, increasing=True) @ w - y[out]) ** 2)
    return errors.mean(axis=0)

# %% cross_validate | right | a helper, and a dictionary
def error_of(fold, X, y, lam):
    inside = np.isin(np.arange(len(y)), fold)
    return mse(X[inside], y[inside], ridge(X[~inside], y[~inside], lam))
def cross_validate(x, y, degree, lams, k, rng):
    X = design_matrix(x, degree)
    folds = k_fold(len(y), k, rng)
    scores = {i: [error_of(fold, X, y, lam) for fold in folds] for i, lam in enumerate(lams)}
    return np.array([np.mean(scores[i]) for i in range(len(lams))])

# %% cross_validate | right | folds joined
def cross_validate(x, y, degree, lams, k, rng):
    folds = list(k_fold(len(x), k, rng))
    out = np.empty(len(lams))
    for i in range(len(lams)):
        per_fold = []
        for j, held in enumerate(folds):
            train = np.hstack(folds[:j] + folds[j + 1:])
            w = ridge(design_matrix(x, degree)[train], y[train], lams[i])
            per_fold.append(mse(design_matrix(x, degree)[held], y[held], w))
        out[i] = sum(per_fold) / len(per_fold)
    return out

# %% cross_validate | wrong | error on the samples of the fit | loses values mean | says on the samples of the fit
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    table = []
    for fold in folds:
        A, b = np.delete(X, fold, axis=0), np.delete(y, fold)
        table.append([mse(A, b, ridge(A, b, lam)) for lam in lams])
    return np.mean(table, axis=0)

# %% cross_validate | wrong | the fit has seen everything | loses values mean | says has seen the fold
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.mean([[mse(X[f], y[f], ridge(X, y, lam)) for lam in lams] for f in folds], axis=0)

# %% cross_validate | wrong | tested on everything | loses values mean | says only the fold held out
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.mean(
        [[mse(X, y, ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in lams] for f in folds], axis=0
    )

# %% cross_validate | wrong | fit and test swapped | loses values mean | says are swapped
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.mean(
        [[mse(np.delete(X, f, axis=0), np.delete(y, f), ridge(X[f], y[f], lam)) for lam in lams] for f in folds], axis=0
    )

# %% cross_validate | wrong | sum over the folds | loses values mean | says that is the sum over the folds, but their mean is expected
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.sum(
        [[mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in lams] for f in folds], axis=0
    )

# %% cross_validate | wrong | all squares pooled | loses mean | says mean over the folds of their mse
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    total = np.zeros(len(lams))
    for f in folds:
        for i, lam in enumerate(lams):
            w = ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)
            total[i] += np.sum((X[f] @ w - y[f]) ** 2)
    return total / len(y)

# %% cross_validate | wrong | new folds for each λ | loses mean same_folds | says Draw the folds once
def cross_validate(x, y, degree, lams, k, rng):
    X, result = design_matrix(x, degree), []
    for lam in lams:
        folds = k_fold(len(x), k, rng)
        result.append(
            np.mean([mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for f in folds])
        )
    return np.array(result)

# %% cross_validate | wrong | the best λ only | loses all | says that is the best λ
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    errors = np.mean(
        [[mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in lams] for f in folds], axis=0
    )
    return lams[np.argmin(errors)]

# %% cross_validate | wrong | a row for each fold | loses all | says shape
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.array(
        [[mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in lams] for f in folds]
    )

# %% cross_validate | wrong | first fold only | loses values mean | says only one fold is tested
def cross_validate(x, y, degree, lams, k, rng):
    X, f = design_matrix(x, degree), k_fold(len(x), k, rng)[0]
    return np.array([mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in lams])

# %% cross_validate | wrong | seed of its own | loses rng | says Do the folds come from the argument rng
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, np.random.default_rng(0))
    return np.mean(
        [[mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in lams] for f in folds], axis=0
    )

# %% cross_validate | wrong | λ not used | loses values mean | says λ is not used
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.mean(
        [[mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), 0)) for lam in lams] for f in folds], axis=0
    )

# %% cross_validate | wrong | penalty in the error | loses values mean | says penalty is part of the error
def cross_validate(x, y, degree, lams, k, rng):
    X, errors = design_matrix(x, degree), np.zeros(len(lams))
    for f in k_fold(len(x), k, rng):
        for i, lam in enumerate(lams):
            w = ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)
            errors[i] += (mse(X[f], y[f], w) + lam * w @ w) / k
    return errors

# %% cross_validate | wrong | root of the error | loses values mean | says square root
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.sqrt(np.mean(
        [[mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in lams] for f in folds], axis=0
    ))

# %% cross_validate | wrong | sorts the λ | loses values | says order of lams
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.mean(
        [[mse(X[f], y[f], ridge(np.delete(X, f, axis=0), np.delete(y, f), lam)) for lam in sorted(lams)] for f in folds],
        axis=0,
    )

# %% cross_validate | wrong | rows deleted from the flat matrix | loses all | says raised
def cross_validate(x, y, degree, lams, k, rng):
    X, folds = design_matrix(x, degree), k_fold(len(x), k, rng)
    return np.mean([[mse(X[f], y[f], ridge(np.delete(X, f), np.delete(y, f), lam)) for lam in lams] for f in folds], axis=0)

# %% pca | right | covariance by numpy, sorted
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X, rowvar=False))
    order = np.argsort(values)[::-1]
    return values[order], vectors[:, order]

# %% pca | right | singular values
def pca(X):
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    return s**2 / (len(X) - 1), Vt.T

# %% pca | right | eig of a general matrix, the other sign
def pca(X):
    C = (X - np.mean(X, 0)).T.dot(X - np.mean(X, 0)) / (X.shape[0] - 1)
    values, vectors = np.linalg.eig(C)
    order = np.argsort(-values)
    return [values[order], -vectors[:, order]]

# %% pca | right | lists
def pca(X):
    Z = np.array(X) - np.array(X).mean(axis=0, keepdims=True)
    values, vectors = np.linalg.eigh(sum(np.outer(z, z) for z in Z) / (len(Z) - 1))
    return values[::-1].tolist(), np.fliplr(vectors).tolist()

# %% pca | right | singular values of the covariance
def pca(X):
    U, s, _ = np.linalg.svd(np.cov(np.transpose(X)))
    return s, U

# %% pca | wrong | smallest first | loses all | says smallest comes first
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return values, vectors

# %% pca | wrong | divided by N | loses values many | says division is by N
def pca(X):
    Z = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(Z.T @ Z / len(Z))
    return values[::-1], vectors[:, ::-1]

# %% pca | wrong | not centred | loses all | says mean of each column is not subtracted
def pca(X):
    values, vectors = np.linalg.eigh(X.T @ X / (len(X) - 1))
    return values[::-1], vectors[:, ::-1]

# %% pca | wrong | centred with one mean | loses all | says each column has its own
def pca(X):
    Z = X - X.mean()
    values, vectors = np.linalg.eigh(Z.T @ Z / (len(Z) - 1))
    return values[::-1], vectors[:, ::-1]

# %% pca | wrong | vectors in the rows | loses vectors many | says stand in the rows
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return values[::-1], vectors[:, ::-1].T

# %% pca | wrong | vectors not reordered | loses vectors many | says vector of the smallest eigenvalue comes first
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return values[::-1], vectors

# %% pca | wrong | rows reordered instead of columns | loses vectors many | says rows
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return values[::-1], vectors[::-1]

# %% pca | wrong | singular values as they are | loses values many | says singular values
def pca(X):
    _, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    return s, Vt.T

# %% pca | wrong | standard deviations | loses values many | says Square them
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return np.sqrt(values[::-1]), vectors[:, ::-1]

# %% pca | wrong | correlation instead of covariance | loses all | says divided by their standard deviations
def pca(X):
    values, vectors = np.linalg.eigh(np.corrcoef(X.T))
    return values[::-1], vectors[:, ::-1]

# %% pca | wrong | shares | loses values many | says shares of the sum
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return values[::-1] / values.sum(), vectors[:, ::-1]

# %% pca | wrong | covariance of the rows | loses all | says shape
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X))
    return values[::-1], vectors[:, ::-1]

# %% pca | wrong | no division | loses values many | says division by N − 1 is missing
def pca(X):
    Z = X - X.mean(axis=0)
    values, vectors = np.linalg.eigh(Z.T @ Z)
    return values[::-1], vectors[:, ::-1]

# %% pca | wrong | vectors scaled by their standard deviations | loses vectors many | says length 1 is expected
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return values[::-1], (vectors * np.sqrt(values))[:, ::-1]

# %% pca | wrong | changes X | loses all | says changed its argument X
def pca(X):
    X -= X.mean(axis=0)
    values, vectors = np.linalg.eigh(X.T @ X / (len(X) - 1))
    return values[::-1], vectors[:, ::-1]

# %% pca | wrong | eigenvalues only | loses all | says two things are expected
def pca(X):
    return np.linalg.eigvalsh(np.cov(X.T))[::-1]

# %% pca | wrong | vectors first | loses all | says shape
def pca(X):
    values, vectors = np.linalg.eigh(np.cov(X.T))
    return vectors[:, ::-1], values[::-1]

# %% best_rate | right | read off the slider
def best_rate():
    return 0.7244

# %% best_rate | right | between smallest and largest curvature
def best_rate():
    X = design_matrix(x, 1)
    return 2 / np.linalg.eigvalsh(2 / len(y) * X.T @ X).sum()

# %% best_rate | right | searched for
def best_rate():
    X = design_matrix(x, 1)
    ends = {}
    for rate in np.arange(0.05, 1, 0.01):
        w = np.array([2, -8])
        for _ in range(10):
            w = w - rate * 2 / len(y) * X.T @ (X @ w - y)
        ends[rate] = mse(X, y, w)
    return min(ends, key=ends.get)

# %% best_rate | right | an array of one
def best_rate():
    return np.array([0.74])

# %% best_rate | right | a step of the slider below
def best_rate():
    return np.float32(0.708)

# %% best_rate | wrong | where the slider stands | loses all | says too small
def best_rate():
    return 0.1

# %% best_rate | wrong | the rate of the picture | loses all | says too small
def best_rate():
    return 0.5

# %% best_rate | wrong | the edge | loses all | says too large
def best_rate():
    return 0.993

# %% best_rate | wrong | the other rate of the picture | loses all | says too large
def best_rate():
    return 1.02

# %% best_rate | wrong | two steps of the slider too many | loses all | says too large
def best_rate():
    return 0.79

# %% best_rate | wrong | too small by a tenth | loses all | says too small
def best_rate():
    return 0.66

# %% best_rate | wrong | the exponent | loses all | says does not go down
def best_rate():
    return -0.14

# %% best_rate | wrong | the error | loses all | says too small
def best_rate():
    return 7.2e-5

# %% best_rate | wrong | zero | loses all | says does not go down
def best_rate():
    return 0

# %% best_rate | wrong | half of the edge | loses all | says too small
def best_rate():
    X = design_matrix(x, 1)
    return 1 / np.linalg.eigvalsh(2 / len(y) * X.T @ X).max()

# %% best_rate | wrong | printed | loses all | says one number
def best_rate():
    print(0.73)

# %% best_rate | wrong | with its error | loses all | says one number
def best_rate():
    return 0.73, 7.2e-5

# %% best_rate | wrong | as text | loses all | says one number
def best_rate():
    return "0.73"

# %% smallest_lam | right | read off the slider
def smallest_lam():
    return 0.000141

# %% smallest_lam | right | a step of the slider above
def smallest_lam():
    return 10**-3.8

# %% smallest_lam | right | rounded up
def smallest_lam():
    return 1.5e-4

# %% smallest_lam | right | an array of one
def smallest_lam():
    return np.array([0.00014])

# %% smallest_lam | right | searched for
def smallest_lam():
    lam = 1e-6
    while cross_validate(x, y, 12, [lam], len(x), np.random.default_rng(1))[0] >= 5:
        lam *= 1.02
    return lam

# %% smallest_lam | wrong | the λ of the text | loses all | says too small
def smallest_lam():
    return 0.0001

# %% smallest_lam | wrong | the best λ | loses all | says too large
def smallest_lam():
    return 0.01

# %% smallest_lam | wrong | the exponent | loses all | says too small
def smallest_lam():
    return -3.85

# %% smallest_lam | wrong | two steps of the slider too few | loses all | says too small
def smallest_lam():
    return 0.000126

# %% smallest_lam | wrong | too large by a half | loses all | says too large
def smallest_lam():
    return 0.00021

# %% smallest_lam | wrong | by the new samples | loses all | says too small
def smallest_lam():
    return 2.6e-6

# %% smallest_lam | wrong | no penalty | loses all | says too small
def smallest_lam():
    return 0

# %% smallest_lam | wrong | a zero too many | loses all | says too small
def smallest_lam():
    return 0.000014

# %% smallest_lam | wrong | a zero too few | loses all | says too large
def smallest_lam():
    return 0.0014

# %% smallest_lam | wrong | the error | loses all | says too large: with this λ the cross-validated error is not below 5
def smallest_lam():
    return 4.77

# %% smallest_lam | wrong | the largest λ below 5 | loses all | says too large
def smallest_lam():
    return 0.4

# %% smallest_lam | wrong | printed | loses all | says one number
def smallest_lam():
    print(0.00014)

# %% smallest_lam | wrong | degree and λ | loses all | says one number
def smallest_lam():
    return 12, 0.00014

# %% smallest_lam | wrong | as text | loses all | says one number
def smallest_lam():
    return "0.00014"

# %% smallest_lam | wrong | not a number | loses all | says one number
def smallest_lam():
    return np.nan

# %% mean_and_error | right | variance over n
def mean_and_error(errors):
    errors = np.asarray(errors, float)
    return errors.mean(axis=0), np.sqrt(errors.var(axis=0, ddof=1) / len(errors))

# %% mean_and_error | right | sums
def mean_and_error(errors):
    n = len(errors)
    mean = sum(np.asarray(e, float) for e in errors) / n
    squares = sum((np.asarray(e, float) - mean) ** 2 for e in errors)
    return [mean, (squares / (n - 1)) ** 0.5 / n ** 0.5]

# %% mean_and_error | right | one setting at a time
def mean_and_error(errors):
    import statistics
    def one(column):
        column = [float(e) for e in column]
        return statistics.mean(column), statistics.stdev(column) / len(column) ** 0.5
    if np.ndim(errors) == 1:
        return one(errors)
    pairs = [one(column) for column in np.transpose(errors)]
    return np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])

# %% mean_and_error | right | a root of a covariance
def mean_and_error(errors):
    columns = np.transpose(errors)
    if columns.ndim == 1:
        return np.average(columns), float(np.cov(columns) / columns.size) ** 0.5
    return columns.mean(1), np.sqrt(np.diag(np.atleast_2d(np.cov(columns))) / columns.shape[1])

# %% mean_and_error | right | weights
def mean_and_error(errors):
    n = len(errors)
    weights = np.full(n, 1 / n)
    mean = weights @ np.asarray(errors)
    return mean, np.sqrt(weights @ (np.asarray(errors) - mean) ** 2 / (n - 1))

# %% mean_and_error | wrong | standard deviation | loses all | says Divide it by √n
def mean_and_error(errors):
    return np.mean(errors, axis=0), np.std(errors, axis=0, ddof=1)

# %% mean_and_error | wrong | n for n − 1 | loses all | says ddof=1
def mean_and_error(errors):
    return np.mean(errors, axis=0), np.std(errors, axis=0) / np.sqrt(len(errors))

# %% mean_and_error | wrong | both missing | loses all | says with n for n − 1
def mean_and_error(errors):
    return np.mean(errors, axis=0), np.std(errors, axis=0)

# %% mean_and_error | wrong | divided by n | loses all | says but by √n is expected
def mean_and_error(errors):
    return np.mean(errors, axis=0), np.std(errors, axis=0, ddof=1) / len(errors)

# %% mean_and_error | wrong | variance | loses all | says that is the variance
def mean_and_error(errors):
    return np.mean(errors, axis=0), np.var(errors, axis=0, ddof=1)

# %% mean_and_error | wrong | variance of the mean | loses all | says root is missing
def mean_and_error(errors):
    return np.mean(errors, axis=0), np.var(errors, axis=0, ddof=1) / len(errors)

# %% mean_and_error | wrong | all settings together | loses settings | says each column has its own
def mean_and_error(errors):
    return np.mean(errors, axis=0), np.std(errors, ddof=1) / np.sqrt(np.size(errors))

# %% mean_and_error | wrong | one number for all | loses settings | says for all settings
def mean_and_error(errors):
    return np.mean(errors), np.std(errors, ddof=1) / np.sqrt(np.size(errors))

# %% mean_and_error | wrong | along the rows | loses settings | says mean runs along the rows
def mean_and_error(errors):
    errors = np.asarray(errors)
    return errors.mean(axis=-1), errors.std(axis=-1, ddof=1) / np.sqrt(errors.shape[-1])

# %% mean_and_error | wrong | median | loses all | says median is taken
def mean_and_error(errors):
    return np.median(errors, axis=0), np.std(errors, axis=0, ddof=1) / np.sqrt(len(errors))

# %% mean_and_error | wrong | exchanged | loses all | says exchanged
def mean_and_error(errors):
    return np.std(errors, axis=0, ddof=1) / np.sqrt(len(errors)), np.mean(errors, axis=0)

# %% mean_and_error | wrong | mean alone | loses all | says only the mean comes back
def mean_and_error(errors):
    return np.mean(errors, axis=0)

# %% mean_and_error | wrong | absolute deviations | loses all | says absolute deviations
def mean_and_error(errors):
    mean = np.mean(errors, axis=0)
    return mean, np.mean(np.abs(np.asarray(errors) - mean), axis=0) / np.sqrt(len(errors))

# %% reconstruct | right | own pca
def reconstruct(X, k):
    V = pca(X)[1][:, :k]
    mean = np.mean(X, axis=0)
    return (np.asarray(X) - mean) @ V @ V.T + mean

# %% reconstruct | right | coordinates and back
def reconstruct(X, k):
    X = np.asarray(X, dtype=float)
    mean = X.mean(axis=0)
    _, _, Vt = np.linalg.svd(X - mean)
    Z = (X - mean) @ Vt.T[:, :k]
    return Z @ Vt[:k, :] + mean

# %% reconstruct | right | one axis after the other
def reconstruct(X, k):
    U, s, Vt = np.linalg.svd(np.asarray(X) - np.mean(X, axis=0), full_matrices=False)
    rows = np.tile(np.mean(X, axis=0), (len(X), 1))
    for j in range(min(k, len(s))):
        rows = rows + s[j] * np.outer(U[:, j], Vt[j])
    return rows

# %% reconstruct | right | small singular values set to 0
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    U, s, Vt = np.linalg.svd(np.asarray(X) - mean, full_matrices=False)
    s[k:] = 0
    return mean + U @ np.diag(s) @ Vt

# %% reconstruct | right | what is dropped is taken away
def reconstruct(X, k):
    X = np.asarray(X, float)
    dropped = pca(X)[1][:, k:]
    return X - (X - X.mean(axis=0)) @ dropped @ dropped.T

# %% reconstruct | wrong | the mean is not added | loses all | says mean is missing
def reconstruct(X, k):
    V = pca(X)[1][:, :k]
    return (np.asarray(X) - np.mean(X, axis=0)) @ V @ V.T

# %% reconstruct | wrong | not centred | loses all | says X itself is projected
def reconstruct(X, k):
    V = pca(X)[1][:, :k]
    return np.asarray(X) @ V @ V.T

# %% reconstruct | wrong | smallest axes | loses all | says axes of the smallest variance
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    V = pca(X)[1]
    V = V[:, V.shape[1] - k:]
    return mean + (np.asarray(X) - mean) @ V @ V.T

# %% reconstruct | wrong | eigh without a reversal | loses all | says axes of the smallest variance
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    _, V = np.linalg.eigh(np.cov(np.transpose(X)))
    return mean + (np.asarray(X) - mean) @ V[:, :k] @ V[:, :k].T

# %% reconstruct | wrong | what is dropped | loses all | says dropped, but they must be kept
def reconstruct(X, k):
    X = np.asarray(X)
    mean = X.mean(axis=0)
    V = pca(X)[1][:, :k]
    return X - (X - mean) @ V @ V.T

# %% reconstruct | wrong | V for its transpose | loses all | says rows of the matrix of vectors
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    V = pca(X)[1]
    return mean + (np.asarray(X) - mean) @ V[:k].T @ V[:k]

# %% reconstruct | wrong | coordinates only | loses all | says those are the coordinates along the axes. The way back is missing
def reconstruct(X, k):
    return (np.asarray(X) - np.mean(X, axis=0)) @ pca(X)[1][:, :k]

# %% reconstruct | wrong | columns of X | loses all | says first k columns of X are kept
def reconstruct(X, k):
    X = np.array(X, float)
    X[:, k:] = X[:, k:].mean(axis=0)
    return X

# %% reconstruct | wrong | no axis dropped | loses all | says nothing is left out
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    V = pca(X)[1]
    return mean + (np.asarray(X) - mean) @ V @ V.T

# %% reconstruct | wrong | one axis too many | loses all | says one axis too many
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    V = pca(X)[1][:, : k + 1]
    return mean + (np.asarray(X) - mean) @ V @ V.T

# %% reconstruct | wrong | singular values forgotten | loses all | says singular values are missing
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    U, s, Vt = np.linalg.svd(np.asarray(X) - mean, full_matrices=False)
    return mean + U[:, :k] @ Vt[:k]

# %% reconstruct | wrong | Vt taken for V | loses all | says already transposed
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    U, s, V = np.linalg.svd(np.asarray(X) - mean, full_matrices=False)
    return mean + (U[:, :k] * s[:k]) @ V[:, :k].T

# %% reconstruct | wrong | one mean for all columns | loses all | says each column has its own
def reconstruct(X, k):
    mean = np.mean(X)
    U, s, Vt = np.linalg.svd(np.asarray(X) - mean, full_matrices=False)
    return mean + (U[:, :k] * s[:k]) @ Vt[:k]

# %% reconstruct | wrong | centred in place | loses all | says changed
def reconstruct(X, k):
    mean = np.mean(X, axis=0)
    X -= mean
    V = pca(X)[1][:, :k]
    return mean + X @ V @ V.T
