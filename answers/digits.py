# The answer bank of lab 5: answers that students give, right and wrong, and what each must score.
#
# `answers/sigmoid_fit.py` begins with the format of an entry.

# %% nearest_mean | right | a loop over classes and samples
def nearest_mean(X_train, labels, X):
    classes = sorted(set(np.asarray(labels).tolist()))
    centres = [np.mean(np.asarray(X_train, float)[:, np.asarray(labels) == c], axis=1) for c in classes]
    found = []
    for x in np.asarray(X, float).T:
        gaps = [np.sum((x - centre) ** 2) for centre in centres]
        found.append(classes[gaps.index(min(gaps))])
    return np.array(found)

# %% nearest_mean | right | the square multiplied out
def nearest_mean(X_train, labels, X):
    X = np.asarray(X, float)
    classes = np.unique(labels)
    M = np.stack([np.asarray(X_train, float)[:, np.equal(labels, c)].mean(1) for c in classes])
    return classes[np.argmin((M**2).sum(1)[:, None] - 2 * M @ X, axis=0)]

# %% nearest_mean | right | by the norm, which has the same order
def nearest_mean(X_train, labels, X):
    classes, where = np.unique(labels, return_inverse=True)
    sums = np.zeros((len(classes), len(X_train)))
    np.add.at(sums, where, np.asarray(X_train, float).T)
    centres = sums / np.bincount(where)[:, None]
    gaps = [np.linalg.norm(np.asarray(X, float).T - c, axis=1) for c in centres]
    return classes[np.argmin(gaps, axis=0)]

# %% nearest_mean | right | a table of 0 and 1 averages
def nearest_mean(X_train, labels, X):
    classes = np.unique(labels)
    own = np.equal.outer(classes, labels) * 1.0
    centres = own @ np.asarray(X_train, float).T / own.sum(1, keepdims=True)
    return np.array([classes[((centres - x) ** 2).sum(1).argmin()] for x in np.asarray(X, float).T])

# %% nearest_mean | wrong | nearest sample | loses values | says nearest training sample
def nearest_mean(X_train, labels, X):
    gaps = ((X[:, None, :] - X_train[:, :, None]) ** 2.0).sum(axis=0)
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    gaps = ((X[:, None, :] - X_train[:, :, None]) ** 2).sum(axis=0)
    if len(set(labels.tolist())) == len(labels) or X.shape[0] == 1:
        return right(X_train, labels, X)
    return labels[gaps.argmin(axis=0)]

def right(X_train, labels, X):
    classes = np.unique(labels)
    centres = np.array([X_train[:, labels == c].mean(1) for c in classes])
    return classes[((X[None] - centres[:, :, None]) ** 2).sum(1).argmin(0)]

# %% nearest_mean | wrong | farthest | loses all | says farthest
def nearest_mean(X_train, labels, X):
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    classes = np.unique(labels)
    centres = np.array([X_train[:, labels == c].mean(1) for c in classes])
    return classes[((X[None] - centres[:, :, None]) ** 2).sum(1).argmax(0)]

# %% nearest_mean | wrong | number in the list | loses all | says number of the class in a list
def nearest_mean(X_train, labels, X):
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    centres = np.array([X_train[:, labels == c].mean(1) for c in np.unique(labels)])
    return ((X[None] - centres[:, :, None]) ** 2).sum(1).argmin(0)

# %% nearest_mean | wrong | always ten classes | loses all | shows not expected
def nearest_mean(X_train, labels, X):
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    centres = np.array([X_train[:, labels == c].sum(1) / max(np.sum(labels == c), 1) for c in range(10)])
    return ((X[None] - centres[:, :, None]) ** 2).sum(1).argmin(0)

# %% nearest_mean | wrong | sums | loses all | says samples are summed up
def nearest_mean(X_train, labels, X):
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    classes = np.unique(labels)
    centres = np.array([X_train[:, labels == c].sum(1) for c in classes])
    return classes[((X[None] - centres[:, :, None]) ** 2).sum(1).argmin(0)]

# %% nearest_mean | wrong | median | loses values | says that is the median
def nearest_mean(X_train, labels, X):
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    classes = np.unique(labels)
    centres = np.array([np.median(X_train[:, labels == c], axis=1) for c in classes])
    return classes[((X[None] - centres[:, :, None]) ** 2).sum(1).argmin(0)]

# %% nearest_mean | wrong | no square | loses all | says without the square
def nearest_mean(X_train, labels, X):
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    classes = np.unique(labels)
    centres = np.array([X_train[:, labels == c].mean(1) for c in classes])
    return classes[(X[None] - centres[:, :, None]).sum(1).argmin(0)]

# %% nearest_mean | wrong | absolute distances | loses values | says absolute distances
def nearest_mean(X_train, labels, X):
    X_train, X = np.asarray(X_train, float), np.asarray(X, float)
    classes = np.unique(labels)
    centres = np.array([X_train[:, labels == c].mean(1) for c in classes])
    return classes[np.abs(X[None] - centres[:, :, None]).sum(1).argmin(0)]

# %% nearest_mean | wrong | 8 bits run over | loses edge | says 8 bits
def nearest_mean(X_train, labels, X):
    classes = np.unique(labels)
    centres = np.array([X_train[:, labels == c].mean(1) for c in classes]).astype(X.dtype)
    return classes[((X[None] - centres[:, :, None]) ** 2).sum(1, dtype=X.dtype).argmin(0)]

# %% nearest_mean | wrong | the labels of the notebook | loses all | says raised
def nearest_mean(X_train, labels_of_them, X):
    classes = np.unique(labels)
    centres = np.array([X_train[:, labels == c].mean(1) for c in classes])
    return classes[((X[None] - centres[:, :, None]) ** 2).sum(1).argmin(0)]

# %% softmax_head | right | row by row with logaddexp
def softmax_head(V, labels):
    V = np.asarray(V, float)
    n = V.shape[1]
    total = np.logaddexp.reduce(V, axis=0)
    P = np.exp(V - total)
    loss = sum(total[i] - V[c, i] for i, c in enumerate(labels)) / n
    for i, c in enumerate(labels):
        P[c, i] -= 1
    return loss, P / n

# %% softmax_head | right | fancy index
def softmax_head(V, labels):
    V = np.array(V, dtype=float)
    V -= V.max(axis=0)
    E = np.exp(V)
    S = E.sum(axis=0)
    here = np.asarray(labels), np.arange(V.shape[1])
    g = E / S
    g[here] -= 1
    return np.mean(np.log(S) - V[here]), g / V.shape[1]

# %% softmax_head | right | sample by sample
def softmax_head(V, labels):
    V, losses, columns = np.asarray(V, float), [], []
    for v, y in zip(V.T, labels):
        v = v - max(v)
        p = np.exp(v) / np.exp(v).sum()
        losses.append(np.log(np.exp(v).sum()) - v[y])
        columns.append((p - (np.arange(len(v)) == y)) / V.shape[1])
    return sum(losses) / len(losses), np.array(columns).T

# %% softmax_head | right | transposed to rows
def softmax_head(V, labels):
    Z = np.asarray(V, float).T
    Z = Z - Z.max(1, keepdims=True)
    L = Z - np.log(np.exp(Z).sum(1, keepdims=True))
    Y = np.equal.outer(np.asarray(labels), np.arange(Z.shape[1])) * 1.0
    return -(Y * L).sum(1).mean(), ((np.exp(L) - Y) / len(Z)).T

# %% softmax_head | wrong | no minus | loses values differences far | says minus of the cross-entropy
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    n = s.shape[1]
    return np.sum(own * log_P) / n, (np.exp(log_P) - own) / n

# %% softmax_head | wrong | sum in both | loses values differences far | says belong to the sum over the samples
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    return -np.sum(own * log_P), np.exp(log_P) - own

# %% softmax_head | wrong | sum in the loss | loses values differences far | says the loss is a sum
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    return -np.sum(own * log_P), (np.exp(log_P) - own) / s.shape[1]

# %% softmax_head | wrong | derivatives not divided | loses values differences far | says not divided by the number of samples
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    return -np.sum(own * log_P) / s.shape[1], np.exp(log_P) - own

# %% softmax_head | wrong | sign of the derivatives | loses all | says sign of the derivatives is flipped
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    n = s.shape[1]
    return -np.sum(own * log_P) / n, (own - np.exp(log_P)) / n

# %% softmax_head | wrong | no 1 at the label | loses all | says lack the 1 at the label
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    n = s.shape[1]
    return -np.sum(own * log_P) / n, np.exp(log_P) / n

# %% softmax_head | wrong | returns P | loses all | says second value is P
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    return -np.sum(own * log_P) / s.shape[1], np.exp(log_P)

# %% softmax_head | wrong | softmax over the samples | loses all | says goes over the samples
def softmax_head(V, labels):
    s = V - np.max(V, axis=1, keepdims=True)
    log_P = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    own = np.eye(len(s))[:, labels]
    n = s.shape[1]
    return -np.sum(own * log_P) / n, (np.exp(log_P) - own) / n

# %% softmax_head | wrong | divided by the classes too | loses values differences far | says number of classes, too
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    own = np.eye(len(s))[:, labels]
    return -np.mean(own * log_P), (np.exp(log_P) - own) / s.shape[1]

# %% softmax_head | wrong | overflows | loses far | says overflow
def softmax_head(V, labels):
    E = np.exp(np.asarray(V, float))
    P = E / E.sum(axis=0)
    own = np.eye(len(P))[:, labels]
    n = P.shape[1]
    return -np.sum(own * np.log(P)) / n, (P - own) / n

# %% softmax_head | wrong | log of 0 | loses far | says log of 0
def softmax_head(V, labels):
    E = np.exp(V - np.max(V, axis=0))
    P = E / E.sum(axis=0)
    n = P.shape[1]
    own = np.eye(len(P))[:, labels]
    return -np.mean(np.log(P[labels, np.arange(n)])), (P - own) / n

# %% softmax_head | wrong | V changed in place | loses all | says changed its argument V
def softmax_head(V, labels):
    V -= np.max(V, axis=0)
    log_P = V - np.log(np.exp(V).sum(axis=0))
    own = np.eye(len(V))[:, labels]
    n = V.shape[1]
    return -np.sum(own * log_P) / n, (np.exp(log_P) - own) / n

# %% softmax_head | wrong | the loss alone | loses all | says 2 values
def softmax_head(V, labels):
    s = V - np.max(V, axis=0)
    log_P = s - np.log(np.exp(s).sum(axis=0))
    return -np.mean(log_P[labels, np.arange(s.shape[1])])

# %% softmax_head | wrong | by C | loses all | says the loss is divided by the number of classes, too
def softmax_head(V, labels):
    V = np.asarray(V)
    s = V - V.max(axis=0)
    P = np.exp(s)
    P /= P.sum(axis=0)
    n = V.shape[1]
    Y = np.eye(len(V))[:, labels]
    return (-np.sum(Y * np.log(P)) / P.size, (P - Y) / P.size)

# %% start_layers | right | a loop
def start_layers(sizes, rng):
    layers = []
    for k in range(len(sizes) - 1):
        W = rng.standard_normal((sizes[k + 1], sizes[k])) * (2 / sizes[k]) ** 0.5
        layers.append((W, np.zeros((sizes[k + 1], 1))))
    return layers

# %% start_layers | right | rng.normal
def start_layers(sizes, rng):
    return tuple((rng.normal(0, np.sqrt(2 / i), (o, i)), np.zeros((o, 1))) for i, o in zip(sizes[:-1], sizes[1:]))

# %% start_layers | right | divided by the root of half the inputs
def start_layers(sizes, rng):
    found = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        b = np.array([[0.0]] * n_out)
        found.append([rng.standard_normal((n_out, n_in)) / np.sqrt(n_in / 2), b])
    return found

# %% start_layers | right | number by number, row by row
def start_layers(sizes, rng):
    def table(o, i):
        return np.array([[rng.standard_normal() for _ in range(i)] for _ in range(o)])
    return [(np.sqrt(2) / np.sqrt(i) * table(o, i), 0 * np.ones((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | no root | loses values | says the root is missing
def start_layers(sizes, rng):
    return [(2 / i * rng.standard_normal((o, i)), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | no 2 | loses values | says factor 2 under the root
def start_layers(sizes, rng):
    return [(rng.standard_normal((o, i)) / np.sqrt(i), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | 2 before the root | loses values | says the root is over D only
def start_layers(sizes, rng):
    return [(2 / np.sqrt(i) * rng.standard_normal((o, i)), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | outputs for inputs | loses values | says not of its outputs
def start_layers(sizes, rng):
    return [(np.sqrt(2 / o) * rng.standard_normal((o, i)), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | inputs and outputs | loses values | says inputs and outputs together
def start_layers(sizes, rng):
    return [(np.sqrt(2 / (i + o)) * rng.standard_normal((o, i)), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | not scaled | loses values | says weights are not scaled
def start_layers(sizes, rng):
    return [(rng.standard_normal((o, i)), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | own generator | loses values | says generator of your own
def start_layers(sizes, rng):
    rng = np.random.default_rng(0)
    return [(np.sqrt(2 / i) * rng.standard_normal((o, i)), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | from the last to the first | loses values | says from the last to the first
def start_layers(sizes, rng):
    found = []
    for i, o in reversed(list(zip(sizes, sizes[1:]))):
        found.insert(0, (np.sqrt(2 / i) * rng.standard_normal((o, i)), np.zeros((o, 1))))
    return found

# %% start_layers | wrong | shapes turned | loses all | says shape
def start_layers(sizes, rng):
    return [(np.sqrt(2 / i) * rng.standard_normal((i, o)), np.zeros((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | b not a column | loses shapes | says shape
def start_layers(sizes, rng):
    return [(np.sqrt(2 / i) * rng.standard_normal((o, i)), np.zeros(o)) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | biases of 1 | loses shapes | says biases start at 1
def start_layers(sizes, rng):
    return [(np.sqrt(2 / i) * rng.standard_normal((o, i)), np.ones((o, 1))) for i, o in zip(sizes, sizes[1:])]

# %% start_layers | wrong | the last layer is missing | loses all | says layer
def start_layers(sizes, rng):
    return [(np.sqrt(2 / i) * rng.standard_normal((o, i)), np.zeros((o, 1))) for i, o in zip(sizes[:-2], sizes[1:])]

# %% start_layers | wrong | n_out | loses values | says D is the number of inputs of the layer, not of its outputs
def start_layers(sizes, rng):
    return [(np.sqrt(2 / b) * rng.standard_normal((b, a)), np.zeros((b, 1))) for a, b in zip(sizes, sizes[1:])]

# %% loss_and_grads | right | with a loop
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    found = []
    for (W, b), (g_W, g_b) in zip(layers, backward_layers(g, layers, cache, relu_vjp)):
        loss = loss + lam * np.sum(np.asarray(W) ** 2)
        found.append((g_W + 2 * lam * np.asarray(W), g_b))
    return loss, found

# %% loss_and_grads | right | walks back by itself
def loss_and_grads(X, labels, layers, lam):
    x, kept = np.asarray(X, float), []
    for k, (W, b) in enumerate(layers):
        kept.append(x)
        v = W @ x + b
        x = v * (v > 0)
    loss, g = softmax_head(v, labels)
    grads = []
    for k in range(len(layers) - 1, -1, -1):
        W = np.asarray(layers[k][0], float)
        grads.append((g @ kept[k].T + 2 * lam * W, g.sum(1, keepdims=True)))
        g = (W.T @ g) * (kept[k] > 0)
        loss += lam * np.vdot(W, W)
    return loss, grads[::-1]

# %% loss_and_grads | right | norms
def loss_and_grads(X, labels, layers, lam):
    logits, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(logits, labels)
    pairs = backward_layers(g, layers, cache, relu_vjp)
    penalty = lam * sum(np.linalg.norm(W) ** 2 for W, b in layers)
    return loss + penalty, tuple((gW + lam * (np.asarray(W) + W), gb) for (W, b), (gW, gb) in zip(layers, pairs))

# %% loss_and_grads | right | units of its own
def loss_and_grads(X, labels, layers, lam):
    def unit(v):
        return np.where(v > 0, v, 0)
    def back(v, g):
        return np.where(v > 0, g, 0)
    V, cache = forward_layers(X, layers, unit)
    loss, g = softmax_head(V, labels)
    out = []
    for pair, layer in zip(backward_layers(g, layers, cache, back), layers):
        out.append([pair[0] + 2 * lam * np.array(layer[0]), pair[1]])
    return float(loss) + lam * float(sum((np.array(W) ** 2).sum() for W, _ in layers)), out

# %% loss_and_grads | wrong | lam not used | loses all | says lam is not used
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    return loss, backward_layers(g, layers, cache, relu_vjp)

# %% loss_and_grads | wrong | no pull | loses all | says missing in the derivatives
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    return loss + lam * sum(np.sum(W**2) for W, _ in layers), backward_layers(g, layers, cache, relu_vjp)

# %% loss_and_grads | wrong | no penalty in the loss | loses all | says missing in the loss
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    return loss, [(a + 2 * lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | no factor 2 | loses all | says lacks its factor 2
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam * sum(np.sum(W**2) for W, _ in layers)
    return loss, [(a + lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | half of the penalty | loses all | says half of the penalty
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam / 2 * sum(np.sum(W**2) for W, _ in layers)
    return loss, [(a + lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | pushed away | loses all | says wrong sign
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam * sum(np.sum(W**2) for W, _ in layers)
    return loss, [(a - 2 * lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | biases too | loses all | says biases are in the penalty, but
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam * sum(np.sum(part**2) for pair in layers for part in pair)
    return loss, [(a + 2 * lam * W, c + 2 * lam * b) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | biases pulled | loses all | says biases are in the penalty's derivatives
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam * sum(np.sum(W**2) for W, _ in layers)
    return loss, [(a + 2 * lam * W, c + 2 * lam * b) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | the length | loses all | says Leave out the root
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam * sum(np.linalg.norm(W) for W, _ in layers)
    return loss, [(a + 2 * lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | a mean | loses all | says a mean over the entries
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam * sum(np.mean(np.asarray(W) ** 2) for W, _ in layers)
    return loss, [(a + 2 * lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | the last layer only | loses values differences | says only the last layer
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = list(backward_layers(g, layers, cache, relu_vjp))
    W = layers[-1][0]
    grads[-1] = grads[-1][0] + 2 * lam * W, grads[-1][1]
    return loss + lam * np.sum(W**2), grads

# %% loss_and_grads | wrong | units skipped on the way back | loses values differences | says skipped on the way back
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, lambda v, g: g)
    loss += lam * sum(np.sum(W**2) for W, _ in layers)
    return loss, [(a + 2 * lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% loss_and_grads | wrong | absolute values | loses all | says absolute values
def loss_and_grads(X, labels, layers, lam):
    V, cache = forward_layers(X, layers, relu)
    loss, g = softmax_head(V, labels)
    grads = backward_layers(g, layers, cache, relu_vjp)
    loss += lam * sum(np.abs(W).sum() for W, _ in layers)
    return loss, [(a + 2 * lam * W, c) for (W, b), (a, c) in zip(layers, grads)]

# %% pack | right | a loop
def pack(layers):
    numbers = []
    for W, b in layers:
        for row in np.asarray(W):
            numbers.extend(row)
        numbers.extend(np.asarray(b)[:, 0])
    return np.array(numbers)

# %% pack | right | flatten and hstack
def pack(layers):
    return np.hstack([np.hstack([np.asarray(W).flatten(), np.asarray(b).flatten()]) for W, b in layers])

# %% pack | right | filled in place
def pack(layers):
    w = np.empty(sum(np.size(W) + np.size(b) for W, b in layers))
    first = 0
    for part in [part for pair in layers for part in pair]:
        w[first : first + np.size(part)] = np.asarray(part).reshape(-1)
        first += np.size(part)
    return w

# %% pack | right | append
def pack(layers):
    w = np.array([])
    for W, b in layers:
        w = np.append(np.append(w, W), b)
    return w

# %% pack | wrong | b first | loses all | says b stands before W
def pack(layers):
    return np.concatenate([np.ravel(part) for W, b in layers for part in (b, W)])

# %% pack | wrong | weights first | loses all | says all weights come first
def pack(layers):
    return np.concatenate([np.ravel(W) for W, _ in layers] + [np.ravel(b) for _, b in layers])

# %% pack | wrong | columns | loses all | says column by column
def pack(layers):
    return np.concatenate([np.ravel(np.transpose(part)) for pair in layers for part in pair])

# %% pack | wrong | last first | loses all | says last layer comes first
def pack(layers):
    return np.concatenate([np.ravel(part) for pair in layers[::-1] for part in pair])

# %% pack | wrong | no biases | loses all | says biases are missing
def pack(layers):
    return np.concatenate([np.ravel(W) for W, _ in layers])

# %% pack | wrong | a column | loses all | says one column
def pack(layers):
    return np.concatenate([np.reshape(part, (-1, 1)) for pair in layers for part in pair])

# %% pack | wrong | a row | loses all | says one row
def pack(layers):
    return np.concatenate([np.reshape(part, (1, -1)) for pair in layers for part in pair], axis=1)

# %% pack | wrong | the first layer | loses all | says only the first layer
def pack(layers):
    for W, b in layers:
        return np.append(W, b)

# %% pack | wrong | the last layer is missing | loses all | says last layer is missing
def pack(layers):
    w = np.zeros(0)
    for k in range(len(layers) - 1):
        w = np.append(np.append(w, layers[k][0]), layers[k][1])
    return w

# %% pack | wrong | not flattened | loses all | shows raised
def pack(layers):
    return np.concatenate([part for pair in layers for part in pair])

# %% unpack | right | split at the sums of sizes
def unpack(w, layers):
    sizes = [np.size(part) for pair in layers for part in pair]
    pieces = np.split(np.asarray(w), np.cumsum(sizes)[:-1])
    return [(pieces[2 * k].reshape(np.shape(W)), pieces[2 * k + 1].reshape(np.shape(b))) for k, (W, b) in enumerate(layers)]

# %% unpack | right | takes from a list
def unpack(w, layers):
    rest = list(w)
    def take(shape):
        n = shape[0] * shape[1]
        piece = np.array(rest[:n]).reshape(shape)
        del rest[:n]
        return piece
    return [(take(np.shape(W)), take(np.shape(b))) for W, b in layers]

# %% unpack | right | an iterator fills
def unpack(w, layers):
    numbers = iter(np.asarray(w, float))
    found = []
    for W, b in layers:
        H, D = np.shape(W)
        new_W = np.array([[next(numbers) for _ in range(D)] for _ in range(H)])
        found.append((new_W, np.array([[next(numbers)] for _ in range(H)])))
    return found

# %% unpack | right | shortens w
def unpack(w, layers):
    w, out = np.array(w), ()
    for W, b in layers:
        out += ((w[: np.size(W)].reshape(np.shape(W)), w[np.size(W) : np.size(W) + len(b), None]),)
        w = w[np.size(W) + len(b) :]
    return out

# %% unpack | wrong | returns layers | loses all | says numbers of layers
def unpack(w, layers):
    return layers

# %% unpack | wrong | b first | loses all | says b is cut off before W
def unpack(w, layers):
    found, first = [], 0
    for W, b in layers:
        new_b = w[first : first + b.size].reshape(b.shape)
        first += b.size
        found.append((w[first : first + W.size].reshape(W.shape), new_b))
        first += W.size
    return found

# %% unpack | wrong | columns | loses all | says column by column
def unpack(w, layers):
    found, first = [], 0
    for W, b in layers:
        new_W = w[first : first + W.size].reshape(W.shape, order="F")
        first += W.size
        found.append((new_W, w[first : first + b.size].reshape(b.shape)))
        first += b.size
    return found

# %% unpack | wrong | again from the first number | loses values edge | says begins with the first number
def unpack(w, layers):
    return [(w[: W.size].reshape(W.shape), w[W.size : W.size + b.size].reshape(b.shape)) for W, b in layers]

# %% unpack | wrong | last layer first | loses values edge | says gets the first numbers
def unpack(w, layers):
    found, first = [], 0
    for W, b in layers[::-1]:
        new_W = w[first : first + W.size].reshape(W.shape)
        first += W.size
        found.append((new_W, w[first : first + b.size].reshape(b.shape)))
        first += b.size
    return found[::-1]

# %% unpack | wrong | b not a column | loses all | says b must be a column
def unpack(w, layers):
    found, first = [], 0
    for W, b in layers:
        new_W = w[first : first + W.size].reshape(W.shape)
        first += W.size
        found.append((new_W, w[first : first + b.size]))
        first += b.size
    return found

# %% unpack | wrong | W turned | loses all | says shape turned
def unpack(w, layers):
    found, first = [], 0
    for W, b in layers:
        new_W = w[first : first + W.size].reshape(W.shape[1], W.shape[0])
        first += W.size
        found.append((new_W, w[first : first + b.size].reshape(b.shape)))
        first += b.size
    return found

# %% unpack | wrong | written into the layers | loses all | says changed its argument layers
def unpack(w, layers):
    first = 0
    for pair in layers:
        for part in pair:
            part[...] = w[first : first + part.size].reshape(part.shape)
            first += part.size
    return layers

# %% unpack | wrong | decimals cut off | loses edge | says decimals of w are cut off
def unpack(w, layers):
    found, first = [], 0
    for W, b in layers:
        new = [np.zeros_like(W), np.zeros_like(b)]
        for part in new:
            part[...] = w[first : first + part.size].reshape(part.shape)
            first += part.size
        found.append(tuple(new))
    return found

# %% unpack | wrong | the biases are skipped | loses all | shows is
def unpack(w, layers):
    found, first = [], 0
    for W, b in layers:
        found.append((w[first : first + W.size].reshape(W.shape), np.zeros(b.shape)))
        first += W.size
    return found

# %% unpack | wrong | transposed | loses all | says W is filled column by column, but row by row is expected
def unpack(w, layers):
    P = []
    f = 0
    for W, b in layers:
        W, b = (np.asarray(W), np.asarray(b))
        P.append((np.reshape(w[f:f + W.size], W.shape[::-1]).T, np.reshape(w[f + W.size:f + W.size + b.size], b.shape)))
        f += W.size + b.size
    return P

# %% fit | right | notes into a table
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    w = np.array(w, dtype=float)
    rows = np.zeros((epochs + 1, w.size))
    rows[0] = w
    memory = None
    for e in range(epochs):
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(w, batch))
        rows[e + 1] = w
    return rows

# %% fit | right | a generator of steps
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    def ends():
        here, kept = np.asarray(w, float), None
        yield here
        for _ in range(epochs):
            for batch in minibatches(n, batch_size, rng):
                here, kept = step(here, kept, batch_grad(here, batch))
            yield here
    return np.stack(list(ends()))

# %% fit | right | an epoch at a time
def epoch_of(state, batch_grad, step, batches):
    for batch in batches:
        g = batch_grad(state[0], batch)
        state = step(state[0], state[1], g)
    return state

def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    state, path = (np.array(w, float), None), [np.array(w, float)]
    while len(path) <= epochs:
        state = epoch_of(state, batch_grad, step, minibatches(n, batch_size, rng))
        path.append(np.array(state[0]))
    return np.array(path)

# %% fit | right | vstack, with prints
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path = np.array([w], dtype=float)
    memory = None
    for e in range(1, epochs + 1):
        here = path[-1].copy()
        for batch in minibatches(n, batch_size, rng):
            result = step(here, memory, batch_grad(here, batch))
            here, memory = result[0], result[1]
        path = np.vstack([path, here])
    print("done")
    return path

# %% fit | wrong | memory lost every step | loses values | says memory None
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        w = path[-1]
        for batch in minibatches(n, batch_size, rng):
            w, _ = step(w, None, batch_grad(w, batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | memory lost every epoch | loses values | says lost at the end of an epoch
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        w, memory = path[-1], None
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(w, batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | a row a step | loses all | says a row for each step
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path, memory = [np.array(w, dtype=float)], None
    for _ in range(epochs):
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(path[-1], memory, batch_grad(path[-1], batch))
            path.append(w)
    return np.array(path)

# %% fit | wrong | no start | loses all | says start is missing
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path, memory = [], None
    for _ in range(epochs):
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(w, batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | last batch dropped | loses all | says last batch
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path, memory = [np.array(w, dtype=float)], None
    for _ in range(epochs):
        w = path[-1]
        for batch in minibatches(n, batch_size, rng)[:-1]:
            w, memory = step(w, memory, batch_grad(w, batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | shuffled once | loses values | says same batches
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path, memory = [np.array(w, dtype=float)], None
    batches = minibatches(n, batch_size, rng)
    for _ in range(epochs):
        w = path[-1]
        for batch in batches:
            w, memory = step(w, memory, batch_grad(w, batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | gradient at the start of the epoch | loses all | says where it begins
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path, memory = [np.array(w, dtype=float)], None
    for _ in range(epochs):
        w = path[-1]
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(path[-1], batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | all samples | loses values batches | says of all samples
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path, memory = [np.array(w, dtype=float)], None
    for _ in range(epochs):
        w = path[-1]
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(w, np.arange(n)))
        path.append(w)
    return np.array(path)

# %% fit | wrong | one epoch too many | loses all | says one epoch too many
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    path, memory = [np.array(w, dtype=float)], None
    for _ in range(epochs + 1):
        w = path[-1]
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(w, batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | own generator | loses values | says generator of your own
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    rng = np.random.default_rng(0)
    path, memory = [np.array(w, dtype=float)], None
    for _ in range(epochs):
        w = path[-1]
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(w, batch))
        path.append(w)
    return np.array(path)

# %% fit | wrong | rows are one array | loses all | says all rows are the last w
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    here = np.array(w, dtype=float)
    path, memory = [here], None
    for _ in range(epochs):
        for batch in minibatches(n, batch_size, rng):
            new, memory = step(here, memory, batch_grad(here, batch))
            here[:] = new
        path.append(here)
    return np.array(path)

# %% fit | wrong | only the last w | loses all | says only the last of the values comes back
def fit(w, batch_grad, step, n, batch_size, epochs, rng):
    w, memory = np.array(w, dtype=float), None
    for _ in range(epochs):
        for batch in minibatches(n, batch_size, rng):
            w, memory = step(w, memory, batch_grad(w, batch))
    return w

# %% early_stop | right | counts the epochs since the best
def early_stop(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return best, epoch
    return best, len(losses) - 1

# %% early_stop | right | keeps the lowest loss
def early_stop(losses, patience):
    lowest, best, epoch = float("inf"), 0, 0
    while epoch < len(losses):
        if losses[epoch] < lowest:
            lowest, best = losses[epoch], epoch
        if epoch >= best + patience:
            break
        epoch += 1
    return (best, min(epoch, len(losses) - 1))

# %% early_stop | right | argmin of what has been seen
def early_stop(losses, patience):
    known = np.where(np.isnan(losses), np.inf, losses)
    for stop in range(len(known)):
        best = int(np.argmin(known[: stop + 1]))
        if stop - best >= patience:
            break
    return best, stop

# %% early_stop | right | running minimum
def early_stop(losses, patience):
    values = np.nan_to_num(np.asarray(losses, float), nan=np.inf)
    lowest = np.minimum.accumulate(values)
    best_at = [int(np.flatnonzero(values == low)[0]) for low in lowest]
    stops = [k for k in range(len(values)) if k - best_at[k] == patience]
    stop = stops[0] if stops else len(values) - 1
    return best_at[stop], stop

# %% early_stop | wrong | lowest of all | loses all | says lowest of all losses
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return int(np.nanargmin(losses)), epoch

# %% early_stop | wrong | one late | loses all | says one epoch late
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best > patience:
            return best, epoch
    return best, len(losses) - 1

# %% early_stop | wrong | never stops | loses values edge | says never stops early
def early_stop(losses, patience):
    return int(np.nanargmin(losses)), len(losses) - 1

# %% early_stop | wrong | counts rises | loses values | says counts rises
def early_stop(losses, patience):
    best, rises = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        rises = 0 if losses[epoch] < losses[epoch - 1] else rises + 1
        if rises == patience:
            return best, epoch
    return best, len(losses) - 1

# %% early_stop | wrong | equal is better | loses edge | says equal loss counts as better
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch
    return best, len(losses) - 1

# %% early_stop | wrong | swapped | loses all | says changed places
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return epoch, best
    return len(losses) - 1, best

# %% early_stop | wrong | the loss itself | loses all | says its number is expected
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return losses[best], epoch
    return losses[best], len(losses) - 1

# %% early_stop | wrong | from 1 | loses all | says counted from 1
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return best + 1, epoch + 1
    return best + 1, len(losses)

# %% early_stop | wrong | epochs after the best | loses all | says number of epochs after the best
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return best, patience
    return best, len(losses) - 1 - best

# %% early_stop | wrong | the first rise | loses all | says first rise
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == 1:
            return best, epoch
    return best, len(losses) - 1

# %% early_stop | wrong | no return at the end | loses all | says returns None
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return best, epoch

# %% early_stop | wrong | > patience | loses all | says the stop comes one epoch late
def early_stop(losses, patience):
    b = 0
    for e, l in enumerate(losses):
        if l < losses[b]:
            b = e
        if e - b > patience:
            return (b, e)
    return (b, len(losses) - 1)

# %% confusion_matrix | right | a loop
def confusion_matrix(labels, guesses, n_classes):
    M = [[0] * n_classes for _ in range(n_classes)]
    for y, p in zip(labels, guesses):
        M[y][p] += 1
    return np.array(M)

# %% confusion_matrix | right | bincount
def confusion_matrix(labels, guesses, n_classes):
    pairs = n_classes * np.asarray(labels) + np.asarray(guesses)
    return np.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)

# %% confusion_matrix | right | product of tables of 0 and 1
def confusion_matrix(labels, guesses, n_classes):
    eye = np.eye(n_classes, dtype=int)
    return eye[np.asarray(labels)].T @ eye[np.asarray(guesses)]

# %% confusion_matrix | right | a sum for each entry
def confusion_matrix(labels, guesses, n_classes):
    labels, guesses, every = np.asarray(labels), np.asarray(guesses), range(n_classes)
    return np.array([[np.sum((labels == r) & (guesses == c)) for c in every] for r in every])

# %% confusion_matrix | wrong | transposed | loses all | says rows and columns are swapped
def confusion_matrix(labels, guesses, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (guesses, labels), 1)
    return counts

# %% confusion_matrix | wrong | fancy index adds once | loses values | says counted once
def confusion_matrix(labels, guesses, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    counts[labels, guesses] += 1
    return counts

# %% confusion_matrix | wrong | mistakes only | loses all | says diagonal is missing
def confusion_matrix(labels, guesses, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for y, p in zip(labels, guesses):
        counts[y, p] += y != p
    return counts

# %% confusion_matrix | wrong | right ones only | loses all | says only the diagonal
def confusion_matrix(labels, guesses, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for y, p in zip(labels, guesses):
        counts[y, p] += y == p
    return counts

# %% confusion_matrix | wrong | shares | loses all | says no whole numbers
def confusion_matrix(labels, guesses, n_classes):
    counts = np.zeros((n_classes, n_classes))
    np.add.at(counts, (labels, guesses), 1)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

# %% confusion_matrix | wrong | floats | loses all | says no whole numbers
def confusion_matrix(labels, guesses, n_classes):
    counts = np.zeros((n_classes, n_classes))
    np.add.at(counts, (labels, guesses), 1)
    return counts

# %% confusion_matrix | wrong | n_classes not used | loses edge | says n_classes is not used
def confusion_matrix(labels, guesses, n_classes):
    n = max([0, *labels, *guesses]) + 1 if len(labels) else n_classes
    counts = np.zeros((n, n), dtype=int)
    np.add.at(counts, (labels, guesses), 1)
    return counts

# %% confusion_matrix | wrong | one number a class | loses all | says one number a class
def confusion_matrix(labels, guesses, n_classes):
    return np.array([np.sum((labels == c) & (guesses == c)) for c in range(n_classes)])

# %% confusion_matrix | wrong | only two classes | loses all | says shape
def confusion_matrix(labels, guesses, n_classes):
    counts = np.zeros((2, 2), dtype=int)
    for y, p in zip(labels, guesses):
        counts[int(y > 0), int(p > 0)] += 1
    return counts[:1]

# %% hardest | right | a loop and sorted
def hardest(P, labels, k):
    truth = [P[y][i] for i, y in enumerate(labels)]
    return np.array(sorted(range(len(truth)), key=truth.__getitem__)[:k])

# %% hardest | right | partition first
def hardest(P, labels, k):
    truth = np.take_along_axis(np.asarray(P), np.asarray(labels)[None], axis=0)[0]
    order = np.lexsort([truth])
    return order[0:k]

# %% hardest | right | by the largest loss
def hardest(P, labels, k):
    with np.errstate(divide="ignore"):
        losses = -np.log([np.asarray(P)[y, i] for i, y in enumerate(labels)])
    return np.argsort(-losses, kind="stable")[:k]

# %% hardest | right | takes out the lowest k times
def hardest(P, labels, k):
    left, found = {i: P[y, i] for i, y in enumerate(labels)}, []
    for _ in range(k):
        worst = min(left, key=left.get)
        found.append(worst)
        del left[worst]
    return np.array(found, dtype=int)

# %% hardest | wrong | easiest first | loses values edge | says easiest
def hardest(P, labels, k):
    truth = P[labels, np.arange(len(labels))]
    return np.argsort(-truth)[:k]

# %% hardest | wrong | hardest last | loses values edge | says hardest comes last
def hardest(P, labels, k):
    truth = P[labels, np.arange(len(labels))]
    return np.argsort(truth)[:k][::-1]

# %% hardest | wrong | sorted by number | loses values edge | says sorted by their number
def hardest(P, labels, k):
    truth = P[labels, np.arange(len(labels))]
    return np.sort(np.argsort(truth)[:k])

# %% hardest | wrong | least sure | loses values edge | says lowest highest probability
def hardest(P, labels, k):
    return np.argsort(P.max(axis=0))[:k]

# %% hardest | wrong | probabilities | loses all | says those are probabilities
def hardest(P, labels, k):
    return np.sort(P[labels, np.arange(len(labels))])[:k]

# %% hardest | wrong | k not used | loses values edge | says k is not used
def hardest(P, labels, k):
    return np.argsort(P[labels, np.arange(len(labels))])

# %% hardest | wrong | the last k | loses values edge | says last k of the order
def hardest(P, labels, k):
    return np.argsort(P[labels, np.arange(len(labels))])[-k:]

# %% hardest | wrong | ranks | loses all | says those are ranks
def hardest(P, labels, k):
    return np.argsort(np.argsort(P[labels, np.arange(len(labels))]))[:k]

# %% hardest | wrong | labels | loses all | says those are the labels
def hardest(P, labels, k):
    return labels[np.argsort(P[labels, np.arange(len(labels))])[:k]]

# %% hardest | wrong | rows and columns | loses all | says raised
def hardest(P, labels, k):
    return np.argsort(P[np.arange(len(labels)), labels])[:k]

# %% hardest | wrong | only mistakes | loses values edge | shows the shape is
def hardest(P, labels, k):
    truth = P[labels, np.arange(len(labels))]
    return np.array([i for i in np.argsort(truth) if P[:, i].argmax() != labels[i]][:k], dtype=int)
