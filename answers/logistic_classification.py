# The answer bank of lab 2: answers that students give, right and wrong, and what each must score.
# The format is explained at the top of answers/sigmoid_fit.py.

# %% add_bias | right | hstack
def add_bias(X):
    return np.hstack([X, np.ones((X.shape[0], 1))])

# %% add_bias | right | np.c_
def add_bias(X):
    return np.c_[X, np.ones(len(X))]

# %% add_bias | right | filled into an array of ones
def add_bias(X):
    out = np.ones((X.shape[0], X.shape[1] + 1))
    out[:, :-1] = X
    return out

# %% add_bias | right | a list of rows
def add_bias(X):
    return [list(row) + [1.0] for row in X]

# %% add_bias | right | padded
def add_bias(X):
    return np.pad(np.asarray(X, float), ((0, 0), (0, 1)), constant_values=1)

# %% add_bias | wrong | ones first | loses all | says first column
def add_bias(X):
    return np.c_[np.ones(len(X)), X]

# %% add_bias | wrong | zeros | loses all | says holds zeros
def add_bias(X):
    return np.c_[X, np.zeros(len(X))]

# %% add_bias | wrong | a row of ones | loses all | says a row of ones was appended
def add_bias(X):
    return np.vstack([X, np.ones(X.shape[1])])

# %% add_bias | wrong | adds 1 to the features | loses all | says added to every feature
def add_bias(X):
    return X + 1

# %% add_bias | wrong | 1 added to every entry of a wider array | loses all | says features, too
def add_bias(X):
    out = np.zeros((X.shape[0], X.shape[1] + 1))
    out[:, :-1] = X
    return out + 1

# %% add_bias | wrong | the samples of the lab | loses all | says but shape (4, 3)
def add_bias(features):
    return np.c_[X, np.ones(len(X))]

# %% add_bias | wrong | two features only | loses sizes | says raised ValueError
def add_bias(X):
    return np.array([[a, b, 1] for a, b in X])

# %% add_bias | wrong | ones appended to the flat array | loses all | says but shape (4, 3)
def add_bias(X):
    return np.append(X, np.ones(len(X)))

# %% add_bias | wrong | one row too many of ones | loses all | says raised ValueError
def add_bias(X):
    return np.hstack([X, np.ones(len(X))])

# %% add_bias | wrong | returns nothing | loses all | says `return` missing
def add_bias(X):
    X = np.c_[X, np.ones(len(X))]

# %% predict_proba | right | without add_bias
def predict_proba(X, w):
    return sigmoid(X @ w[:-1] + w[-1])

# %% predict_proba | right | loop over the samples
def predict_proba(X, w):
    return [float(sigmoid(np.dot(row, w))) for row in add_bias(X)]

# %% predict_proba | right | einsum and tanh
def predict_proba(X, w):
    return 0.5 + 0.5 * np.tanh(np.einsum("nd,d->n", add_bias(X), w) / 2)

# %% predict_proba | right | loop over the features, exponential written out
def predict_proba(X, w):
    z = w[-1]
    for j in range(X.shape[1]):
        z = z + w[j] * X[:, j]
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))

# %% predict_proba | wrong | no sigmoid | loses all | says sigmoid is missing
def predict_proba(X, w):
    return add_bias(X) @ w

# %% predict_proba | wrong | no bias | loses all | says bias is missing
def predict_proba(X, w):
    return sigmoid(X @ w[:-1])

# %% predict_proba | wrong | bias taken first | loses all | says the first was taken
def predict_proba(X, w):
    return sigmoid(X @ w[1:] + w[0])

# %% predict_proba | wrong | two features only | loses sizes | says for 40 sample(s) with 1
def predict_proba(X, w):
    return sigmoid(X[:, 0] * w[0] + X[:, 1] * w[1] + w[2])

# %% predict_proba | wrong | sign in the exponent | loses all | says probability of class 0
def predict_proba(X, w):
    return 1 / (1 + np.exp(add_bias(X) @ w))

# %% predict_proba | wrong | classes | loses all | says those are classes
def predict_proba(X, w):
    return (add_bias(X) @ w >= 0) * 1.0

# %% predict_proba | wrong | a column | loses all | says look at what has a shape with a 1
def predict_proba(X, w):
    return sigmoid(add_bias(X) @ w.reshape(-1, 1))

# %% predict_proba | wrong | bias subtracted | loses all | says not subtracted
def predict_proba(X, w):
    return sigmoid(X @ w[:-1] - w[-1])

# %% predict_proba | wrong | both probabilities | loses all | says of both classes
def predict_proba(X, w):
    p = sigmoid(add_bias(X) @ w)
    return np.column_stack([1 - p, p])

# %% predict_proba | wrong | entry by entry | loses all | says multiplies entry by entry
def predict_proba(X, w):
    return sigmoid(add_bias(X) * w)

# %% predict_proba | wrong | w0 and w1 swapped | loses all | says swapped
def predict_proba(X, w):
    return sigmoid(X[:, 0] * w[1] + X[:, 1] * w[0] + w[2])

# %% predict_proba | right | a loop over samples and weights
def predict_proba(X, w):
    out = []
    for row in X:
        z = sum(a * b for a, b in zip(row, w)) + w[-1]
        out.append(1 / (1 + np.exp(-z)))
    return out

# %% predict_proba | wrong | exponential for sigmoid | loses all | says no upper limit
def predict_proba(X, w):
    return np.exp(add_bias(X) @ w)

# %% predict_proba | wrong | tanh | loses all | says goes from 0 to 1
def predict_proba(X, w):
    return np.tanh(add_bias(X) @ w)

# %% predict_proba | wrong | kept away from 0 and 1 | loses sizes | says kept 1e-06 away
def predict_proba(X, w):
    return np.clip(sigmoid(add_bias(X) @ w), 1e-6, 1 - 1e-6)

# %% bce | right | softplus by hand
def bce(X, y, w):
    z = add_bias(X) @ w
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    return float((softplus - y * z).sum())

# %% bce | right | a sign for each class
def bce(X, y, w):
    sign = 2 * y - 1
    return np.logaddexp(0, -sign * (X @ w[:-1] + w[-1])).sum()

# %% bce | right | two terms
def bce(X, y, w):
    z = add_bias(X) @ w
    log_p = -np.logaddexp(0, -z)
    log_q = -np.logaddexp(0, z)
    return -np.sum(y * log_p + (1 - y) * log_q)

# %% bce | right | loop
def bce(X, y, w):
    total = 0.0
    for row, label in zip(add_bias(X), y):
        z = np.dot(row, w)
        total += np.logaddexp(0.0, -z if label == 1 else z)
    return total

# %% bce | right | masks and a dot product
def bce(X, y, w):
    z = add_bias(X) @ w
    come, not_come = z[y == 1], z[y == 0]
    return np.logaddexp(0, -come) @ np.ones(len(come)) + np.logaddexp(0, not_come) @ np.ones(len(not_come))

# %% bce | wrong | log of p | loses extremes | says use the logits
def bce(X, y, w):
    p = np.clip(predict_proba(X, w), 1e-12, 1 - 1e-12)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))

# %% bce | wrong | log of 0 | loses extremes | says log of 0 was taken
def bce(X, y, w):
    p = predict_proba(X, w)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))

# %% bce | wrong | epsilon in the logarithm | loses extremes | says added inside the logarithm
def bce(X, y, w):
    p = predict_proba(X, w)
    return -np.sum(y * np.log(p + 1e-15) + (1 - y) * np.log(1 - p + 1e-15))

# %% bce | wrong | clipped logits | loses extremes | says cut off at ±500
def bce(X, y, w):
    z = np.clip(add_bias(X) @ w, -500, 500)
    return np.sum(np.logaddexp(0, z) - y * z)

# %% bce | wrong | log of 1 + exp | loses extremes | says infinite
def bce(X, y, w):
    z = add_bias(X) @ w
    return np.sum(np.log(1 + np.exp(z)) - y * z)

# %% bce | wrong | nan_to_num | loses extremes | says log of 0 was taken
def bce(X, y, w):
    p = predict_proba(X, w)
    return -np.sum(np.nan_to_num(y * np.log(p)) + np.nan_to_num((1 - y) * np.log(1 - p)))

# %% bce | wrong | no minus | loses all | says minus before the sum is missing
def bce(X, y, w):
    z = add_bias(X) @ w
    return -np.sum(np.logaddexp(0, z) - y * z)

# %% bce | wrong | minus before the first term only | loses all | says first term only
def bce(X, y, w):
    z = add_bias(X) @ w
    return np.sum(y * np.logaddexp(0, -z) - (1 - y) * np.logaddexp(0, z))

# %% bce | wrong | mean | loses all | says that is the mean, but the sum is expected
def bce(X, y, w):
    z = add_bias(X) @ w
    return np.mean(np.logaddexp(0, z) - y * z)

# %% bce | wrong | second term missing | loses all | says second term
def bce(X, y, w):
    return np.sum(y * np.logaddexp(0, -(add_bias(X) @ w)))

# %% bce | wrong | y and 1 - y swapped | loses all | says swapped
def bce(X, y, w):
    z = add_bias(X) @ w
    return np.sum(np.logaddexp(0, z) - (1 - y) * z)

# %% bce | wrong | not summed | loses all | says the sum is missing
def bce(X, y, w):
    z = add_bias(X) @ w
    return np.logaddexp(0, z) - y * z

# %% bce | wrong | squared error | loses all | says squared errors
def bce(X, y, w):
    return np.sum((predict_proba(X, w) - y) ** 2)

# %% bce | wrong | every logit meets every y | loses all | says Did (7,) meet (7, 1)
def bce(X, y, w):
    z = (add_bias(X) @ w).reshape(-1, 1)
    return np.sum(np.logaddexp(0, z) * np.ones(len(y)) - y * z)

# %% bce | wrong | logarithm to base 2 | loses all | says base 2
def bce(X, y, w):
    p = predict_proba(X, w)
    return -np.sum(y * np.log2(p) + (1 - y) * np.log2(1 - p))

# %% bce | wrong | global data | loses all | says another y gives the same result
def bce(features, labels, w):
    z = add_bias(X) @ w
    return np.sum(np.logaddexp(0, z) - y * z)

# %% bce | right | with labels 1 and -1
def bce(X, y, w):
    s = 2 * y - 1
    return np.logaddexp(0, -s * (add_bias(X) @ w)).sum()

# %% bce | wrong | y left out | loses all | says y is not used
def bce(X, y, w):
    return np.sum(np.logaddexp(0, add_bias(X) @ w))

# %% bce | wrong | the sign of z in logaddexp | loses all | says It belongs to log
def bce(X, y, w):
    z = add_bias(X) @ w
    return np.sum(np.logaddexp(0, -z) - y * z)

# %% bce | wrong | the product of the probabilities | loses all | says Sum their logarithms
def bce(X, y, w):
    p = predict_proba(X, w)
    return -np.prod(p**y * (1 - p) ** (1 - y))

# %% bce_grad | right | loop
def bce_grad(X, y, w):
    g = np.zeros(len(w))
    for row, label in zip(add_bias(X), y):
        g += (sigmoid(row @ w) - label) * np.asarray(row)
    return g

# %% bce_grad | right | residual times the table
def bce_grad(X, y, w):
    r = predict_proba(X, w) - y
    return np.append(r @ X, r.sum())

# %% bce_grad | right | einsum
def bce_grad(X, y, w):
    return np.einsum("n,nd->d", predict_proba(X, w) - y, add_bias(X))

# %% bce_grad | right | broadcast and sum, as a list
def bce_grad(X, y, w):
    r = (predict_proba(X, w) - y)[:, None]
    return list((r * add_bias(X)).sum(axis=0))

# %% bce_grad | wrong | sign | loses all | says y − p was taken
def bce_grad(X, y, w):
    return add_bias(X).T @ (y - predict_proba(X, w))

# %% bce_grad | wrong | mean | loses values sizes extremes | says that is the mean, but the loss is a sum
def bce_grad(X, y, w):
    return add_bias(X).T @ (predict_proba(X, w) - y) / len(y)

# %% bce_grad | wrong | factor p (1 - p) | loses all | says too many
def bce_grad(X, y, w):
    p = predict_proba(X, w)
    return add_bias(X).T @ ((p - y) * p * (1 - p))

# %% bce_grad | wrong | gradient of the squares | loses all | says squared error
def bce_grad(X, y, w):
    p = predict_proba(X, w)
    return add_bias(X).T @ (2 * (p - y) * p * (1 - p))

# %% bce_grad | wrong | the long way, divided by p | loses extremes | says Multiply out the fractions
def bce_grad(X, y, w):
    p = predict_proba(X, w)
    return add_bias(X).T @ ((-y / p + (1 - y) / (1 - p)) * p * (1 - p))

# %% bce_grad | wrong | slope of the sigmoid missing | loses all | says p (1 − p) is missing
def bce_grad(X, y, w):
    p = predict_proba(X, w)
    return add_bias(X).T @ (-y / p + (1 - y) / (1 - p))

# %% bce_grad | wrong | bias missing | loses all | says along the bias is missing
def bce_grad(X, y, w):
    return X.T @ (predict_proba(X, w) - y)

# %% bce_grad | wrong | bias first | loses all | says bias stands first
def bce_grad(X, y, w):
    r = predict_proba(X, w) - y
    return np.r_[r.sum(), r @ X]

# %% bce_grad | wrong | not summed | loses all | says sum over the samples is missing
def bce_grad(X, y, w):
    return (predict_proba(X, w) - y)[:, None] * add_bias(X)

# %% bce_grad | wrong | decisions | loses all | says decision
def bce_grad(X, y, w):
    return add_bias(X).T @ ((predict_proba(X, w) >= 0.5) - y)

# %% bce_grad | wrong | logits | loses all | says sigmoid is missing
def bce_grad(X, y, w):
    return add_bias(X).T @ (add_bias(X) @ w - y)

# %% bce_grad | wrong | factor 2 | loses all | says factor 2 too many
def bce_grad(X, y, w):
    return 2 * add_bias(X).T @ (predict_proba(X, w) - y)

# %% bce_grad | wrong | absolute residuals | loses all | says lost its sign
def bce_grad(X, y, w):
    return add_bias(X).T @ np.abs(predict_proba(X, w) - y)

# %% bce_grad | wrong | central differences | loses extremes | says differences
def bce_grad(X, y, w):
    return numeric_grad(lambda v: np.sum(np.logaddexp(0, add_bias(X) @ v) - y * (add_bias(X) @ v)), w)

# %% bce_grad | wrong | forward differences | loses all | shows largest difference
def bce_grad(X, y, w):
    def loss(v):
        z = add_bias(X) @ v
        return np.sum(np.logaddexp(0, z) - y * z)
    return np.array([(loss(w + e) - loss(w)) / 1e-4 for e in 1e-4 * np.eye(len(w))])

# %% bce_grad | wrong | first feature twice | loses all | says the last entry or row holds what the first must
def bce_grad(X, y, w):
    G = add_bias(X).T @ (predict_proba(X, w) - y)
    G[-1] = G[0]
    return G

# %% fit | right | array of losses
def fit(X, y, w, learning_rate, steps):
    w = np.asarray(w, dtype=float).copy()
    losses = np.empty(steps + 1)
    losses[0] = bce(X, y, w)
    for i in range(steps):
        w -= learning_rate * bce_grad(X, y, w)
        losses[i + 1] = bce(X, y, w)
    return w, losses

# %% fit | right | loss before each step, and once more
def fit(X, y, w, learning_rate, steps):
    losses = []
    for step in range(steps):
        losses.append(bce(X, y, w))
        w = w - learning_rate * bce_grad(X, y, w)
    losses.append(bce(X, y, w))
    return [w, losses]

# %% fit | right | path first, losses afterwards
def fit(X, y, w, learning_rate, steps):
    path = [1.0 * w]
    while len(path) <= steps:
        path.append(path[-1] - learning_rate * np.array(bce_grad(X, y, path[-1])))
    return path[-1], [float(bce(X, y, v)) for v in path]

# %% fit | right | gradient written out
def fit(X, y, w, learning_rate, steps):
    B = add_bias(X)
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * (sigmoid(B @ w) - y) @ B
        losses.append(bce(X, y, w))
    return w, np.array(losses)

# %% fit | right | recursion
def fit(X, y, w, learning_rate, steps):
    if steps == 0:
        return w, [bce(X, y, w)]
    last, losses = fit(X, y, w - learning_rate * bce_grad(X, y, w), learning_rate, steps - 1)
    return last, [bce(X, y, w), *losses]

# %% fit | wrong | ascent | loses all | says go up
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w + learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | changes the start | loses all | says changed its argument w
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w[:] = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | in place on whole numbers | loses start | says raised
def fit(X, y, w, learning_rate, steps):
    w = w.copy()
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w -= learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | start cut to whole numbers | loses start | says the start is an array of whole numbers, and stays one
def fit(X, y, w, learning_rate, steps):
    w = w.copy()
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w[:] = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | loss of the start missing | loses all | says loss of the start is missing
def fit(X, y, w, learning_rate, steps):
    losses = []
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | one step too many | loses all | says one step too many
def fit(X, y, w, learning_rate, steps):
    losses = []
    for _ in range(steps + 1):
        losses.append(bce(X, y, w))
        w = w - learning_rate * bce_grad(X, y, w)
    return w, losses

# %% fit | wrong | only w | loses all | says separated by a comma
def fit(X, y, w, learning_rate, steps):
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
    return w

# %% fit | wrong | losses first | loses all | says are exchanged
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return losses, w

# %% fit | wrong | mean of the gradient | loses all | says divided by the number of samples
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w) / len(X)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | gradient of the start | loses all | says gradient of the start
def fit(X, y, w, learning_rate, steps):
    g, losses = bce_grad(X, y, w), [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * g
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | returns the start | loses all | says start is returned
def fit(X, y, w, learning_rate, steps):
    v, losses = w, [bce(X, y, w)]
    for _ in range(steps):
        v = v - learning_rate * bce_grad(X, y, v)
        losses.append(bce(X, y, v))
    return w, losses

# %% fit | wrong | own start | loses all | says the walk begins at 0
def fit(X, y, w, learning_rate, steps):
    w = np.zeros(X.shape[1] + 1)
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | always 30 steps | loses all | says where 30 steps lead
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(30):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | right | recursive
def fit(X, y, w, learning_rate, steps):
    if steps == 0:
        return w.copy(), [bce(X, y, w)]
    end, losses = fit(X, y, w - learning_rate * bce_grad(X, y, w), learning_rate, steps - 1)
    return end, np.concatenate([[bce(X, y, w)], losses])

# %% fit | wrong | losses that never rise | loses long | says the losses never rise
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(min(losses[-1], bce(X, y, w)))
    return w, losses

# %% fit | wrong | the best w | loses long | says smallest loss is returned
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    best = w
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
        if losses[-1] == min(losses):
            best = w
    return best, losses

# %% fit | wrong | the rate is halved after a rise | loses long | says halved
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
        if losses[-1] > losses[-2]:
            learning_rate = learning_rate / 2
    return w, losses

# %% fit | wrong | steps that raise the loss are taken back | loses long | says taken back
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        new = w - learning_rate * bce_grad(X, y, w)
        if bce(X, y, new) <= losses[-1]:
            w = new
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | stops at a small gradient | loses long | says stop early
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        g = bce_grad(X, y, w)
        if np.linalg.norm(g) < 1e-8:
            break
        w = w - learning_rate * g
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | stops when the loss changes little | loses long | says stop early
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
        if abs(losses[-1] - losses[-2]) < 1e-9:
            break
    return w, np.array(losses)

# %% fit | wrong | stops early and fills up | loses long | says goes wrong in a long run
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        g = bce_grad(X, y, w)
        if np.linalg.norm(g) > 1e-3:
            w = w - learning_rate * g
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | the gradient is clipped | loses sizes | says longer than 10 are cut off
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(steps):
        g = bce_grad(X, y, w)
        if np.linalg.norm(g) > 10:
            g = g * 10 / np.linalg.norm(g)
        w = w - learning_rate * g
        losses.append(bce(X, y, w))
    return w, losses

# %% fit | wrong | at most 100 steps | loses long | says stop early
def fit(X, y, w, learning_rate, steps):
    losses = [bce(X, y, w)]
    for _ in range(min(steps, 100)):
        w = w - learning_rate * bce_grad(X, y, w)
        losses.append(bce(X, y, w))
    return w, losses

# %% boundary | right | slope and intercept
def boundary(w, x0):
    a, b, c = w
    slope, intercept = -a / b, -c / b
    return slope * x0 + intercept

# %% boundary | right | minus carried through
def boundary(w, x0):
    return (-w[2] - w[0] * x0) / w[1]

# %% boundary | right | polyval
def boundary(w, x0):
    return np.polyval([w[0] / -w[1], w[2] / -w[1]], x0)

# %% boundary | right | number by number
def boundary(w, x0):
    answer = np.vectorize(lambda t: float(-(w[0] * t + w[2]) / w[1]))(x0)
    return answer

# %% boundary | wrong | sign | loses all | says sign is flipped
def boundary(w, x0):
    return (w[0] * x0 + w[2]) / w[1]

# %% boundary | wrong | bias missing | loses all | says bias w2 is missing
def boundary(w, x0):
    return -w[0] * x0 / w[1]

# %% boundary | wrong | not divided | loses all | says division by w1
def boundary(w, x0):
    return -(w[0] * x0 + w[2])

# %% boundary | wrong | w0 and w1 swapped | loses all | says w0 and w1 are swapped
def boundary(w, x0):
    return -(w[1] * x0 + w[2]) / w[0]

# %% boundary | wrong | minus on one term | loses all | says w2 must change its sign
def boundary(w, x0):
    return (-w[0] * x0 + w[2]) / w[1]

# %% boundary | wrong | division of one term | loses all | says w2 must be divided
def boundary(w, x0):
    return -w[0] * x0 / w[1] - w[2]

# %% boundary | wrong | bias first | loses all | says the first was taken
def boundary(w, x0):
    return -(w[0] + w[1] * x0) / w[2]

# %% boundary | wrong | one number only | loses array | says raised TypeError
def boundary(w, x0):
    return float(-(w[0] * float(x0) + w[2]) / w[1])

# %% boundary | wrong | both coordinates | loses all | says both coordinates are returned, but only x1 is expected
def boundary(w, x0):
    return np.array([x0, -(w[0] * x0 + w[2]) / w[1]])

# %% boundary | wrong | flattened | loses array | says shape is (6,)
def boundary(w, x0):
    x1 = -(w[0] * np.asarray(x0) + w[2]) / w[1]
    return x1.ravel() if np.ndim(x0) else x1

# %% boundary | wrong | only w2 divided | loses all | says must be divided by w1, too
def boundary(w, x0):
    return -w[0] * x0 - w[2] / w[1]

# %% boundary | wrong | 1/2 for the logit | loses all | says 1/2 was put in
def boundary(w, x0):
    return (0.5 - w[0] * x0 - w[2]) / w[1]

# %% boundary | wrong | uses x0 int | loses all | says decimals of x0 are cut off
def boundary(w, x0):
    return -(w[0] * np.asarray(x0).astype(int) + w[2]) / w[1]

# %% classify | right | where
def classify(X, w, threshold=0.5):
    return np.where(predict_proba(X, w) < threshold, 0, 1)

# %% classify | right | logits
def classify(X, w, threshold=0.5):
    return (add_bias(X) @ w >= np.log(threshold / (1 - threshold))).astype(int)

# %% classify | right | a list
def classify(X, w, threshold=0.5):
    return [1 if p >= threshold else 0 for p in predict_proba(X, w)]

# %% classify | right | filled array of small integers
def classify(X, w, threshold=0.5):
    p = predict_proba(X, w)
    out = np.zeros(len(p), dtype=np.int8)
    out[p >= threshold] = 1
    return out

# %% classify | right | truth values times 1
def classify(X, w, threshold=0.5):
    return 1 * (predict_proba(X, w) >= threshold)

# %% classify | wrong | truth values | loses kind | says True and False
def classify(X, w, threshold=0.5):
    return predict_proba(X, w) >= threshold

# %% classify | wrong | decimals | loses kind | says decimals
def classify(X, w, threshold=0.5):
    return (predict_proba(X, w) >= threshold) * 1.0

# %% classify | wrong | greater only | loses edge | says equal to the threshold
def classify(X, w, threshold=0.5):
    return (predict_proba(X, w) > threshold).astype(int)

# %% classify | wrong | rounds to even, so that a half is 0 | loses values edge | says threshold
def classify(X, w, threshold=0.5):
    return np.round(predict_proba(X, w)).astype(int)

# %% classify | wrong | threshold ignored | loses values | says threshold of the argument is not used
def classify(X, w, threshold=0.5):
    return (predict_proba(X, w) >= 0.5).astype(int)

# %% classify | wrong | exchanged | loses values edge | says exchanged
def classify(X, w, threshold=0.5):
    return (predict_proba(X, w) < threshold).astype(int)

# %% classify | wrong | logit compared | loses values edge | says logit is compared
def classify(X, w, threshold=0.5):
    return (add_bias(X) @ w >= threshold).astype(int)

# %% classify | wrong | probabilities | loses all | says those are the probabilities
def classify(X, w, threshold=0.5):
    return predict_proba(X, w)

# %% classify | wrong | cut off instead of compared | loses values edge | says cut off to whole numbers
def classify(X, w, threshold=0.5):
    return predict_proba(X, w).astype(int)

# %% classify | wrong | plus and minus one | loses values edge | says not 1 and −1
def classify(X, w, threshold=0.5):
    return np.where(predict_proba(X, w) >= threshold, 1, -1)

# %% classify | wrong | places of class 1 | loses values edge | says places of class 1
def classify(X, w, threshold=0.5):
    return np.flatnonzero(predict_proba(X, w) >= threshold)

# %% classify | wrong | the threshold added | loses values | says must be compared
def classify(X, w, threshold=0.5):
    return (predict_proba(X, w) + threshold).astype(int)

# %% classify | wrong | classes 1 and 2 | loses values edge | says those are 1 and 2
def classify(X, w, threshold=0.5):
    return (predict_proba(X, w) >= threshold).astype(int) + 1

# %% classify | wrong | a threshold of 0 counts as none | loses values | says threshold of 0 is not the same
def classify(X, w, threshold=None):
    return (predict_proba(X, w) >= (threshold or 0.5)).astype(int)

# %% classify | wrong | another threshold where none is given | loses edge | says if no threshold is given, it is 0.5
def classify(X, w, threshold=0.4):
    return (predict_proba(X, w) >= threshold).astype(int)

# %% classify | wrong | list of strings | loses all | says returns a value of type str_, but an array of shape (8,) is expected
def classify(X, w, threshold=0.5):
    return np.where(predict_proba(X, w) >= threshold, '1', '0')

# %% error_rate | right | one minus accuracy
def error_rate(y_true, y_pred):
    return 1 - np.mean(y_true == y_pred)

# %% error_rate | right | mean of absolute differences
def error_rate(y_true, y_pred):
    return np.abs(y_true - y_pred).mean()

# %% error_rate | right | count in a loop
def error_rate(y_true, y_pred):
    wrong = 0
    for t, p in zip(y_true, y_pred):
        wrong += int(t != p)
    return wrong / len(y_true)

# %% error_rate | right | exclusive or
def error_rate(y_true, y_pred):
    return float(np.sum(y_true ^ y_pred)) / y_true.size

# %% error_rate | right | squares
def error_rate(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)

# %% error_rate | wrong | accuracy | loses all | says share of right ones
def error_rate(y_true, y_pred):
    return np.mean(y_true == y_pred)

# %% error_rate | wrong | count | loses all | says number of wrong ones
def error_rate(y_true, y_pred):
    return np.sum(y_true != y_pred)

# %% error_rate | wrong | differences cancel | loses all | says cancel
def error_rate(y_true, y_pred):
    return np.mean(y_pred - y_true)

# %% error_rate | wrong | absolute value of the mean | loses all | says cancelled
def error_rate(y_true, y_pred):
    return abs(np.mean(y_pred - y_true))

# %% error_rate | wrong | one kind of mistake | loses all | says class 1 called 0
def error_rate(y_true, y_pred):
    return np.mean((y_true == 1) & (y_pred == 0))

# %% error_rate | wrong | not summed | loses all | says a number for each sample is returned. Their mean is expected
def error_rate(y_true, y_pred):
    return y_true != y_pred

# %% error_rate | wrong | per cent | loses all | says per cent
def error_rate(y_true, y_pred):
    return 100 * np.mean(y_true != y_pred)

# %% error_rate | wrong | divided by the ones | loses all | says divided by the samples of class 1
def error_rate(y_true, y_pred):
    return np.sum(y_true != y_pred) / np.sum(y_true)

# %% error_rate | wrong | square root | loses all | says square root
def error_rate(y_true, y_pred):
    return np.sqrt(np.mean((y_true - y_pred) ** 2))

# %% error_rate | wrong | whole division | loses all | says cut off
def error_rate(y_true, y_pred):
    return np.sum(y_true != y_pred) // len(y_true)

# %% error_rate | wrong | whether any is wrong | loses values | says whether any
def error_rate(y_true, y_pred):
    return float(np.any(y_true != y_pred))

# %% error_rate | wrong | divided by the samples of the lab | loses values | says 60 seeds
def error_rate(y_true, y_pred):
    return np.sum(y_true != y_pred) / 60

# %% error_rate | wrong | rounded | loses values | says it is rounded
def error_rate(y_true, y_pred):
    return round(np.mean(y_true != y_pred), 2)

# %% confusion_matrix | right | counting loop
def confusion_matrix(y_true, y_pred):
    C = np.zeros((2, 2), dtype=int)
    for t, p in zip(y_true, y_pred):
        C[t, p] += 1
    return C

# %% confusion_matrix | right | add.at
def confusion_matrix(y_true, y_pred):
    C = np.zeros((2, 2), int)
    np.add.at(C, (y_true, y_pred), 1)
    return C

# %% confusion_matrix | right | bincount
def confusion_matrix(y_true, y_pred):
    return np.bincount(2 * y_true + y_pred, minlength=4).reshape(2, 2)

# %% confusion_matrix | right | one-hot product
def confusion_matrix(y_true, y_pred):
    return np.eye(2, dtype=int)[y_true].T @ np.eye(2, dtype=int)[y_pred]

# %% confusion_matrix | right | four sums in a list
def confusion_matrix(y_true, y_pred):
    a = int(((y_true == 0) & (y_pred == 0)).sum())
    b = int(((y_true == 0) & (y_pred == 1)).sum())
    c = int(((y_true == 1) & (y_pred == 0)).sum())
    d = int(((y_true == 1) & (y_pred == 1)).sum())
    return [[a, b], [c, d]]

# %% confusion_matrix | wrong | transposed | loses all | says transposed
def confusion_matrix(y_true, y_pred):
    return np.array([[np.sum((y_true == i) & (y_pred == j)) for i in (0, 1)] for j in (0, 1)])

# %% confusion_matrix | wrong | class 1 first | loses all | says class 1 stands first
def confusion_matrix(y_true, y_pred):
    return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in (1, 0)] for i in (1, 0)])

# %% confusion_matrix | wrong | shares | loses all | says shares of all samples
def confusion_matrix(y_true, y_pred):
    return np.array([[np.mean((y_true == i) & (y_pred == j)) for j in (0, 1)] for i in (0, 1)])

# %% confusion_matrix | wrong | shares of rows | loses all | says shares of each row
def confusion_matrix(y_true, y_pred):
    C = np.array([[np.sum((y_true == i) & (y_pred == j)) for j in (0, 1)] for i in (0, 1)])
    return C / np.maximum(C.sum(axis=1, keepdims=True), 1)

# %% confusion_matrix | wrong | columns exchanged | loses all | says columns are exchanged
def confusion_matrix(y_true, y_pred):
    return np.array([[np.sum((y_true == i) & (y_pred != j)) for j in (0, 1)] for i in (0, 1)])

# %% confusion_matrix | wrong | only the classes that occur | loses one_class | says only the classes that occur
def confusion_matrix(y_true, y_pred):
    classes = np.unique(y_true)
    return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in classes] for i in classes])

# %% confusion_matrix | wrong | flat | loses all | says in one row
def confusion_matrix(y_true, y_pred):
    return np.bincount(2 * y_true + y_pred, minlength=4)

# %% confusion_matrix | wrong | indexed addition counts a pair once | loses all | says adds once for each cell
def confusion_matrix(y_true, y_pred):
    C = np.zeros((2, 2), int)
    C[y_true, y_pred] += 1
    return C

# %% confusion_matrix | wrong | rows exchanged | loses all | says rows are exchanged
def confusion_matrix(y_true, y_pred):
    return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in (0, 1)] for i in (1, 0)])

# %% confusion_matrix | right | a product of one-hot tables
def confusion_matrix(y_true, y_pred):
    return np.eye(2)[y_true].T @ np.eye(2)[y_pred]

# %% confusion_matrix | wrong | starts from ones | loses all | says one too high
def confusion_matrix(y_true, y_pred):
    C = np.ones((2, 2))
    for i, j in zip(y_true, y_pred):
        C[i, j] += 1
    return C

# %% confusion_matrix | wrong | totals instead of pairs | loses all | says pairs must be counted
def confusion_matrix(y_true, y_pred):
    return np.array([[np.sum(v == k) for k in (0, 1)] for v in (y_true, y_pred)])

# %% confusion_matrix | wrong | the classes of both that occur | loses one_class | says only the classes that occur
def confusion_matrix(y_true, y_pred):
    classes = np.unique(np.concatenate([y_true, y_pred]))
    return np.array([[np.sum((y_true == i) & (y_pred == j)) for j in classes] for i in classes])

# %% confusion_matrix | wrong | the classes that occur, in decimals | loses one_class | says only the classes that occur
def confusion_matrix(y_true, y_pred):
    classes = np.unique([y_true, y_pred])
    C = np.zeros((len(classes), len(classes)))
    for t, p in zip(y_true, y_pred):
        C[np.searchsorted(classes, t), np.searchsorted(classes, p)] += 1
    return C

# %% confusion_matrix | wrong | as large as the largest class | loses one_class | says only the classes that occur
def confusion_matrix(y_true, y_pred):
    C = np.zeros((max(*y_true, *y_pred) + 1,) * 2, int)
    np.add.at(C, (y_true, y_pred), 1)
    return C

# %% confusion_matrix | right | decimals
def confusion_matrix(y_true, y_pred):
    C = np.zeros((2, 2))
    for t, p in zip(y_true, y_pred):
        C[int(t), int(p)] += 1
    return C

# %% precision_recall | right | without the matrix
def precision_recall(y_true, y_pred):
    hits = np.sum((y_true == 1) & (y_pred == 1))
    called, there = np.sum(y_pred == 1), np.sum(y_true == 1)
    return (hits / called if called > 0 else 0.0), (hits / there if there > 0 else 0.0)

# %% precision_recall | right | sums of rows and columns, as a list
def precision_recall(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    return [float(C[1, 1]) / max(int(C[:, 1].sum()), 1), float(C[1, 1]) / max(int(C[1].sum()), 1)]

# %% precision_recall | right | divide with where
def precision_recall(y_true, y_pred):
    C = np.asarray(confusion_matrix(y_true, y_pred), float)
    below = np.array([C[:, 1].sum(), C[1].sum()])
    precision, recall = np.divide(C[1, 1], below, out=np.zeros(2), where=below > 0)
    return precision, recall

# %% precision_recall | right | exceptions
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    tn, fp, fn, tp = int(tn), int(fp), int(fn), int(tp)
    def share(a, b):
        try:
            return a / (a + b)
        except ZeroDivisionError:
            return 0.0
    return share(tp, fp), share(tp, fn)

# %% precision_recall | wrong | swapped | loses values | says swapped
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    return tp / max(tp + fn, 1), tp / max(tp + fp, 1)

# %% precision_recall | wrong | 0 by 0 | loses zero | says return 0.0
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    return tp / (tp + fp), tp / (tp + fn)

# %% precision_recall | wrong | 0 by 0 raises | loses zero | says raised ZeroDivisionError
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = np.asarray(confusion_matrix(y_true, y_pred)).tolist()
    return tp / (tp + fp), tp / (tp + fn)

# %% precision_recall | wrong | 1 where nothing is called 1 | loses zero | says precision is 0.0 and not 1
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    return tp / (tp + fp) if tp + fp else 1.0, tp / (tp + fn) if tp + fn else 1.0

# %% precision_recall | wrong | both 0 only if both are empty | loses zero | says return 0.0
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    if tp + fp == 0 and tp + fn == 0:
        return 0.0, 0.0
    return tp / (tp + fp), tp / (tp + fn)

# %% precision_recall | wrong | class 0 | loses values | says of class 0
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    if tp == 0:
        return 0.0, 0.0
    return tn / max(tn + fn, 1), tn / max(tn + fp, 1)

# %% precision_recall | wrong | share of all | loses values | says denominator is all samples
def precision_recall(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    return C[1, 1] / C.sum(), C[1, 1] / C.sum()

# %% precision_recall | wrong | accuracy | loses all | says share of right decisions
def precision_recall(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    return np.trace(C) / C.sum(), np.trace(C) / C.sum()

# %% precision_recall | wrong | false alarms for recall | loses values zero | says share of class 0 called 1
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    return tp / max(tp + fp, 1), fp / max(tn + fp, 1)

# %% precision_recall | wrong | one number | loses all | says separated by a comma
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    return 2 * tp / max(2 * tp + fp + fn, 1)

# %% precision_recall | wrong | one added to the denominator | loses values | says 1 is added
def precision_recall(y_true, y_pred):
    (tn, fp), (fn, tp) = confusion_matrix(y_true, y_pred)
    return tp / (tp + fp + 1), tp / (tp + fn + 1)

# %% precision_recall | wrong | 0 where nothing is called 1 by mistake | loses values | says only where the whole denominator
def precision_recall(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    precision = 0.0 if C[0, 1] == 0 else C[1, 1] / (C[0, 1] + C[1, 1])
    recall = 0.0 if C[1, 0] == 0 else C[1, 1] / (C[1, 0] + C[1, 1])
    return precision, recall

# %% precision_recall | right | an array of two
def precision_recall(y_true, y_pred):
    C = np.asarray(confusion_matrix(y_true, y_pred))
    with np.errstate(all="ignore"):
        return np.nan_to_num([C[1, 1] / C[:, 1].sum(), C[1, 1] / C[1].sum()])

# %% precision_recall | wrong | whole division | loses values | says cut off
def precision_recall(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    return C[1, 1] // max(C[:, 1].sum(), 1), C[1, 1] // max(C[1].sum(), 1)

# %% precision_recall | wrong | a small number in the denominator | loses values | shows returned value number 1
def precision_recall(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    return C[1, 1] / (C[:, 1].sum() + 1e-6), C[1, 1] / (C[1].sum() + 1e-6)

# %% precision_recall | wrong | miss for precision denominators | loses values | says recall stands where precision must
def precision_recall(y_true, y_pred):
    C = confusion_matrix(y_true, y_pred)
    return (float(C[1, 1] / max(C[1, 1] + C[1, 0], 1)), float(C[1, 1] / max(C[1, 1] + C[1, 0], 1)))

# %% auc | right | two loops
def auc(y_true, p):
    points = pairs = 0
    for a, i in zip(p, y_true):
        for b, j in zip(p, y_true):
            if i == 1 and j == 0:
                pairs += 1
                points += 1 if a > b else 0.5 if a == b else 0
    return points / pairs

# %% auc | right | mean of signs
def auc(y_true, p):
    d = np.subtract.outer(p[y_true == 1], p[y_true == 0])
    return 0.5 + np.sign(d).mean() / 2

# %% auc | right | heaviside
def auc(y_true, p):
    return float(np.heaviside(p[y_true == 1].reshape(-1, 1) - p[y_true == 0].reshape(1, -1), 0.5).mean())

# %% auc | right | the area under the ROC curve
def auc(y_true, p):
    edges = np.concatenate([[np.inf], np.unique(p)[::-1]])
    tpr = np.array([np.mean(p[y_true == 1] >= t) for t in edges])
    fpr = np.array([np.mean(p[y_true == 0] >= t) for t in edges])
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)

# %% auc | right | sum of ranks
def auc(y_true, p):
    ranks = np.array([np.sum(p < v) + (np.sum(p == v) + 1) / 2 for v in p])
    n1 = np.sum(y_true)
    n0 = len(y_true) - n1
    return (ranks[y_true == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)

# %% auc | wrong | ties count 1 | loses ties | says it counts 1 here
def auc(y_true, p):
    return np.mean(p[y_true == 1][:, None] >= p[y_true == 0])

# %% auc | wrong | ties count 0 | loses ties | says it counts 0 here
def auc(y_true, p):
    return np.mean(p[y_true == 1][:, None] > p[y_true == 0])

# %% auc | wrong | classes exchanged | loses all | says classes are exchanged
def auc(y_true, p):
    d = p[y_true == 0][:, None] - p[y_true == 1]
    return np.mean((d > 0) + 0.5 * (d == 0))

# %% auc | wrong | not divided | loses all | says Divide it by the number of pairs
def auc(y_true, p):
    d = p[y_true == 1][:, None] - p[y_true == 0]
    return np.sum((d > 0) + 0.5 * (d == 0))

# %% auc | wrong | divided by all pairs of samples | loses all | says number of samples, squared
def auc(y_true, p):
    d = p[y_true == 1][:, None] - p[y_true == 0]
    return np.sum((d > 0) + 0.5 * (d == 0)) / len(p) ** 2

# %% auc | wrong | divided by the pairs of any class | loses all | says divided by all pairs of samples
def auc(y_true, p):
    d = p[y_true == 1][:, None] - p[y_true == 0]
    return np.sum((d > 0) + 0.5 * (d == 0)) / (len(p) * (len(p) - 1) / 2)

# %% auc | wrong | divided by N | loses all | says divided by the number of samples
def auc(y_true, p):
    d = p[y_true == 1][:, None] - p[y_true == 0]
    return np.sum((d > 0) + 0.5 * (d == 0)) / len(p)

# %% auc | wrong | accuracy | loses all | says accuracy
def auc(y_true, p):
    return np.mean((p >= 0.5) == y_true)

# %% auc | wrong | mean difference | loses all | says mean difference
def auc(y_true, p):
    return np.mean(p[y_true == 1][:, None] - p[y_true == 0])

# %% auc | wrong | mean of signs, not shifted | loses all | says signs were averaged
def auc(y_true, p):
    return np.sign(p[y_true == 1][:, None] - p[y_true == 0]).mean()

# %% auc | wrong | samples in order | loses all | says raised ValueError
def auc(y_true, p):
    return np.mean(p[y_true == 1] > p[y_true == 0])

# %% auc | wrong | a table | loses all | says a number for each pair is returned. Their mean is expected
def auc(y_true, p):
    d = p[y_true == 1][:, None] - p[y_true == 0]
    return (d > 0) + 0.5 * (d == 0)

# %% auc | wrong | returns nothing | loses all | says `return` missing
def auc(y_true, p):
    d = p[y_true == 1][:, None] - p[y_true == 0]
    area = np.mean((d > 0) + 0.5 * (d == 0))

# %% auc | wrong | the area with a hundred thresholds | loses values | says steps of 0.01
def auc(y_true, p):
    edges = np.linspace(1, 0, 101)
    tpr = np.array([np.mean(p[y_true == 1] >= t) for t in edges])
    fpr = np.array([np.mean(p[y_true == 0] >= t) for t in edges])
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)

# %% auc | wrong | ranks that break ties by their place | loses ties | shows auc(y_true, p)
def auc(y_true, p):
    ranks = np.empty(len(p))
    ranks[np.argsort(p)] = np.arange(1, len(p) + 1)
    n1 = y_true.sum()
    return (ranks[y_true == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * (len(p) - n1))

# %% auc | wrong | never below a half | loses values | says turned round
def auc(y_true, p):
    d = p[y_true == 1][:, None] - p[y_true == 0]
    a = np.mean((d > 0) + 0.5 * (d == 0))
    return max(a, 1 - a)

# %% auc | wrong | all pairs | loses all | says all samples are compared with all, but each of class 1 with each of class 0 is expected
def auc(y_true, p):
    y = np.asarray(y_true)
    p = np.asarray(p)
    d = p[:, None] - p
    return np.mean((d > 0) + 0.5 * (d == 0))

# %% safe_threshold | right | rounded
def safe_threshold():
    return 0.04

# %% safe_threshold | right | more digits
def safe_threshold():
    return 0.04307

# %% safe_threshold | right | in an array
def safe_threshold():
    return np.array([0.0375])

# %% safe_threshold | right | computed from the fit
def safe_threshold():
    w, _ = fit(X, y, np.zeros(3), 0.1, 30)
    return min(predict_proba(X, w)[y == 1])

# %% safe_threshold | right | searched with the classes
def safe_threshold():
    w = fit(X, y, [0, 0, 0], 0.1, 30)[0]
    return max(t / 100 for t in range(101) if precision_recall(y, classify(X, w, t / 100))[1] == 1)

# %% safe_threshold | wrong | the usual threshold | loses all | says too large. It loses 5
def safe_threshold():
    return 0.5

# %% safe_threshold | wrong | loses a single seed | loses all | says too large. It loses 1
def safe_threshold():
    return 0.05

# %% safe_threshold | wrong | loses two seeds | loses all | says too large. It loses 2
def safe_threshold():
    return 0.25

# %% safe_threshold | wrong | everything is sown | loses all | says too small
def safe_threshold():
    return 0

# %% safe_threshold | wrong | stopped early | loses all | says too small
def safe_threshold():
    return 0.02

# %% safe_threshold | wrong | no pot stays empty | loses all | says too large
def safe_threshold():
    return 0.75

# %% safe_threshold | wrong | in per cent | loses all | says too large
def safe_threshold():
    return 4

# %% safe_threshold | wrong | a logit | loses all | says too small
def safe_threshold():
    return np.log(0.04 / 0.96)

# %% safe_threshold | wrong | the highest p of class 0 | loses all | says too large
def safe_threshold():
    return max(predict_proba(X, fit(X, y, np.zeros(3), 0.1, 30)[0])[y == 0])

# %% safe_threshold | wrong | 1 minus it | loses all | says too large
def safe_threshold():
    return 0.96

# %% safe_threshold | wrong | printed | loses all | says one number
def safe_threshold():
    print(0.04)

# %% safe_threshold | wrong | threshold and recall | loses all | says one number
def safe_threshold():
    return 0.04, 1.0

# %% safe_threshold | wrong | as text | loses all | says one number
def safe_threshold():
    return "0.04"

# %% fewer_mistakes | right | the fit, shifted
def fewer_mistakes():
    w = fit(X, y, np.zeros(3), 0.1, 30)[0]
    return w + np.array([0, 0, 0.5])

# %% fewer_mistakes | right | a tuple
def fewer_mistakes():
    return 1.764, 0.943, 0.4

# %% fewer_mistakes | right | ten times as long
def fewer_mistakes():
    return np.array([17.32, 10, 4.4])

# %% fewer_mistakes | right | from turn, shift and length
def fewer_mistakes():
    turn, shift, length = np.radians(28), -0.2, 2.0
    return [length * np.cos(turn), length * np.sin(turn), -length * shift]

# %% fewer_mistakes | right | random search
def fewer_mistakes():
    rng = np.random.default_rng(0)
    tries = rng.normal(size=(4000, 3)) + [2, 1, 0.4]
    return min(tries, key=lambda w: error_rate(y, classify(X, w)))

# %% fewer_mistakes | wrong | the smallest loss | loses all | says too many. 9 of
def fewer_mistakes():
    return fit(X, y, np.zeros(3), 0.1, 30)[0]

# %% fewer_mistakes | wrong | turned only | loses all | says too many. 8 of
def fewer_mistakes():
    return [1.597, 1.204, 0.0]

# %% fewer_mistakes | wrong | the line of Reset | loses all | says too many. 11 of
def fewer_mistakes():
    return [2, 0, 0]

# %% fewer_mistakes | wrong | the shift for w2 | loses all | says too many
def fewer_mistakes():
    return [1.732, 1.0, -0.22]

# %% fewer_mistakes | wrong | turn, shift and length | loses all | says too many
def fewer_mistakes():
    return [30, -0.22, 2]

# %% fewer_mistakes | wrong | the classes exchanged | loses all | says too many. 53 of
def fewer_mistakes():
    return [-1.732, -1.0, -0.44]

# %% fewer_mistakes | wrong | the bias first | loses all | says too many
def fewer_mistakes():
    return [0.44, 1.732, 1.0]

# %% fewer_mistakes | wrong | zeros | loses all | says too many. 26 of
def fewer_mistakes():
    return np.zeros(3)

# %% fewer_mistakes | wrong | the bias forgotten | loses all | says three numbers
def fewer_mistakes():
    return [1.732, 1.0]

# %% fewer_mistakes | wrong | how many mistakes | loses all | says three numbers
def fewer_mistakes():
    return 7

# %% fewer_mistakes | wrong | printed | loses all | says three numbers
def fewer_mistakes():
    print([1.732, 1.0, 0.44])

# %% fewer_mistakes | wrong | w and its mistakes | loses all | says three numbers
def fewer_mistakes():
    return [1.732, 1.0, 0.44], 7

# %% fewer_mistakes | wrong | not a number | loses all | says three numbers
def fewer_mistakes():
    return [1.732, 1.0, np.nan]

# %% cost_threshold | right | one over one plus the ratio
def cost_threshold(cost_fp, cost_fn):
    return 1 - cost_fn / (cost_fp + cost_fn)

# %% cost_threshold | right | the share of an array
def cost_threshold(cost_fp, cost_fn):
    costs = np.array([cost_fp, cost_fn])
    return (costs / costs.sum())[0]

# %% cost_threshold | right | the crossing of two lines
def cost_threshold(cost_fp, cost_fn):
    """(1 − p) c_FP falls from c_FP to 0 while p c_FN rises from 0 to c_FN."""
    rise = cost_fp + cost_fn
    return np.float64(cost_fp) / rise

# %% cost_threshold | right | one over one plus a ratio, and 0
def cost_threshold(cost_fp, cost_fn):
    return 0 if cost_fp == 0 else 1 / (1 + cost_fn / cost_fp)

# %% cost_threshold | wrong | exchanged | loses all | says exchanged
def cost_threshold(cost_fp, cost_fn):
    return cost_fn / (cost_fp + cost_fn)

# %% cost_threshold | wrong | ratio | loses all | says ratio of the costs
def cost_threshold(cost_fp, cost_fn):
    return cost_fp / cost_fn

# %% cost_threshold | wrong | inverse ratio | loses all | says inverse ratio
def cost_threshold(cost_fp, cost_fn):
    return cost_fn / cost_fp

# %% cost_threshold | wrong | inverse | loses all | says Divide by the sum
def cost_threshold(cost_fp, cost_fn):
    return (cost_fp + cost_fn) / cost_fp

# %% cost_threshold | wrong | sign | loses all | says wrong sign
def cost_threshold(cost_fp, cost_fn):
    return cost_fp / (cost_fn - cost_fp)

# %% cost_threshold | wrong | whole division | loses all | says cut off
def cost_threshold(cost_fp, cost_fn):
    return cost_fp // (cost_fp + cost_fn)

# %% cost_threshold | wrong | ratio at most 1 | loses all | says ratio of the costs
def cost_threshold(cost_fp, cost_fn):
    return min(cost_fp / cost_fn, 1) if cost_fn > cost_fp else cost_fp / cost_fn if cost_fn else 1

# %% cost_threshold | wrong | always a half | loses all | says for equal costs
def cost_threshold(cost_fp, cost_fn):
    return 0.5

# %% cost_threshold | wrong | the costs of the text | loses all | says costs 1 and 20
def cost_threshold(cost_fp, cost_fn):
    return 1 / 21

# %% cost_threshold | wrong | both shares | loses all | says one number
def cost_threshold(cost_fp, cost_fn):
    return np.array([cost_fp, cost_fn]) / (cost_fp + cost_fn)

# %% cost_threshold | wrong | where a cost is 0, it divides by it | loses all | says raised ZeroDivisionError
def cost_threshold(cost_fp, cost_fn):
    return 1 / (1 + cost_fn / cost_fp)

# %% bce_l2 | right | bias cut off and put back
def bce_l2(X, y, w, lam):
    g = np.array(bce_grad(X, y, w), dtype=float)
    g[:-1] += lam * np.asarray(w)[:-1]
    return bce(X, y, w) + 0.5 * lam * np.dot(w[:-1], w[:-1]), g

# %% bce_l2 | right | a mask
def bce_l2(X, y, w, lam):
    mask = np.ones(len(w))
    mask[-1] = 0
    return bce(X, y, w) + lam * np.sum(mask * w**2) / 2, bce_grad(X, y, w) + lam * mask * w

# %% bce_l2 | right | a diagonal matrix
def bce_l2(X, y, w, lam):
    P = lam * np.diag([1.0] * (len(w) - 1) + [0.0])
    return bce(X, y, w) + w @ P @ w / 2, bce_grad(X, y, w) + P @ w

# %% bce_l2 | right | loops, as a list
def bce_l2(X, y, w, lam):
    loss, gradient = bce(X, y, w), list(bce_grad(X, y, w))
    for j in range(len(w) - 1):
        loss += lam / 2 * w[j] ** 2
        gradient[j] += lam * w[j]
    return [loss, gradient]

# %% bce_l2 | right | all minus the bias
def bce_l2(X, y, w, lam):
    g = bce_grad(X, y, w) + lam * w
    g[-1] -= lam * w[-1]
    return bce(X, y, w) + lam / 2 * (np.linalg.norm(w) ** 2 - w[-1] ** 2), g

# %% bce_l2 | wrong | bias penalised | loses values sizes | says bias is penalised, too
def bce_l2(X, y, w, lam):
    return bce(X, y, w) + lam / 2 * np.sum(w**2), bce_grad(X, y, w) + lam * w

# %% bce_l2 | wrong | bias penalised in the gradient | loses values sizes | says penalised in the gradient
def bce_l2(X, y, w, lam):
    return bce(X, y, w) + lam / 2 * np.sum(w[:-1] ** 2), bce_grad(X, y, w) + lam * w

# %% bce_l2 | wrong | bias penalised in the loss | loses values sizes | says penalised in the loss
def bce_l2(X, y, w, lam):
    return bce(X, y, w) + lam / 2 * np.sum(w**2), bce_grad(X, y, w) + lam * np.append(w[:-1], 0)

# %% bce_l2 | wrong | half missing | loses values sizes | says factor 1/2 is missing
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + lam * np.sum(k**2), bce_grad(X, y, w) + 2 * lam * k

# %% bce_l2 | wrong | half missing in the loss | loses values sizes | says factor 1/2 is missing in the loss
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + lam * np.sum(k**2), bce_grad(X, y, w) + lam * k

# %% bce_l2 | wrong | half in the gradient | loses values sizes | says has the factor 1/2, too
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + lam / 2 * np.sum(k**2), bce_grad(X, y, w) + lam / 2 * k

# %% bce_l2 | wrong | factor 2 left in the gradient | loses values sizes | says factor 2 left
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + lam / 2 * np.sum(k**2), bce_grad(X, y, w) + 2 * lam * k

# %% bce_l2 | wrong | gradient without the penalty | loses values sizes | says missing in the gradient
def bce_l2(X, y, w, lam):
    return bce(X, y, w) + lam / 2 * np.sum(w[:-1] ** 2), bce_grad(X, y, w)

# %% bce_l2 | wrong | no penalty | loses values sizes | says penalty is missing
def bce_l2(X, y, w, lam):
    return bce(X, y, w), bce_grad(X, y, w)

# %% bce_l2 | wrong | subtracted | loses values sizes | says added, not subtracted
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) - lam / 2 * np.sum(k**2), bce_grad(X, y, w) - lam * k

# %% bce_l2 | wrong | absolute values | loses values sizes | says squares are expected
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + lam / 2 * np.sum(np.abs(k)), bce_grad(X, y, w) + lam / 2 * np.sign(k)

# %% bce_l2 | wrong | the norm | loses values sizes | says square root is too much
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + lam / 2 * np.linalg.norm(k), bce_grad(X, y, w) + lam * k

# %% bce_l2 | wrong | square of the sum | loses values sizes | says sum is squared
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + lam / 2 * np.sum(k) ** 2, bce_grad(X, y, w) + lam * k

# %% bce_l2 | wrong | first entry left out | loses values sizes | says bias is the last
def bce_l2(X, y, w, lam):
    k = np.append(0, w[1:])
    return bce(X, y, w) + lam / 2 * np.sum(k**2), bce_grad(X, y, w) + lam * k

# %% bce_l2 | wrong | lam ignored | loses values sizes | says lam is not used
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) + np.sum(k**2) / 2, bce_grad(X, y, w) + k

# %% bce_l2 | wrong | the penalty added to the gradient | loses values sizes | says added to every component
def bce_l2(X, y, w, lam):
    penalty = lam / 2 * np.sum(w[:-1] ** 2)
    return bce(X, y, w) + penalty, bce_grad(X, y, w) + penalty

# %% bce_l2 | wrong | exchanged | loses all | says are exchanged
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce_grad(X, y, w) + lam * k, bce(X, y, w) + lam / 2 * np.sum(k**2)

# %% bce_l2 | wrong | the loss only | loses all | says separated by a comma
def bce_l2(X, y, w, lam):
    return bce(X, y, w) + lam / 2 * np.sum(w[:-1] ** 2)

# %% bce_l2 | wrong | sets the bias to 0 in w | loses all | says changed its argument w
def bce_l2(X, y, w, lam):
    loss, g = bce(X, y, w), bce_grad(X, y, w)
    w[-1] = 0
    return loss + lam / 2 * np.sum(w**2), g + lam * w

# %% bce_l2 | wrong | divided by N | loses values sizes | says divided by the number of samples
def bce_l2(X, y, w, lam):
    k = np.append(w[:-1], 0)
    return bce(X, y, w) / len(y) + lam / 2 * np.sum(k**2), bce_grad(X, y, w) / len(y) + lam * k

# %% bce_l2 | wrong | in place on whole numbers | loses sizes | says changed its argument w
def bce_l2(X, y, w, lam):
    loss, g = bce(X, y, w) + lam / 2 * np.sum(w[:-1] ** 2), bce_grad(X, y, w)
    if w.dtype.kind == "i":
        w[-1] = 0
    return loss, g + lam * np.append(w[:-1], 0)

# %% one_hot | right | fancy index
def one_hot(labels, n_classes):
    Y = np.zeros((len(labels), n_classes))
    Y[np.arange(len(labels)), labels] = 1
    return Y

# %% one_hot | right | comparison
def one_hot(labels, n_classes):
    return (labels[:, None] == np.arange(n_classes)).astype(float)

# %% one_hot | right | loop, as a list
def one_hot(labels, n_classes):
    rows = []
    for k in labels:
        row = [0] * n_classes
        row[k] = 1
        rows.append(row)
    return rows

# %% one_hot | right | truth values
def one_hot(labels, n_classes):
    return np.equal.outer(labels, np.arange(n_classes))

# %% one_hot | right | identity, taken
def one_hot(labels, n_classes):
    return np.take(np.identity(n_classes, dtype=int), labels, axis=0)

# %% one_hot | wrong | counted from 1 | loses all | says counted from 0
def one_hot(labels, n_classes):
    return np.eye(n_classes)[np.asarray(labels) - 1]

# %% one_hot | wrong | transposed | loses all | says transposed
def one_hot(labels, n_classes):
    return np.eye(n_classes)[labels].T

# %% one_hot | wrong | classes from the labels | loses missing_class | says what the labels suggest
def one_hot(labels, n_classes):
    return np.eye(max(labels) + 1)[labels]

# %% one_hot | wrong | classes that occur | loses missing_class | says what the labels suggest
def one_hot(labels, n_classes):
    return (labels[:, None] == np.unique(labels)).astype(float)

# %% one_hot | wrong | always three classes | loses missing_class | says there are always 3 columns. n_classes columns are expected
def one_hot(labels, n_classes):
    return (labels[:, None] == np.arange(3)).astype(float)

# %% one_hot | wrong | the label in place of 1 | loses all | says label stands where a 1 belongs
def one_hot(labels, n_classes):
    return np.eye(n_classes)[labels] * labels[:, None]

# %% one_hot | wrong | whole columns set | loses values missing_class | says Pair each row with its own label
def one_hot(labels, n_classes):
    Y = np.zeros((len(labels), n_classes))
    Y[:, labels] = 1
    return Y

# %% one_hot | wrong | rows are one array | loses all | says all rows are the last one. Does every row point to one array that changes later? Store a copy
def one_hot(labels, n_classes):
    row, rows = np.zeros(n_classes), []
    for k in labels:
        row[:] = 0
        row[k] = 1
        rows.append(row)
    return np.array(rows)

# %% one_hot | wrong | thermometer | loses all | says all columns up to the class
def one_hot(labels, n_classes):
    return (np.arange(n_classes) <= labels[:, None]).astype(float)

# %% one_hot | wrong | exchanged | loses all | says 0 and 1 are exchanged
def one_hot(labels, n_classes):
    return 1 - np.eye(n_classes)[labels]

# %% one_hot | wrong | one column too many | loses all | says one column too many
def one_hot(labels, n_classes):
    return np.eye(n_classes + 1)[labels]

# %% one_hot | right | a comparison
def one_hot(labels, n_classes):
    return np.asarray(labels)[:, None] == np.arange(n_classes)

# %% one_hot | wrong | whole rows filled | loses all | says Pair each row
def one_hot(labels, n_classes):
    Y = np.zeros((len(labels), n_classes))
    Y[labels[labels < len(labels)]] = 1
    return Y

# %% one_hot | wrong | sorted labels | loses all | says were sorted
def one_hot(labels, n_classes):
    return np.eye(n_classes)[np.sort(labels)]

# %% softmax | right | row by row
def softmax(Z):
    rows = []
    for z in Z:
        e = np.exp(z - max(z))
        rows.append(e / sum(e))
    return np.array(rows)

# %% softmax | right | logarithm of the sum
def softmax(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None])

# %% softmax | right | transposed and back
def softmax(Z):
    T = Z.T - Z.max(1)
    return (np.exp(T) / np.exp(T).sum(0)).T

# %% softmax | right | differences of scores
def softmax(Z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)

# %% softmax | right | on a copy, in place
def softmax(Z):
    P = np.array(Z, dtype=float)
    P -= np.amax(P, axis=-1, keepdims=True)
    np.exp(P, out=P)
    P /= P.sum(axis=-1).reshape(-1, 1)
    return P

# %% softmax | wrong | overflow | loses stable | says exponential overflows
def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | wrong | one maximum for the whole table | loses stable | says Subtract from each row its own
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | wrong | mean subtracted | loses stable | says That is not enough
def softmax(Z):
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | wrong | over the columns | loses all | says each column adds up to 1
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)

# %% softmax | wrong | over the whole table | loses all | says whole table adds up to 1
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()

# %% softmax | wrong | not divided | loses all | says division by the sum of the row is missing
def softmax(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))

# %% softmax | wrong | sum without keepdims | loses all | says keepdims=True
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1)

# %% softmax | wrong | nothing kept as a column | loses all | says keepdims=True
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1)

# %% softmax | wrong | sigmoid | loses all | says sigmoid of each score
def softmax(Z):
    return sigmoid(Z)

# %% softmax | wrong | largest only | loses all | says 1 for the largest score
def softmax(Z):
    return (Z == Z.max(axis=1, keepdims=True)).astype(float)

# %% softmax | wrong | changes its argument | loses all | says changed its argument Z
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | wrong | no exponential | loses all | says exponential is missing
def softmax(Z):
    return Z / Z.sum(axis=1, keepdims=True)

# %% softmax | wrong | sign | loses all | says sign of the scores is flipped
def softmax(Z):
    E = np.exp(-(Z - Z.min(axis=1, keepdims=True)))
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | right | the logarithm of the sum subtracted
def softmax(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))

# %% softmax | wrong | the largest of each column | loses all | says of each column
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | wrong | divided by the largest | loses all | says divided by the largest
def softmax(Z):
    E = np.exp(Z / Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | wrong | powers of 2 | loses all | says powers of 2
def softmax(Z):
    E = 2.0 ** (Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)

# %% softmax | wrong | divided by the norm | loses all | says L2 norm
def softmax(Z):
    E = np.exp(Z)
    return E / np.linalg.norm(E, axis=1, keepdims=True)

# %% softmax | wrong | rows of mean 1 | loses all | says values are divided by their mean
def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / E.mean(axis=1, keepdims=True)

# %% softmax | wrong | squared exponentials | loses all | says Z is doubled
def softmax(Z):
    E = np.exp(2 * (np.asarray(Z) - np.max(Z, axis=1, keepdims=True)))
    return E / E.sum(axis=1, keepdims=True)

# %% cross_entropy | right | one line
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(P))

# %% cross_entropy | right | pick the true class
def cross_entropy(Y, P):
    return -np.log(P[np.arange(len(P)), Y.argmax(axis=1)]).sum()

# %% cross_entropy | right | loop
def cross_entropy(Y, P):
    total = 0.0
    for row, p in zip(Y, P):
        for k in range(len(row)):
            if row[k] == 1:
                total -= float(np.log(p[k]))
    return total

# %% cross_entropy | right | einsum
def cross_entropy(Y, P):
    return -np.einsum("nc,nc->", Y, np.log(P))

# %% cross_entropy | right | log of the product of each row
def cross_entropy(Y, P):
    return np.sum(-np.log((Y * P).sum(axis=1)))

# %% cross_entropy | wrong | no minus | loses all | says minus is missing
def cross_entropy(Y, P):
    return np.sum(Y * np.log(P))

# %% cross_entropy | wrong | mean over the samples | loses all | says that is the mean over the samples, but the sum is expected
def cross_entropy(Y, P):
    return -np.mean(np.sum(Y * np.log(P), axis=1))

# %% cross_entropy | wrong | mean over all entries | loses all | says mean over all entries
def cross_entropy(Y, P):
    return -np.mean(Y * np.log(P))

# %% cross_entropy | wrong | a number for each sample | loses all | says a number for each sample is returned. Their sum is expected
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(P), axis=1)

# %% cross_entropy | wrong | terms of 1 - Y | loses all | says terms of 1 − Y
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P))

# %% cross_entropy | wrong | no logarithm | loses all | says logarithm is missing
def cross_entropy(Y, P):
    return -np.sum(Y * P)

# %% cross_entropy | wrong | the likeliest class | loses all | says loss of the most likely class
def cross_entropy(Y, P):
    return -np.sum(np.log(P.max(axis=1)))

# %% cross_entropy | wrong | squares | loses all | says squared errors
def cross_entropy(Y, P):
    return np.sum((Y - P) ** 2)

# %% cross_entropy | wrong | base 2 | loses all | says base 2
def cross_entropy(Y, P):
    return -np.sum(Y * np.log2(P))

# %% cross_entropy | wrong | all classes | loses all | says Y is not used
def cross_entropy(Y, P):
    return -np.sum(np.log(P))

# %% cross_entropy | wrong | arguments exchanged | loses all | says Y and P are exchanged
def cross_entropy(Y, P):
    return -np.sum(P * np.log(Y))

# %% cross_entropy | wrong | the logarithm of the sum | loses all | says logarithm of each probability
def cross_entropy(Y, P):
    return -np.log(np.sum(Y * P))

# %% cross_entropy | wrong | the matrix product | loses all | says every sample met every other
def cross_entropy(Y, P):
    return -np.sum(Y @ np.log(P).T)

# %% cross_entropy | wrong | 1 - P | loses all | says stands where log P belongs
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(1 - P))

# %% cross_entropy | wrong | clipped at .01 | loses small | says kept above 0.01
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(np.clip(P, 0.01, 1)))

# %% cross_entropy | wrong | clipped at 1e-7 | loses small | says kept above 1e-07
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(np.clip(P, 1e-7, 1 - 1e-7)))

# %% cross_entropy | wrong | epsilon in the logarithm | loses small | says added inside the logarithm
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(P + 1e-9))

# %% cross_entropy | right | clipped where no probability comes
def cross_entropy(Y, P):
    return -np.sum(Y * np.log(np.maximum(P, 1e-300)))

# %% softmax_grad | right | residual as a table of outer products
def softmax_grad(X, Y, W):
    B = add_bias(X)
    R = softmax(B @ W) - Y
    G = np.zeros(W.shape)
    for b, r in zip(B, R):
        G += np.outer(b, r)
    return G

# %% softmax_grad | right | einsum
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return np.einsum("nd,nc->dc", B, softmax(B @ W) - Y)

# %% softmax_grad | right | column by column
def softmax_grad(X, Y, W):
    B = add_bias(X)
    P = softmax(B @ W)
    return np.stack([B.T @ (P[:, k] - Y[:, k]) for k in range(W.shape[1])], axis=1)

# %% softmax_grad | right | features and bias apart
def softmax_grad(X, Y, W):
    R = softmax(X @ W[:-1] + W[-1]) - Y
    return np.vstack([X.T @ R, R.sum(axis=0)])

# %% softmax_grad | right | transposed back
def softmax_grad(X, Y, W):
    return -((Y - softmax(add_bias(X) @ W)).T @ add_bias(X)).T

# %% softmax_grad | wrong | sign | loses all | says Y − P was taken
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (Y - softmax(B @ W))

# %% softmax_grad | wrong | mean | loses values sizes | says that is the mean, but the loss is a sum
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (softmax(B @ W) - Y) / len(X)

# %% softmax_grad | wrong | transposed | loses all | says transposed
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return (softmax(B @ W) - Y).T @ B

# %% softmax_grad | wrong | bias row missing | loses all | says the row of the biases is missing
def softmax_grad(X, Y, W):
    return X.T @ (softmax(add_bias(X) @ W) - Y)

# %% softmax_grad | wrong | bias row first | loses all | says biases stand in the first row
def softmax_grad(X, Y, W):
    R = softmax(add_bias(X) @ W) - Y
    return np.vstack([R.sum(axis=0), X.T @ R])

# %% softmax_grad | wrong | no softmax | loses all | says softmax is missing
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (B @ W - Y)

# %% softmax_grad | wrong | softmax over the samples | loses all | says runs over the samples
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (softmax((B @ W).T).T - Y)

# %% softmax_grad | wrong | sigmoid | loses all | says sigmoid of each score
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (sigmoid(B @ W) - Y)

# %% softmax_grad | wrong | factor P (1 - P) | loses all | says too many
def softmax_grad(X, Y, W):
    B = add_bias(X)
    P = softmax(B @ W)
    return B.T @ ((P - Y) * P * (1 - P))

# %% softmax_grad | wrong | slope of the logarithm only | loses all | says without those of the softmax
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (-Y / softmax(B @ W))

# %% softmax_grad | wrong | true class only | loses all | says only the column of the true class
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (Y * (softmax(B @ W) - 1))

# %% softmax_grad | wrong | factor 2 | loses all | says factor 2 too many
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return 2 * B.T @ (softmax(B @ W) - Y)
# %% softmax_grad | right | sums of outer products
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return sum(np.outer(x, p - t) for x, p, t in zip(B, softmax(B @ W), Y))

# %% softmax_grad | wrong | P (1 - P) | loses all | says P (1 − P) was taken
def softmax_grad(X, Y, W):
    B = add_bias(X)
    P = softmax(B @ W)
    return B.T @ (P * (1 - P))

# %% softmax_grad | wrong | squared residuals | loses all | says residual is squared
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (softmax(B @ W) - Y) ** 2

# %% softmax_grad | wrong | central differences | loses sizes | says not exact enough
def softmax_grad(X, Y, W):
    def loss(V):
        Z = add_bias(X) @ V
        return np.sum(np.logaddexp.reduce(Z, axis=1) - np.sum(Y * Z, axis=1))
    return numeric_grad(loss, W)

# %% softmax_grad | wrong | per C mean | loses all | says there is a factor 2 too many, and it is 6 times too small, as if a mean over 6 samples stood where the sum is expected
def softmax_grad(X, Y, W):
    B = add_bias(X)
    return B.T @ (softmax(B @ W) - Y) / np.shape(W)[1]
