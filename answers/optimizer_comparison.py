# The answer bank of lab 4: answers that students give, right and wrong, and what each must score.
# `sigmoid_fit.py` says how an entry is written.

# %% gabor | right | one sample at a time
def gabor(x, w):
    out = []
    for place in x:
        u = w[0] + 0.06 * w[1] * place
        out.append(np.sin(u) * np.exp(-u * u / 8))
    return out

# %% gabor | right | the bell as a power
def gabor(x, w):
    u = w[0] + w[1] * x * 0.06
    return np.sin(u) / np.e ** (u**2 / 8)

# %% gabor | right | the imaginary part of a complex exponential
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.exp(1j * u - u**2 / 8).imag

# %% gabor | right | matrix product
def gabor(x, w):
    u = np.column_stack([np.ones(len(x)), 0.06 * x]) @ w
    return np.sin(u) * np.exp(-0.5 * (u / 2) ** 2)

# %% gabor | wrong | divisor of the book | loses all | says divisor is 32
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.sin(u) * np.exp(-(u**2) / 32)

# %% gabor | wrong | no divisor | loses all | says by 8 is missing
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.sin(u) * np.exp(-(u**2))

# %% gabor | wrong | no minus in the exponent | loses all | says minus in the exponent is missing
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.sin(u) * np.exp(u**2 / 8)

# %% gabor | wrong | cosine | loses all | says cosine
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.cos(u) * np.exp(-(u**2) / 8)

# %% gabor | wrong | no 0.06 | loses all | says 0.06 is missing
def gabor(x, w):
    u = w[0] + w[1] * x
    return np.sin(u) * np.exp(-(u**2) / 8)

# %% gabor | wrong | w0 and w1 swapped | loses all | says w0 and w1 are swapped
def gabor(x, w):
    u = w[1] + 0.06 * w[0] * x
    return np.sin(u) * np.exp(-(u**2) / 8)

# %% gabor | wrong | the 8 squared too | loses all | says Square first
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.sin(u) * np.exp(-((u / 8) ** 2))

# %% gabor | wrong | no sine | loses all | says bell alone
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.exp(-(u**2) / 8)

# %% gabor | wrong | sum instead of product | loses all | says the two are added
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x
    return np.sin(u) + np.exp(-(u**2) / 8)

# %% gabor | wrong | global x | loses all | says shape is (30,)
def gabor(places, w):
    u = w[0] + 0.06 * w[1] * x
    return np.sin(u) * np.exp(-(u**2) / 8)

# %% gabor | wrong | column | loses all | says a 1 in it
def gabor(x, w):
    u = w[0] + 0.06 * w[1] * x[:, None]
    return np.sin(u) * np.exp(-(u**2) / 8)

# %% gabor_loss | right | dot product
def gabor_loss(x, y, w):
    r = y - gabor(x, w)
    return r @ r

# %% gabor_loss | right | loop
def gabor_loss(x, y, w):
    total = 0
    for f, t in zip(gabor(x, w), y):
        total = total + (f - t) ** 2
    return float(total)

# %% gabor_loss | right | mean times N
def gabor_loss(x, y, w):
    return len(x) * np.mean((gabor(x, w) - y) ** 2)

# %% gabor_loss | right | written out
def gabor_loss(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    return np.linalg.norm(np.sin(u) * np.exp(-(u**2) / 8) - y) ** 2

# %% gabor_loss | wrong | mean | loses values | says that is the mean, but the sum is expected
def gabor_loss(x, y, w):
    return np.mean((gabor(x, w) - y) ** 2)

# %% gabor_loss | wrong | half | loses all | says factor 2 is missing
def gabor_loss(x, y, w):
    return np.sum((gabor(x, w) - y) ** 2) / 2

# %% gabor_loss | wrong | no square | loses all | says square is missing
def gabor_loss(x, y, w):
    return np.sum(gabor(x, w) - y)

# %% gabor_loss | wrong | absolute values | loses all | says squares are expected
def gabor_loss(x, y, w):
    return np.sum(abs(gabor(x, w) - y))

# %% gabor_loss | wrong | square of the sum | loses values | says before the sum
def gabor_loss(x, y, w):
    return np.sum(gabor(x, w) - y) ** 2

# %% gabor_loss | wrong | root | loses all | says square root is too much
def gabor_loss(x, y, w):
    return np.sqrt(np.sum((gabor(x, w) - y) ** 2))

# %% gabor_loss | wrong | no sum | loses all | says the errors are not summed
def gabor_loss(x, y, w):
    return (gabor(x, w) - y) ** 2

# %% gabor_loss | wrong | every prediction meets every y | loses all | says Did (7,) meet (7, 1)
def gabor_loss(x, y, w):
    return np.sum((gabor(x, w)[:, np.newaxis] - y) ** 2)

# %% gabor_loss | wrong | minus | loses all | says sign is flipped
def gabor_loss(x, y, w):
    return -np.sum((gabor(x, w) - y) ** 2)

# %% gabor_grad | right | Jacobian
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    inner = np.exp(-(u**2) / 8) * (np.cos(u) - 0.25 * u * np.sin(u))
    jacobian = inner[:, None] * np.column_stack([np.ones(len(x)), 0.06 * x])
    return 2 * jacobian.T @ (gabor(x, w) - y)

# %% gabor_grad | right | loop, as a tuple
def gabor_grad(x, y, w):
    g0 = g1 = 0.0
    for xi, yi in zip(x, y):
        u = w[0] + 0.06 * w[1] * xi
        e = np.exp(-u * u / 8)
        d = -2 * (yi - np.sin(u) * e) * (np.cos(u) * e - np.sin(u) * e * u / 4)
        g0, g1 = g0 + d, g1 + d * 0.06 * xi
    return g0, g1

# %% gabor_grad | right | product rule with f itself
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    f = gabor(x, w)
    slope = 2 * (f - y) * (np.cos(u) * np.exp(-(u**2) / 8) - u / 4 * f)
    return np.array([slope.sum(), 0.06 * slope @ x])

# %% gabor_grad | right | einsum
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    inner = (np.cos(u) - u / 4 * np.sin(u)) * e
    return np.einsum("n,n,dn->d", 2 * (np.sin(u) * e - y), inner, np.stack([np.ones_like(x), 0.06 * x]))

# %% gabor_grad | wrong | sign | loses all | says sign is flipped
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (y - np.sin(u) * e) * (np.cos(u) - u / 4 * np.sin(u)) * e
    return np.array([d.sum(), (d * 0.06 * x).sum()])

# %% gabor_grad | wrong | factor 2 missing | loses all | says factor 2 is missing
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = (np.sin(u) * e - y) * (np.cos(u) - u / 4 * np.sin(u)) * e
    return np.array([d.sum(), (d * 0.06 * x).sum()])

# %% gabor_grad | wrong | mean | loses all | says that is the mean over the samples, but the sum is expected
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (np.sin(u) * e - y) * (np.cos(u) - u / 4 * np.sin(u)) * e
    return np.array([d.mean(), (d * 0.06 * x).mean()])

# %% gabor_grad | wrong | slope of the bell forgotten | loses all | says bell's derivative is missing
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (np.sin(u) * e - y) * np.cos(u) * e
    return np.array([d.sum(), (d * 0.06 * x).sum()])

# %% gabor_grad | wrong | u / 8 | loses all | says not −u/8
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (np.sin(u) * e - y) * (np.cos(u) - u / 8 * np.sin(u)) * e
    return np.array([d.sum(), (d * 0.06 * x).sum()])

# %% gabor_grad | wrong | plus u / 4 | loses all | says sign of the term u/4
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (np.sin(u) * e - y) * (np.cos(u) + u / 4 * np.sin(u)) * e
    return np.array([d.sum(), (d * 0.06 * x).sum()])

# %% gabor_grad | wrong | no bell in the slope | loses all | says the bell is missing
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    d = 2 * (gabor(x, w) - y) * (np.cos(u) - u / 4 * np.sin(u))
    return np.array([d.sum(), (d * 0.06 * x).sum()])

# %% gabor_grad | wrong | 0.06 missing | loses all | says 0.06 is missing
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (np.sin(u) * e - y) * (np.cos(u) - u / 4 * np.sin(u)) * e
    return np.array([d.sum(), (d * x).sum()])

# %% gabor_grad | wrong | w0 and w1 swapped | loses all | says w0 and w1 are swapped
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (np.sin(u) * e - y) * (np.cos(u) - u / 4 * np.sin(u)) * e
    return np.array([(d * 0.06 * x).sum(), d.sum()])

# %% gabor_grad | wrong | one component | loses all | says is expected
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    return np.sum(2 * (np.sin(u) * e - y) * (np.cos(u) - u / 4 * np.sin(u)) * e)

# %% gabor_grad | wrong | not summed | loses all | says is expected
def gabor_grad(x, y, w):
    u = w[0] + 0.06 * w[1] * x
    e = np.exp(-(u**2) / 8)
    d = 2 * (np.sin(u) * e - y) * (np.cos(u) - u / 4 * np.sin(u)) * e
    return np.array([d, d * 0.06 * x])

# %% random_search | right | all points at once
def random_search(loss, low, high, trials, rng):
    points = rng.uniform(low, high, size=(trials, len(low)))
    losses = np.array([loss(p) for p in points])
    return points[losses.argmin()], losses.min()

# %% random_search | right | keep the best
def random_search(loss, low, high, trials, rng):
    best, value = None, np.inf
    for _ in range(trials):
        w = low + (high - low) * rng.random(len(low))
        if loss(w) < value:
            best, value = w, loss(w)
    return best, value

# %% random_search | right | coordinate by coordinate
def random_search(loss, low, high, trials, rng):
    found = []
    for _ in range(trials):
        w = np.array([rng.uniform(a, b) for a, b in zip(low, high)])
        found.append((float(loss(w)), list(w)))
    value, w = min(found)
    return w, value

# %% random_search | right | min with a key
def random_search(loss, low, high, trials, rng):
    w = min((rng.uniform(low, high) for _ in range(trials)), key=loss)
    return [w, loss(w)]

# %% random_search | wrong | the last and not the best | loses best draws | says and not the last
def random_search(loss, low, high, trials, rng):
    for _ in range(trials):
        w = rng.uniform(low, high)
    return w, loss(w)

# %% random_search | wrong | the worst | loses best draws | says Keep the lowest
def random_search(loss, low, high, trials, rng):
    points = rng.uniform(low, high, size=(trials, len(low)))
    losses = [loss(p) for p in points]
    return points[np.argmax(losses)], max(losses)

# %% random_search | wrong | one number for all coordinates | loses best | says one random number
def random_search(loss, low, high, trials, rng):
    points = [low + (high - low) * rng.random() for _ in range(trials)]
    losses = [loss(p) for p in points]
    return points[np.argmin(losses)], min(losses)

# %% random_search | wrong | always from 0 to 1 | loses all | says outside of the box
def random_search(loss, low, high, trials, rng):
    points = rng.random((trials, len(low)))
    losses = [loss(p) for p in points]
    return points[np.argmin(losses)], min(losses)

# %% random_search | wrong | a normal distribution | loses best draws | says outside of the box
def random_search(loss, low, high, trials, rng):
    points = [rng.normal((low + high) / 2, high - low) for _ in range(trials)]
    losses = [loss(p) for p in points]
    return points[np.argmin(losses)], min(losses)

# %% random_search | wrong | one trial too many | loses draws | says as many draws as
def random_search(loss, low, high, trials, rng):
    points = rng.uniform(low, high, size=(trials + 1, len(low)))
    losses = [loss(p) for p in points]
    return points[np.argmin(losses)], min(losses)

# %% random_search | wrong | its own generator | loses draws | says Draw from rng
def random_search(loss, low, high, trials, rng):
    points = np.random.default_rng().uniform(low, high, size=(trials, len(low)))
    losses = [loss(p) for p in points]
    return points[np.argmin(losses)], min(losses)

# %% random_search | wrong | its own seed | loses draws | says generators with other seeds give the same point
def random_search(loss, low, high, trials, rng):
    rng = np.random.default_rng(0)
    points = rng.uniform(low, high, size=(trials, len(low)))
    losses = [loss(p) for p in points]
    return points[np.argmin(losses)], min(losses)

# %% random_search | wrong | only w | loses all | says two things are expected
def random_search(loss, low, high, trials, rng):
    return min(rng.uniform(low, high, size=(trials, len(low))), key=loss)

# %% random_search | wrong | loss first | loses all | says First the best w
def random_search(loss, low, high, trials, rng):
    w = min(rng.uniform(low, high, size=(trials, len(low))), key=loss)
    return loss(w), w

# %% random_search | wrong | the loss of another point | loses best draws | says not the loss of the point
def random_search(loss, low, high, trials, rng):
    best = rng.uniform(low, high)
    for _ in range(trials - 1):
        w = rng.uniform(low, high)
        if loss(w) < loss(best):
            best = w
    return best, loss(rng.uniform(low, high))

# %% random_search | wrong | the place in the list | loses all | says First the best w
def random_search(loss, low, high, trials, rng):
    losses = [loss(p) for p in rng.uniform(low, high, size=(trials, len(low)))]
    return int(np.argmin(losses)), min(losses)

# %% gd_step | right | loop
def gd_step(w, grad, learning_rate):
    return [a - learning_rate * g for a, g in zip(w, grad)]

# %% gd_step | right | add the negative
def gd_step(w, grad, learning_rate):
    return w + (-learning_rate) * np.asarray(grad, dtype=float)

# %% gd_step | right | on a copy
def gd_step(w, grad, learning_rate):
    new = np.array(w, dtype=float)
    new -= learning_rate * grad
    return new

# %% gd_step | right | np.subtract
def gd_step(w, grad, learning_rate):
    return np.subtract(w, np.multiply(grad, learning_rate))

# %% gd_step | wrong | ascent | loses all | says goes up
def gd_step(w, grad, learning_rate):
    return w + learning_rate * grad

# %% gd_step | wrong | no rate | loses all | says learning rate is not used
def gd_step(w, grad, learning_rate):
    return w - grad

# %% gd_step | wrong | only the step | loses all | says step alone
def gd_step(w, grad, learning_rate):
    return -learning_rate * grad

# %% gd_step | wrong | divides by the rate | loses all | says divided by the learning rate
def gd_step(w, grad, learning_rate):
    return w - grad / learning_rate

# %% gd_step | wrong | the sign only | loses all | says sign of the gradient
def gd_step(w, grad, learning_rate):
    return w - learning_rate * np.sign(grad)

# %% gd_step | wrong | in place | loses all | says changed its argument w
def gd_step(w, grad, learning_rate):
    w -= learning_rate * grad
    return w

# %% gd_step | wrong | calls the gradient | loses all | says raised TypeError
def gd_step(w, grad, learning_rate):
    return w - learning_rate * grad(w)

# %% gd_step | wrong | normalised | loses all | says divided by its length
def gd_step(w, grad, learning_rate):
    return w - learning_rate * grad / np.linalg.norm(grad)

# %% gd_step | wrong | whole numbers kept | loses all | says whole numbers
def gd_step(w, grad, learning_rate):
    new = w.copy()
    new[:] = w - learning_rate * grad
    return new

# %% gd_step | wrong | rate on w too | loses all | says w is multiplied
def gd_step(w, grad, learning_rate):
    return learning_rate * (w - grad)

# %% hessian | right | differences of a gradient by differences
def hessian(f, w, h=1e-4):
    w = np.asarray(w, dtype=float)
    steps = h * np.eye(len(w))

    def slope(v):
        return np.array([(f(v + e) - f(v - e)) / (2 * h) for e in steps])

    return np.array([(slope(w + e) - slope(w - e)) / (2 * h) for e in steps])

# %% hessian | right | short steps on the diagonal
def hessian(f, w, h=1e-4):
    w = np.asarray(w, dtype=float)
    H, e = np.zeros((len(w), len(w))), h * np.eye(len(w))
    for i in range(len(w)):
        H[i, i] = (f(w + e[i]) - 2 * f(w) + f(w - e[i])) / h**2
        for j in range(i):
            up = f(w + e[i] + e[j]) + f(w - e[i] - e[j])
            H[i, j] = H[j, i] = (up - f(w + e[i] - e[j]) - f(w - e[i] + e[j])) / 4 / h**2
    return H

# %% hessian | right | nested lists
def hessian(f, w, h=1e-4):
    w = np.array(w, float)
    n = range(len(w))

    def at(i, a, j, b):
        v = w.copy()
        v[i] += a * h
        v[j] += b * h
        return f(v)

    return [[(at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1)) / (2 * h) ** 2 for j in n] for i in n]

# %% hessian | right | made symmetric at the end
def hessian(f, w, h=1e-4):
    e = h * np.eye(len(w))
    H = np.array([[f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b) for b in e] for a in e]) / (4 * h * h)
    return (H + H.T) / 2

# %% hessian | wrong | one-sided | loses values | says one-sided
def hessian(f, w, h=1e-4):
    e = h * np.eye(len(w))
    return np.array([[f(w + a + b) - f(w + a) - f(w + b) + f(w) for b in e] for a in e]) / h**2

# %% hessian | wrong | divided by h² | loses all | says by h², but 4h²
def hessian(f, w, h=1e-4):
    e = h * np.eye(len(w))
    return np.array([[f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b) for b in e] for a in e]) / h**2

# %% hessian | wrong | not divided | loses all | says division by 4h² is missing
def hessian(f, w, h=1e-4):
    e = h * np.eye(len(w))
    return np.array([[f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b) for b in e] for a in e])

# %% hessian | wrong | diagonal only | loses all | says mixed entries are 0
def hessian(f, w, h=1e-4):
    return np.diag([(f(w + a) - 2 * f(w) + f(w - a)) / h**2 for a in h * np.eye(len(w))])

# %% hessian | wrong | one half | loses all | says only one half
def hessian(f, w, h=1e-4):
    e = h * np.eye(len(w))
    H = np.array([[f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b) for b in e] for a in e])
    return np.tril(H / (4 * h**2))

# %% hessian | wrong | h ignored | loses values | shows drowns in rounding
def hessian(f, w, h=1e-4):
    e = 1e-4 * np.eye(len(w))
    return np.array([[f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b) for b in e] for a in e]) / 4e-8

# %% hessian | wrong | steps cut off in whole numbers | loses sizes | says whole numbers
def hessian(f, w, h=1e-4):
    n = len(w)
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for a in (1, -1):
                for b in (1, -1):
                    v = w.copy()
                    v[i] = v[i] + a * h
                    v[j] = v[j] + b * h
                    H[i, j] += a * b * f(v) / (4 * h**2)
    return np.where(H == 0, 0.0, H) if w.dtype == float else np.zeros((n, n))

# %% hessian | wrong | the gradient | loses all | says shape
def hessian(f, w, h=1e-4):
    return np.array([(f(w + a) - f(w - a)) / (2 * h) for a in h * np.eye(len(w))])

# %% hessian | wrong | minus sign | loses all | says sign is flipped
def hessian(f, w, h=1e-4):
    e = h * np.eye(len(w))
    return -np.array([[f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b) for b in e] for a in e]) / (4 * h**2)

# %% hessian | wrong | two parameters only | loses all | says shape is (2, 2)
def hessian(f, w, h=1e-4):
    w = np.append(np.array(w, float), 0.0) if len(w) == 1 else np.array(w, float)
    e = h * np.eye(len(w))[:2]
    return np.array([[f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b) for b in e] for a in e]) / (4 * h**2)

# %% classify_point | right | sorted eigenvalues
def classify_point(H):
    values = sorted(np.linalg.eigvalsh(H))
    smallest, largest = values[0], values[-1]
    if smallest < -1e-6 and largest > 1e-6:
        return "saddle"
    if smallest > 1e-6:
        return "minimum"
    if largest < -1e-6:
        return "maximum"
    return "flat"

# %% classify_point | right | eig of a general matrix
def classify_point(H):
    values = np.linalg.eig(H)[0].real
    signs = {0 if abs(v) <= 1e-6 else 1 if v > 0 else -1 for v in values}
    if {1, -1} <= signs:
        return "saddle"
    if 0 in signs:
        return "flat"
    return {1: "minimum", -1: "maximum"}[signs.pop()]

# %% classify_point | right | counts
def classify_point(H):
    values = np.linalg.eigvalsh(H)
    up, down = np.sum(values > 1e-6), np.sum(values < -1e-6)
    if up == len(values):
        return "minimum"
    if down == len(values):
        return "maximum"
    return "saddle" if up * down else "flat"

# %% classify_point | right | the singular values, signed by eigh
def classify_point(H):
    v, _ = np.linalg.eigh(np.array(H))
    v = np.where(abs(v) <= 1e-6, 0, np.sign(v))
    if v.min() * v.max() < 0:
        return "saddle"
    return "flat" if 0 in v else ("minimum" if v[0] > 0 else "maximum")

# %% classify_point | wrong | determinant only | loses all | says determinant
def classify_point(H):
    d = np.linalg.det(H)
    return "flat" if abs(d) <= 1e-6 else "minimum" if d > 0 else "saddle"

# %% classify_point | wrong | determinant and trace | loses sizes flat | says that is a saddle
def classify_point(H):
    d = np.linalg.det(H)
    if abs(d) <= 1e-6:
        return "flat"
    if d < 0:
        return "saddle"
    return "minimum" if np.trace(H) > 0 else "maximum"

# %% classify_point | wrong | diagonal only | loses two flat | says the diagonal of H is positive
def classify_point(H):
    v = np.diag(H)
    if (v > 1e-6).all():
        return "minimum"
    if (v < -1e-6).all():
        return "maximum"
    return "saddle" if (v > 1e-6).any() and (v < -1e-6).any() else "flat"

# %% classify_point | wrong | never flat | loses flat | says counts as 0
def classify_point(H):
    v = np.linalg.eigvalsh(H)
    return "minimum" if v[0] > 0 else "maximum" if v[-1] < 0 else "saddle"

# %% classify_point | wrong | flat comes first | loses flat | says that is a saddle, whatever
def classify_point(H):
    v = np.linalg.eigvalsh(H)
    if np.any(np.abs(v) <= 1e-6):
        return "flat"
    return "minimum" if v[0] > 0 else "maximum" if v[-1] < 0 else "saddle"

# %% classify_point | wrong | no tolerance | loses flat | says counts as 0
def classify_point(H):
    v = np.linalg.eigvalsh(H)
    if v[0] < 0 < v[-1]:
        return "saddle"
    return "flat" if 0 in v else "minimum" if v[0] > 0 else "maximum"

# %% classify_point | wrong | minimum and maximum swapped | loses all | says is a minimum, not a maximum
def classify_point(H):
    v = np.linalg.eigvalsh(H)
    if v[0] < -1e-6 and v[-1] > 1e-6:
        return "saddle"
    return "flat" if (abs(v) <= 1e-6).any() else "maximum" if v[0] > 0 else "minimum"

# %% classify_point | wrong | flat only if all are 0 | loses flat | says counts as 0
def classify_point(H):
    v = np.linalg.eigvalsh(H)
    if (abs(v) <= 1e-6).all():
        return "flat"
    if v[0] < -1e-6 and v[-1] > 1e-6:
        return "saddle"
    return "minimum" if v[-1] > 1e-6 else "maximum"

# %% classify_point | wrong | tolerance too large | loses sizes flat | says does not count as 0
def classify_point(H):
    v = np.linalg.eigvalsh(H)
    if v[0] < -0.01 and v[-1] > 0.01:
        return "saddle"
    return "flat" if (abs(v) <= 0.01).any() else "minimum" if v[0] > 0 else "maximum"

# %% classify_point | wrong | sum of the eigenvalues | loses all | says Look at the eigenvalues
def classify_point(H):
    s = np.linalg.eigvalsh(H).sum()
    return "flat" if abs(s) <= 1e-6 else "minimum" if s > 0 else "maximum"

# %% classify_point | wrong | a number | loses all | says a word is expected
def classify_point(H):
    return np.linalg.eigvalsh(H).min()

# %% line_search | right | counts the rounds beforehand is not needed: recursion
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    if b - a <= tol:
        return 0.5 * (a + b)
    p, q = (2 * a + b) / 3, (a + 2 * b) / 3
    if f(a) < f(p) and f(a) < f(q) and f(a) < f(b):
        return line_search(f, a, a + (b - a) / 2, tol)
    return line_search(f, a, q, tol) if f(p) < f(q) else line_search(f, p, b, tol)

# %% line_search | right | four points from linspace
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        points = np.linspace(a, b, 4)
        heights = [f(t) for t in points]
        if heights[0] < min(heights[1:]):
            b = (a + b) / 2
        elif heights[1] < heights[2]:
            b = points[2]
        else:
            a = points[1]
    return float(a + b) / 2

# %% line_search | right | remembers the ends
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    fa, fb = f(a), f(b)
    while b - a > tol:
        third = (b - a) / 3
        fp, fq = f(a + third), f(b - third)
        if fa < fp and fa < fq and fa < fb:
            b = (a + b) / 2
            fb = f(b)
        elif fp < fq:
            b, fb = b - third, fq
        else:
            a, fa = a + third, fp
    return (a + b) / 2

# %% line_search | right | rule 3 for a tie kept on both sides
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while True:
        length = b - a
        if length <= tol:
            return a + length / 2
        p, q = a + length / 3, a + length * 2 / 3
        ya, yp, yq, yb = map(f, (a, p, q, b))
        if ya < yp and ya < yq and ya < yb:
            a, b = a, a + length / 2
        elif yq <= yp:
            a = p
        else:
            b = q

# %% line_search | wrong | drops the wrong side | loses all | says Which side is dropped
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(p) > f(q):
            b = q
        else:
            a = p
    return (a + b) / 2

# %% line_search | wrong | no rule 1 | loses rises | says rule 1 is missing
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(p) < f(q):
            b = q
        else:
            a = p
    return (a + b) / 2

# %% line_search | wrong | returns the left end | loses inside ends | says left end of the last bracket
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) < min(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = q
        else:
            a = p
    return a

# %% line_search | wrong | returns the height | loses all | says the place is expected
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) < min(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = q
        else:
            a = p
    return f((a + b) / 2)

# %% line_search | wrong | shrinks too much | loses inside | says only one third may go
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) < min(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = p
        else:
            a = q
    return (a + b) / 2

# %% line_search | wrong | always from 0 to 1 | loses inside ends | says not used
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    a, b = 0.0, 1.0
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) < min(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = q
        else:
            a = p
    return (a + b) / 2

# %% line_search | wrong | one round only | loses all | says stops after one round
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
    if f(a) < min(f(p), f(q), f(b)):
        b = (a + b) / 2
    elif f(p) < f(q):
        b = q
    else:
        a = p
    return (a + b) / 2

# %% line_search | wrong | rule 1 gives up | loses inside rises | says it does not return
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) < min(f(p), f(q), f(b)):
            return a
        if f(p) < f(q):
            b = q
        else:
            a = p
    return (a + b) / 2

# %% line_search | wrong | drops both ends | loses all | says middle
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) < min(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = q
        else:
            a, b = p, q
    return (a + b) / 2

# %% line_search | wrong | looks for the highest | loses all | says Which side is dropped
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) > max(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) > f(q):
            b = q
        else:
            a = p
    return (a + b) / 2

# %% decayed | right | power
def decayed(learning_rate, t):
    return learning_rate * t**-1.0

# %% decayed | right | a numpy number
def decayed(learning_rate, t):
    return np.divide(learning_rate, t)

# %% decayed | right | one over t first
def decayed(learning_rate, t):
    return learning_rate * (1 / t)

# %% decayed | right | float
def decayed(learning_rate, t):
    time = float(t)
    return float(learning_rate) / time

# %% decayed | wrong | t from 0 | loses all | says t counts from 1
def decayed(learning_rate, t):
    return learning_rate / (t + 1)

# %% decayed | wrong | halves | loses all | says falls by halves
def decayed(learning_rate, t):
    return learning_rate * 0.5 ** (t - 1)

# %% decayed | wrong | grows | loses all | says the rate grows
def decayed(learning_rate, t):
    return learning_rate * t

# %% decayed | wrong | root | loses all | says root of t
def decayed(learning_rate, t):
    return learning_rate / np.sqrt(t)

# %% decayed | wrong | constant | loses all | says stays the same
def decayed(learning_rate, t):
    return learning_rate

# %% decayed | wrong | squared | loses all | says divided by t²
def decayed(learning_rate, t):
    return learning_rate / t**2

# %% decayed | wrong | whole division | loses all | says cuts off decimals
def decayed(learning_rate, t):
    return learning_rate // t

# %% decayed | wrong | exponential | loses all | says exponential
def decayed(learning_rate, t):
    return learning_rate * np.exp(-t)

# %% decayed | wrong | upside down | loses all | says upside down
def decayed(learning_rate, t):
    return t / learning_rate

# %% decayed | wrong | prints and returns nothing | loses all | says `return` missing
def decayed(learning_rate, t):
    print(learning_rate / t)

# %% sgd | right | writes into a list of copies
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    w = np.array(w, dtype=float)
    path = [w.copy()]
    for epoch in range(epochs):
        order = np.arange(n)
        rng.shuffle(order)
        for k in range(0, n, batch_size):
            w -= learning_rate * batch_grad(w, order[k : k + batch_size])
            path.append(w.copy())
    return path

# %% sgd | right | array_split at the batch size
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    rows = [np.asarray(w, float)]
    for _ in range(epochs):
        for batch in np.split(rng.permutation(n), np.arange(batch_size, n, batch_size)):
            rows.append(rows[-1] - learning_rate * batch_grad(rows[-1], batch))
    return np.vstack(rows)

# %% sgd | right | choice without replacement, lists of indices
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        left = list(rng.choice(n, size=n, replace=False))
        while left:
            batch, left = left[:batch_size], left[batch_size:]
            path.append(path[-1] - learning_rate * batch_grad(path[-1], [int(i) for i in batch]))
    return np.array(path)

# %% sgd | right | sorted by random keys, drawn one batch at a time from what is left
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    steps = -(-n // batch_size)
    path = np.zeros((epochs * steps + 1, len(w)))
    path[0] = w
    k = 0
    for _ in range(epochs):
        order = np.argsort(rng.random(n))
        for s in range(steps):
            path[k + 1] = path[k] - learning_rate * batch_grad(path[k], order[s * batch_size : (s + 1) * batch_size])
            k += 1
    return path

# %% sgd | wrong | with replacement | loses batches path | says without replacement
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        for k in range(0, n, batch_size):
            batch = rng.integers(0, n, size=min(batch_size, n - k))
            path.append(path[-1] - learning_rate * batch_grad(path[-1], batch))
    return np.array(path)

# %% sgd | wrong | not shuffled | loses order | says come in the order 0, 1, 2
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        for k in range(0, n, batch_size):
            path.append(path[-1] - learning_rate * batch_grad(path[-1], np.arange(k, min(k + batch_size, n))))
    return np.array(path)

# %% sgd | wrong | shuffled once | loses order | says anew in each epoch
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    order = rng.permutation(n)
    for _ in range(epochs):
        for k in range(0, n, batch_size):
            path.append(path[-1] - learning_rate * batch_grad(path[-1], order[k : k + batch_size]))
    return np.array(path)

# %% sgd | wrong | last minibatch dropped | loses batches path | says smaller minibatch
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(n // batch_size):
            path.append(path[-1] - learning_rate * batch_grad(path[-1], order[k * batch_size : (k + 1) * batch_size]))
    return np.array(path)

# %% sgd | wrong | mean | loses batches path | says no mean is expected
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, batch_size):
            batch = order[k : k + batch_size]
            path.append(path[-1] - learning_rate * batch_grad(path[-1], batch) / len(batch))
    return np.array(path)

# %% sgd | wrong | one row per epoch | loses batches order path | says a row for each step
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        order, v = rng.permutation(n), path[-1]
        for k in range(0, n, batch_size):
            v = v - learning_rate * batch_grad(v, order[k : k + batch_size])
        path.append(v)
    return np.array(path)

# %% sgd | wrong | gradient at the start of the epoch | loses path | says w before it
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        order, first = rng.permutation(n), path[-1]
        for k in range(0, n, batch_size):
            path.append(path[-1] - learning_rate * batch_grad(first, order[k : k + batch_size]))
    return np.array(path)

# %% sgd | wrong | ascent | loses batches path | says go up
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, batch_size):
            path.append(path[-1] + learning_rate * batch_grad(path[-1], order[k : k + batch_size]))
    return np.array(path)

# %% sgd | wrong | rows alias one array | loses all | says the first row must be the start
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    w = np.array(w, dtype=float)
    path = [w]
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, batch_size):
            w -= learning_rate * batch_grad(w, order[k : k + batch_size])
            path.append(w)
    return np.array(path)

# %% sgd | wrong | start left out | loses all | says Is the last, smaller minibatch there, and the start
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    w, path = np.array(w, dtype=float), []
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, batch_size):
            w = w - learning_rate * batch_grad(w, order[k : k + batch_size])
            path.append(w)
    return np.array(path)

# %% sgd | wrong | np.random instead of rng | loses order | says Draw from rng only
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        order = np.random.permutation(n)
        for k in range(0, n, batch_size):
            path.append(path[-1] - learning_rate * batch_grad(path[-1], order[k : k + batch_size]))
    return np.array(path)

# %% sgd | wrong | whole numbers kept | loses path | shows whole numbers
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [w.copy()]
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, batch_size):
            new = path[-1].copy()
            new[:] = path[-1] - learning_rate * batch_grad(path[-1], order[k : k + batch_size])
            path.append(new)
    return np.array(path)

# %% sgd | wrong | changes its start | loses path | says changed its argument w
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [w.copy()]
    for _ in range(epochs):
        order = rng.permutation(n)
        for k in range(0, n, batch_size):
            w -= learning_rate * batch_grad(w, order[k : k + batch_size])
            path.append(w.copy())
    return np.array(path)

# %% momentum_step | right | plain loop
def momentum_step(w, m, grad, learning_rate, beta):
    new_m = [beta * a + (1 - beta) * g for a, g in zip(m, grad)]
    new_w = [a - learning_rate * b for a, b in zip(w, new_m)]
    return new_w, new_m

# %% momentum_step | right | a step towards the gradient
def momentum_step(w, m, grad, learning_rate, beta):
    m = m + (1 - beta) * (grad - m)
    return w - learning_rate * m, m

# %% momentum_step | right | on copies, as a list
def momentum_step(w, m, grad, learning_rate, beta):
    w, m = w.copy(), m.copy()
    m *= beta
    m += (1 - beta) * grad
    w -= learning_rate * m
    return [w, m]

# %% momentum_step | right | np.average
def momentum_step(w, m, grad, learning_rate, beta):
    m = np.average([m, grad], axis=0, weights=[beta, 1 - beta])
    return np.subtract(w, learning_rate * m), m

# %% momentum_step | wrong | beta swapped | loses all | says β and 1 − β are swapped
def momentum_step(w, m, grad, learning_rate, beta):
    m = (1 - beta) * m + beta * grad
    return w - learning_rate * m, m

# %% momentum_step | wrong | 1 - beta missing | loses values sizes | says factor 1 − β is missing
def momentum_step(w, m, grad, learning_rate, beta):
    m = beta * m + grad
    return w - learning_rate * m, m

# %% momentum_step | wrong | steps along the old m | loses all | says along the old m
def momentum_step(w, m, grad, learning_rate, beta):
    new = beta * m + (1 - beta) * grad
    return w - learning_rate * m, new

# %% momentum_step | wrong | steps along the gradient | loses values sizes | says along the gradient
def momentum_step(w, m, grad, learning_rate, beta):
    m = beta * m + (1 - beta) * grad
    return w - learning_rate * grad, m

# %% momentum_step | wrong | ascent | loses all | says goes up
def momentum_step(w, m, grad, learning_rate, beta):
    m = beta * m + (1 - beta) * grad
    return w + learning_rate * m, m

# %% momentum_step | wrong | forgets m | loses values sizes | says memory is lost
def momentum_step(w, m, grad, learning_rate, beta):
    m = (1 - beta) * grad
    return w - learning_rate * m, m

# %% momentum_step | wrong | returns the old m | loses all | says old m is returned
def momentum_step(w, m, grad, learning_rate, beta):
    return w - learning_rate * (beta * m + (1 - beta) * grad), m

# %% momentum_step | wrong | order of the results | loses all | says wrong order
def momentum_step(w, m, grad, learning_rate, beta):
    m = beta * m + (1 - beta) * grad
    return m, w - learning_rate * m

# %% momentum_step | wrong | only w | loses all | says but 2 values
def momentum_step(w, m, grad, learning_rate, beta):
    return w - learning_rate * (beta * m + (1 - beta) * grad)

# %% momentum_step | wrong | in place | loses all | says changed its argument
def momentum_step(w, m, grad, learning_rate, beta):
    m *= beta
    m += (1 - beta) * grad
    return w - learning_rate * m, m

# %% momentum_step | wrong | rate inside m | loses all | says must not hold the learning rate
def momentum_step(w, m, grad, learning_rate, beta):
    step = learning_rate * (beta * m + (1 - beta) * grad)
    return w - step, step

# %% nesterov_step | right | named place ahead
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    ahead = w - learning_rate * m
    slope_there = grad_fn(ahead)
    new_m = beta * m + (1 - beta) * slope_there
    return w - learning_rate * new_m, new_m

# %% nesterov_step | right | with momentum_step
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    return momentum_step(w, m, grad_fn(w - learning_rate * m), learning_rate, beta)

# %% nesterov_step | right | on copies, as a list
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    g = np.array(grad_fn(np.array(w) - learning_rate * np.array(m)))
    m = m + (1 - beta) * (g - m)
    return [list(w - learning_rate * m), list(m)]

# %% nesterov_step | right | the step from the place ahead, corrected
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    ahead = w - learning_rate * m
    new = beta * m + (1 - beta) * grad_fn(ahead)
    return ahead - learning_rate * (new - m), new

# %% nesterov_step | wrong | plain momentum | loses all | says gradient is taken at w
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = beta * m + (1 - beta) * grad_fn(w)
    return w - learning_rate * m, m

# %% nesterov_step | wrong | looks backwards | loses all | says backwards
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = beta * m + (1 - beta) * grad_fn(w + learning_rate * m)
    return w - learning_rate * m, m

# %% nesterov_step | wrong | looks at w - m | loses all | says too far ahead
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = beta * m + (1 - beta) * grad_fn(w - m)
    return w - learning_rate * m, m

# %% nesterov_step | wrong | looks at the other form | loses all | says η β m
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = beta * m + (1 - beta) * grad_fn(w - learning_rate * beta * m)
    return w - learning_rate * m, m

# %% nesterov_step | wrong | beta swapped | loses all | says β and 1 − β are swapped
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = (1 - beta) * m + beta * grad_fn(w - learning_rate * m)
    return w - learning_rate * m, m

# %% nesterov_step | wrong | 1 - beta missing | loses all | says factor 1 − β is missing
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = beta * m + grad_fn(w - learning_rate * m)
    return w - learning_rate * m, m

# %% nesterov_step | wrong | steps from the place ahead | loses all | says must begin at w
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    ahead = w - learning_rate * m
    m = beta * m + (1 - beta) * grad_fn(ahead)
    return ahead - learning_rate * m, m

# %% nesterov_step | wrong | ascent | loses all | says goes up
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = beta * m + (1 - beta) * grad_fn(w - learning_rate * m)
    return w + learning_rate * m, m

# %% nesterov_step | wrong | returns the old m | loses all | says old m is returned
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    return w - learning_rate * (beta * m + (1 - beta) * grad_fn(w - learning_rate * m)), m

# %% nesterov_step | wrong | takes grad_fn for an array | loses all | says raised TypeError
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    m = beta * m + (1 - beta) * grad_fn
    return w - learning_rate * m, m

# %% nesterov_step | wrong | in place | loses all | says changed its argument
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    g = grad_fn(w - learning_rate * m)
    m *= beta
    m += (1 - beta) * g
    return w - learning_rate * m, m

# %% normalized_step | right | absolute value
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * grad / (np.abs(grad) + eps)

# %% normalized_step | right | loop
def normalized_step(w, grad, learning_rate, eps):
    return [a - learning_rate * g / ((g * g) ** 0.5 + eps) for a, g in zip(w, grad)]

# %% normalized_step | right | mean and square by their names
def normalized_step(w, grad, learning_rate, eps):
    m, v = grad, np.square(grad)
    return w - learning_rate * m / (np.sqrt(v) + eps)

# %% normalized_step | right | the sign, times a size
def normalized_step(w, grad, learning_rate, eps):
    size = np.abs(grad)
    return w - learning_rate * np.sign(grad) * (size / (size + eps))

# %% normalized_step | wrong | eps inside the root | loses all | says inside the root
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * grad / np.sqrt(grad**2 + eps)

# %% normalized_step | wrong | eps outside of the fraction | loses all | says outside of the fraction
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * (grad / np.sqrt(grad**2) + eps)

# %% normalized_step | wrong | no eps | loses all | says ε is not used
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * grad / np.sqrt(grad**2)

# %% normalized_step | wrong | sign | loses all | says ε is not used
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * np.sign(grad)

# %% normalized_step | wrong | length of the whole gradient | loses all | says Each component is divided on its own
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * grad / (np.linalg.norm(grad) + eps)

# %% normalized_step | wrong | no root | loses all | says root is missing
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * grad / (grad**2 + eps)

# %% normalized_step | wrong | no sign | loses all | says sign is lost
def normalized_step(w, grad, learning_rate, eps):
    return w - learning_rate * grad / (grad + eps)

# %% normalized_step | wrong | ascent | loses all | says goes up
def normalized_step(w, grad, learning_rate, eps):
    return w + learning_rate * grad / (np.abs(grad) + eps)

# %% normalized_step | wrong | no rate | loses all | says learning rate is not used
def normalized_step(w, grad, learning_rate, eps):
    return w - grad / (np.abs(grad) + eps)

# %% normalized_step | wrong | changes the gradient | loses all | says changed its argument grad
def normalized_step(w, grad, learning_rate, eps):
    grad /= np.abs(grad) + eps
    return w - learning_rate * grad

# %% adam_step | right | folded into one rate
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    root = np.sqrt(1 - gamma ** (t + 1))
    rate = learning_rate * root / (1 - beta ** (t + 1))
    return w - rate * m / (np.sqrt(v) + eps * root), m, v

# %% adam_step | right | loop
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    new_w, new_m, new_v = [], [], []
    for a, b, c, g in zip(w, m, v, grad):
        b = beta * b + (1 - beta) * g
        c = gamma * c + (1 - gamma) * g * g
        fair = (c / (1 - gamma ** (t + 1))) ** 0.5
        new_w.append(a - learning_rate * b / (1 - beta ** (t + 1)) / (fair + eps))
        new_m.append(b)
        new_v.append(c)
    return new_w, new_m, new_v

# %% adam_step | right | on copies, with momentum_step's average
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m, v = m.copy(), v.copy()
    m += (1 - beta) * (grad - m)
    v += (1 - gamma) * (np.square(grad) - v)
    step = (m / (1 - np.power(beta, t + 1))) / (eps + np.sqrt(v / (1 - np.power(gamma, t + 1))))
    return [w - learning_rate * step, m, v]

# %% adam_step | right | counts from one inside
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    k = t + 1
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad * grad
    mt, vt = m / (1 - beta**k), v / (1 - gamma**k)
    return w - learning_rate * mt / (vt**0.5 + eps), m, v

# %% adam_step | wrong | t off by one | loses all | says t counts from 0
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    if t == 0:
        return w, m, v
    return w - learning_rate * m / (1 - beta**t) / (np.sqrt(v / (1 - gamma**t)) + eps), m, v

# %% adam_step | wrong | t + 2 | loses all | says power t + 2
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    t = t + 2
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta**t) / (np.sqrt(v / (1 - gamma**t)) + eps), m, v

# %% adam_step | wrong | eps inside the root | loses all | says inside the root
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta ** (t + 1)) / np.sqrt(v / (1 - gamma ** (t + 1)) + eps), m, v

# %% adam_step | wrong | eps outside of the fraction | loses all | says outside of the fraction
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * (m / (1 - beta ** (t + 1)) / np.sqrt(v / (1 - gamma ** (t + 1))) + eps), m, v

# %% adam_step | wrong | no eps | loses all | says ε is not used
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta ** (t + 1)) / np.sqrt(v / (1 - gamma ** (t + 1))), m, v

# %% adam_step | wrong | corrected averages stored back | loses state start sizes | says Return m and v as they are
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = (beta * m + (1 - beta) * grad) / (1 - beta ** (t + 1))
    v = (gamma * v + (1 - gamma) * grad**2) / (1 - gamma ** (t + 1))
    return w - learning_rate * m / (np.sqrt(v) + eps), m, v

# %% adam_step | wrong | no correction | loses state start sizes | says are missing
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (np.sqrt(v) + eps), m, v

# %% adam_step | wrong | v not corrected | loses state start sizes | says v is not corrected
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta ** (t + 1)) / (np.sqrt(v) + eps), m, v

# %% adam_step | wrong | no root | loses all | says root is missing
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta ** (t + 1)) / (v / (1 - gamma ** (t + 1)) + eps), m, v

# %% adam_step | wrong | beta and gamma swapped | loses all | says β and γ are swapped
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = gamma * m + (1 - gamma) * grad
    v = beta * v + (1 - beta) * grad**2
    return w - learning_rate * m / (1 - gamma ** (t + 1)) / (np.sqrt(v / (1 - beta ** (t + 1))) + eps), m, v

# %% adam_step | wrong | beta and 1 - beta swapped | loses all | says β and 1 − β are swapped in m
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = (1 - beta) * m + beta * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta ** (t + 1)) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps), m, v

# %% adam_step | wrong | gradient not squared | loses all | says squared gradient, not the gradient
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad
    return w - learning_rate * m / (1 - beta ** (t + 1)) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps), m, v

# %% adam_step | wrong | steps along the gradient | loses all | says along the gradient
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * grad / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps), m, v

# %% adam_step | wrong | ascent | loses all | says goes up
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w + learning_rate * m / (1 - beta ** (t + 1)) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps), m, v

# %% adam_step | wrong | old averages | loses all | says old averages
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    w = w - learning_rate * m / (1 - beta ** (t + 1)) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps)
    return w, beta * m + (1 - beta) * grad, gamma * v + (1 - gamma) * grad**2

# %% adam_step | wrong | correction without t | loses all | says power 1 in every step
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta) / (np.sqrt(v / (1 - gamma)) + eps), m, v

# %% adam_step | wrong | in place | loses all | says changed its argument
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m *= beta
    m += (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta ** (t + 1)) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps), m, v

# %% adam_step | wrong | only w | loses all | says but 3 values
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * m / (1 - beta ** (t + 1)) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps)

# %% race | right | fills an array
def race(optimizers, budget):
    result = {}
    for name in optimizers:
        state, loss, spent = optimizers[name](None)
        curve = np.full(budget + 1, float(loss))
        while spent < budget:
            state, loss, cost = optimizers[name](state)
            spent += cost
            curve[spent:] = loss
        result[name] = curve
    return result

# %% race | right | one evaluation at a time
def race(optimizers, budget):
    result = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        following = step(state)
        paid, curve = 0, [loss]
        for _ in range(budget):
            paid += 1
            if paid == following[2]:
                state, loss, paid = following[0], following[1], 0
                following = step(state)
            curve.append(loss)
        result[name] = curve
    return result

# %% race | right | repeats with numpy
def race(optimizers, budget):
    def run(step):
        state, loss, total = step(None)
        losses, costs = [loss], []
        while total <= budget:
            state, loss, cost = step(state)
            losses.append(loss)
            costs.append(cost)
            total += cost
        return np.repeat(losses, [*costs, 1])[: budget + 1]

    return {name: run(step) for name, step in optimizers.items()}

# %% race | right | searches the bill
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        when, losses = [0], [loss]
        while when[-1] < budget:
            state, loss, cost = step(state)
            when.append(when[-1] + cost)
            losses.append(loss)
        out[name] = np.array(losses)[np.searchsorted(when, np.arange(budget + 1), side="right") - 1]
    return out

# %% race | wrong | counts steps | loses costs budget | says steps are counted
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        out[name] = [loss]
        for _ in range(budget):
            state, loss, _ = step(state)
            out[name].append(loss)
    return out

# %% race | wrong | a step counts when it begins | loses costs budget | says when it begins
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) <= budget:
            state, loss, cost = step(state)
            curve += [loss] * cost
        out[name] = np.array(curve[: budget + 1])
    return out

# %% race | wrong | start missing | loses all | says start is missing
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) <= budget + 1:
            state, loss, cost = step(state)
            curve += [curve[-1]] * (cost - 1) + [loss]
        out[name] = np.array(curve[1 : budget + 2])
    return out

# %% race | wrong | one loss a step | loses costs budget | says the shape is
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, spent = step(None)
        curve = [loss]
        while spent < budget:
            state, loss, cost = step(state)
            spent += cost
            curve.append(loss)
        out[name] = np.array(curve)
    return out

# %% race | wrong | the last step is not paid | loses costs budget | says budget cannot pay
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) <= budget:
            state, loss, cost = step(state)
            cost = min(cost, budget + 1 - len(curve))
            curve += [curve[-1]] * (cost - 1) + [loss]
        out[name] = np.array(curve)
    return out

# %% race | wrong | the state is lost | loses all | says begins anew
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) <= budget:
            _, loss, cost = step(state)
            curve += [curve[-1]] * (cost - 1) + [loss]
        out[name] = np.array(curve[: budget + 1])
    return out

# %% race | wrong | one budget for all | loses cheap costs | says all entries are the loss of the start
def race(optimizers, budget):
    out, spent = {}, 0
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) <= budget:
            if spent < budget:
                state, loss, cost = step(state)
                spent += cost
            else:
                cost = 1
            curve += [curve[-1]] * (cost - 1) + [loss]
        out[name] = np.array(curve[: budget + 1])
    return out

# %% race | wrong | a list | loses all | says a dict
def race(optimizers, budget):
    curves = []
    for step in optimizers.values():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) <= budget:
            state, loss, cost = step(state)
            curve += [curve[-1]] * (cost - 1) + [loss]
        curves.append(curve[: budget + 1])
    return curves

# %% race | wrong | one entry short | loses all | says the term 1 is missing
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) < budget:
            state, loss, cost = step(state)
            curve += [curve[-1]] * (cost - 1) + [loss]
        out[name] = np.array(curve[:budget])
    return out

# %% race | wrong | only the last loss | loses all | says one number
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, spent = step(None)
        while True:
            state, new, cost = step(state)
            spent += cost
            if spent > budget:
                break
            loss = new
        out[name] = loss
    return out

# %% race | wrong | best so far | loses cheap | says best loss so far
def race(optimizers, budget):
    out = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while len(curve) <= budget:
            state, loss, cost = step(state)
            curve += [curve[-1]] * (cost - 1) + [min(loss, curve[-1])]
        out[name] = np.array(curve[: budget + 1])
    return out

# %% longest_memory | right | exact
def longest_memory():
    return 0.879

# %% longest_memory | right | a step of the slider below
def longest_memory():
    return 0.876

# %% longest_memory | right | rounded
def longest_memory():
    return 0.88

# %% longest_memory | right | an array of one
def longest_memory():
    return np.array([0.878])

# %% longest_memory | right | searched for with the own step
def longest_memory():
    H = np.array([[25.75, -42.868], [-42.868, 75.25]])
    best = 0.0
    for beta in np.arange(0.8, 0.95, 0.002):
        w, m, losses = np.array([-8.0, 6.0]), np.zeros(2), []
        for _ in range(200):
            w, m = momentum_step(w, m, H @ w, 0.1, beta)
            losses.append(w @ H @ w / 2)
        if max(losses[99:]) >= 0.01:
            break
        best = beta
    return best

# %% longest_memory | wrong | the memory of the text | loses all | says the memory is too long
def longest_memory():
    return 0.9

# %% longest_memory | wrong | that of Nesterov | loses all | says the memory is too long
def longest_memory():
    return 0.94

# %% longest_memory | wrong | the longest of the text | loses all | says the memory is too long
def longest_memory():
    return 0.99

# %% longest_memory | wrong | almost the smallest that does not explode | loses all | says a clearly longer memory
def longest_memory():
    return 0.7

# %% longest_memory | wrong | a round number below | loses all | says a clearly longer memory
def longest_memory():
    return 0.85

# %% longest_memory | wrong | that of a loss below 0.001 | loses all | says a clearly longer memory
def longest_memory():
    return 0.854

# %% longest_memory | wrong | no memory | loses all | says a memory must be longer
def longest_memory():
    return 0

# %% longest_memory | wrong | the shorter memory of the prediction | loses all | says a memory must be longer
def longest_memory():
    return 0.6

# %% longest_memory | wrong | 1 minus β | loses all | says a memory must be longer
def longest_memory():
    return 0.122

# %% longest_memory | wrong | in percent | loses all | says from 0 to below 1
def longest_memory():
    return 87.8

# %% longest_memory | wrong | one | loses all | says from 0 to below 1
def longest_memory():
    return 1

# %% longest_memory | wrong | below 0.01 at evaluation 100, but not for good | loses all | says the memory is too long
def longest_memory():
    return 0.9 - 0.01

# %% longest_memory | wrong | as text | loses all | says one number
def longest_memory():
    return "0.878"

# %% longest_memory | wrong | an interval | loses all | says one number
def longest_memory():
    return 0.67, 0.878

# %% longest_memory | wrong | printed | loses all | says one number
def longest_memory():
    print(0.878)

# %% largest_rate | right | read off
def largest_rate():
    return 3.31

# %% largest_rate | right | rounded down
def largest_rate():
    return 3.2

# %% largest_rate | right | a step of the slider above
def largest_rate():
    return 10**0.53

# %% largest_rate | right | an array of one
def largest_rate():
    return np.array([3.3])

# %% largest_rate | right | a whole step of one percent each
def largest_rate():
    rate = 2.0
    while True:
        w, m, v = np.array([-2.0, 10.0]), np.zeros(2), np.zeros(2)
        for t in range(150):
            w, m, v = adam_step(w, m, v, t, gabor_grad(x, y, w), rate * 1.01, 0.9, 0.99, 1e-8)
        if gabor_loss(x, y, w) >= 0.6:
            return rate
        rate *= 1.01

# %% largest_rate | wrong | the rate of the lab | loses all | says a clearly larger rate
def largest_rate():
    return 0.3

# %% largest_rate | wrong | a round number | loses all | says a clearly larger rate
def largest_rate():
    return 1

# %% largest_rate | wrong | almost | loses all | says a clearly larger rate
def largest_rate():
    return 3

# %% largest_rate | wrong | too large by a tenth | loses all | says too large
def largest_rate():
    return 3.65

# %% largest_rate | wrong | that of momentum | loses all | says too large
def largest_rate():
    return 3.7

# %% largest_rate | wrong | the rate of the prediction | loses all | says too large
def largest_rate():
    return 10

# %% largest_rate | wrong | that of the plain step | loses all | says a clearly larger rate
def largest_rate():
    return 0.35

# %% largest_rate | wrong | almost the smallest that arrives | loses all | says a clearly larger rate
def largest_rate():
    return 0.035

# %% largest_rate | wrong | too small to arrive | loses all | says 150 steps are not enough
def largest_rate():
    return 0.02

# %% largest_rate | wrong | the exponent | loses all | says a clearly larger rate
def largest_rate():
    return 0.52

# %% largest_rate | wrong | zero | loses all | says above 0
def largest_rate():
    return 0

# %% largest_rate | wrong | negative | loses all | says above 0
def largest_rate():
    return -3.3

# %% largest_rate | wrong | as text | loses all | says one number
def largest_rate():
    return "3.3"

# %% largest_rate | wrong | not a number | loses all | says one number
def largest_rate():
    return float("nan")

# %% largest_rate | wrong | printed | loses all | says one number
def largest_rate():
    print(3.3)

# %% gabor | right | lists and math
def gabor(x, w):
    import math

    return [math.sin(u) * math.exp(-u * u / 8) for u in (float(w[0]) + 0.06 * float(w[1]) * float(t) for t in x)]

# %% gabor_loss | wrong | half of the sum | loses values edge | says factor 2 is missing
def gabor_loss(x, y, w):
    return 0.5 * np.sum((gabor(x, w) - y) ** 2)

# %% gabor_loss | right | a loop over pairs
def gabor_loss(x, y, w):
    total = 0.0
    for f, target in zip(gabor(x, w), y):
        total = total + (target - f) ** 2
    return total

# %% gabor_grad | right | matrix product and einsum
def gabor_grad(x, y, w):
    X = np.stack([np.ones(len(x)), 0.06 * np.asarray(x)])
    u = np.einsum("j,jn->n", np.asarray(w), X)
    bell = np.exp(-(u**2) / 8)
    return X @ (2 * (np.sin(u) * bell - y) * (np.cos(u) - np.sin(u) * u / 4) * bell)

# %% gabor_grad | right | differences of the own loss
def gabor_grad(x, y, w):
    def loss(a, b):
        u = a + 0.06 * b * x
        return np.sum((np.sin(u) * np.exp(-(u**2) / 8) - y) ** 2)

    h = 1e-5
    return [
        (loss(w[0] + h, w[1]) - loss(w[0] - h, w[1])) / (2 * h),
        (loss(w[0], w[1] + h) - loss(w[0], w[1] - h)) / (2 * h),
    ]

# %% random_search | right | one draw of all points
def random_search(loss, low, high, trials, rng):
    points = rng.uniform(low, high, size=(trials, len(low)))
    losses = np.array([float(loss(w)) for w in points])
    return points[losses.argmin()], losses.min()

# %% random_search | right | scaled random numbers, one coordinate at a time
def random_search(loss, low, high, trials, rng):
    best = None
    for _ in range(trials):
        w = np.array([a + (b - a) * rng.random() for a, b in zip(low, high)])
        value = loss(w)
        if best is None or value < best[1]:
            best = [w, value]
    return best

# %% gd_step | right | python floats
def gd_step(w, grad, learning_rate):
    return [float(a) - learning_rate * float(b) for a, b in zip(w, grad)]

# %% hessian | right | a loop over all pairs, with copies
def hessian(f, w, h=1e-4):
    d = len(w)
    H = np.empty((d, d))
    for i in range(d):
        for j in range(d):
            total = 0.0
            for a in (1, -1):
                for b in (1, -1):
                    v = np.array(w, dtype=np.float64)
                    v[i] += a * h
                    v[j] += b * h
                    total += a * b * f(v)
            H[i][j] = total / (4 * h * h)
    return H.tolist()

# %% hessian | wrong | 4h | loses all | says a power is missing: a square
def hessian(f, w, h=0.0001):
    w = np.array(w, float)
    D = len(w)
    E = np.eye(D) * h
    return np.array([[(f(w + E[i] + E[j]) - f(w + E[i] - E[j]) - f(w - E[i] + E[j]) + f(w - E[i] - E[j])) / (4 * h) for j in range(D)] for i in range(D)])

# %% classify_point | right | singular values and the smallest and largest
def classify_point(H):
    values = sorted(np.real(np.linalg.eigvals(np.asarray(H, dtype=float))))
    smallest, largest = values[0], values[-1]
    if smallest < -1e-6 and largest > 1e-6:
        return "saddle"
    if smallest > 1e-6:
        return "minimum"
    return "maximum" if largest < -1e-6 else "flat"

# %% classify_point | wrong | capital letters | loses all | shows is not it
def classify_point(H):
    values = np.linalg.eigvalsh(H)
    if values.max() > 1e-6 and values.min() < -1e-6:
        return "Saddle"
    if np.abs(values).min() <= 1e-6:
        return "Flat"
    return "Minimum" if values.min() > 0 else "Maximum"

# %% line_search | right | thirds from the other end
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while True:
        if b - a <= tol:
            return 0.5 * a + 0.5 * b
        points = [a, (2 * a + b) / 3, (a + 2 * b) / 3, b]
        heights = [f(t) for t in points]
        if all(heights[0] < other for other in heights[1:]):
            b = a + (b - a) / 2
        elif heights[1] < heights[2]:
            b = points[2]
        else:
            a = points[1]

# %% line_search | wrong | two points at the quarters | loses inside | says one third and two thirds
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 4, a + 3 * (b - a) / 4
        if f(a) < min(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = q
        else:
            a = p
    return (a + b) / 2

# %% sgd | right | split into pieces, path stacked at the end
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    w = np.asarray(w, dtype=float).copy()
    rows = [w.copy()]
    for epoch in range(epochs):
        indices = np.arange(n)
        rng.shuffle(indices)
        for batch in np.split(indices, range(batch_size, n, batch_size)):
            w -= learning_rate * np.array(batch_grad(w, batch))
            rows.append(w.copy())
    return np.vstack(rows)

# %% sgd | right | lists of Python numbers
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [[float(v) for v in w]]
    for _ in range(epochs):
        todo = [int(i) for i in rng.choice(n, size=n, replace=False)]
        while todo:
            batch, todo = todo[:batch_size], todo[batch_size:]
            g = batch_grad(np.array(path[-1]), np.array(batch))
            path.append([v - learning_rate * float(d) for v, d in zip(path[-1], g)])
    return path

# %% momentum_step | right | lists
def momentum_step(w, m, grad, learning_rate, beta):
    m = [beta * a + (1 - beta) * g for a, g in zip(m, grad)]
    return [a - learning_rate * b for a, b in zip(w, m)], m

# %% nesterov_step | right | a list of two, with copies
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    ahead = np.array(w, copy=True)
    ahead -= (learning_rate * np.array(m)).astype(ahead.dtype)
    new = beta * np.array(m) + (1.0 - beta) * np.array(grad_fn(ahead))
    return [np.array(w) - learning_rate * new, new]

# %% normalized_step | right | one component after the other
def normalized_step(w, grad, learning_rate, eps):
    return [a - learning_rate * g / (abs(g) + eps) for a, g in zip(w, grad)]

# %% adam_step | right | components in a loop
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    out = []
    for a, b, c, g in zip(w, m, v, grad):
        b = beta * b + (1 - beta) * g
        c = gamma * c + (1 - gamma) * g * g
        a = a - learning_rate * (b / (1 - beta ** (t + 1))) / ((c / (1 - gamma ** (t + 1))) ** 0.5 + eps)
        out.append((a, b, c))
    return tuple(np.array(part) for part in zip(*out))

# %% adam_step | wrong | the new m is divided by the root of the old v | loses state start sizes | says old v
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    m = beta * m + (1 - beta) * grad
    step = (m / (1 - beta ** (t + 1))) / (np.sqrt(v / (1 - gamma ** (t + 1))) + eps)
    return w - learning_rate * step, m, gamma * v + (1 - gamma) * grad**2

# %% adam_step | wrong | a counter of its own | loses all | says Use t
def adam_step(w, m, v, t, grad, learning_rate, beta, gamma, eps):
    adam_step.calls = getattr(adam_step, "calls", 0) + 1
    m, v = beta * m + (1 - beta) * grad, gamma * v + (1 - gamma) * grad**2
    t = adam_step.calls
    return w - learning_rate * m / (1 - beta**t) / (np.sqrt(v / (1 - gamma**t)) + eps), m, v

# %% race | right | lists, filled by position
def race(optimizers, budget):
    result = {}
    for name in optimizers:
        state, loss, _ = optimizers[name](None)
        curve, paid = [loss] * (budget + 1), 0
        while paid < budget:
            state, loss, cost = optimizers[name](state)
            paid += cost
            for k in range(paid, budget + 1):
                curve[k] = loss
        result[name] = curve
    return result

# %% race | wrong | one budget for all together | loses cheap costs | says loss of the start
def race(optimizers, budget):
    losses, paid = {}, 0
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve = [loss]
        while paid < budget:
            state, loss, cost = step(state)
            paid += cost
            curve += [curve[-1]] * (cost - 1) + [loss]
        losses[name] = np.array((curve + [curve[-1]] * budget)[: budget + 1])
    return losses

# %% momentum_edge | right | over 1 - beta first
def momentum_edge(beta, curvature):
    return (2 + 2 * beta) / (1 - beta) / curvature

# %% momentum_edge | right | as a factor of the plain edge
def momentum_edge(beta, curvature):
    plain = 2 / curvature
    return plain * (1 + beta) / (1 - beta)

# %% momentum_edge | right | with a helper
def factor(beta):
    return np.divide(1 + beta, 1 - beta)

def momentum_edge(beta, curvature):
    return np.multiply(factor(beta), 2.0) / np.float64(curvature)

# %% momentum_edge | right | by bisection over the eigenvalues
def momentum_edge(beta, curvature):
    def stable(rate):
        a = (1 - beta) * rate * curvature
        return np.abs(np.roots([1, -(1 + beta - a), beta])).max() <= 1
    low, high = 0.0, 1e6 / curvature
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if stable(middle) else (low, middle)
    return low

# %% momentum_edge | wrong | plain | loses values | says edge of the plain step
def momentum_edge(beta, curvature):
    return 2 / curvature

# %% momentum_edge | wrong | no 1 + beta | loses values | says the factor 1 + β is missing
def momentum_edge(beta, curvature):
    return 2 / ((1 - beta) * curvature)

# %% momentum_edge | wrong | no 1 - beta | loses values | says the factor 1 − β is missing
def momentum_edge(beta, curvature):
    return 2 * (1 + beta) / curvature

# %% momentum_edge | wrong | upside down | loses values | says changed places
def momentum_edge(beta, curvature):
    return 2 * (1 - beta) / ((1 + beta) * curvature)

# %% momentum_edge | wrong | precedence | loses values | says the curvature multiplies
def momentum_edge(beta, curvature):
    return 2 * (1 + beta) / (1 - beta) * curvature

# %% momentum_edge | wrong | no curvature | loses values | says the curvature is not used
def momentum_edge(beta, curvature):
    return 2 * (1 + beta) / (1 - beta)

# %% momentum_edge | wrong | end of ringing | loses values | says where ringing ends
def momentum_edge(beta, curvature):
    return (1 + np.sqrt(beta)) ** 2 / ((1 - beta) * curvature)

# %% momentum_edge | wrong | no 2 | loses values | says factor 2 is missing
def momentum_edge(beta, curvature):
    return (1 + beta) / ((1 - beta) * curvature)

# %% momentum_edge | wrong | 1 - beta squared | loses values | says the factor 1 − β is squared
def momentum_edge(beta, curvature):
    return 2 * (1 + beta) / ((1 - beta) ** 2 * curvature)

# %% momentum_edge | wrong | no return | loses values | says `return` missing
def momentum_edge(beta, curvature):
    edge = 2 * (1 + beta) / ((1 - beta) * curvature)

# %% best_memory | right | one line
def best_memory(condition):
    return ((condition**0.5 - 1) / (condition**0.5 + 1)) ** 2

# %% best_memory | right | by a product
def best_memory(condition):
    q = 1 - 2 / (1 + np.sqrt(condition))
    return q * q

# %% best_memory | right | over kappa - 1
def best_memory(condition):
    import math
    r = math.sqrt(condition)
    return ((condition - 1) / (r + 1) ** 2) ** 2

# %% best_memory | right | hyperbolic
def best_memory(condition):
    return np.tanh(np.log(condition) / 4) ** 2

# %% best_memory | wrong | the root | loses values | says that is the root of β
def best_memory(condition):
    r = np.sqrt(condition)
    return (r - 1) / (r + 1)

# %% best_memory | wrong | no root | loses values | says the root of κ is missing
def best_memory(condition):
    return ((condition - 1) / (condition + 1)) ** 2

# %% best_memory | wrong | no root and no square | loses values | says and the square
def best_memory(condition):
    return (condition - 1) / (condition + 1)

# %% best_memory | wrong | root of the fraction | loses values | says β is taken for its root
def best_memory(condition):
    r = np.sqrt(condition)
    return np.sqrt((r - 1) / (r + 1))

# %% best_memory | wrong | upside down | loses values | says changed places
def best_memory(condition):
    r = np.sqrt(condition)
    return ((r + 1) / (r - 1)) ** 2 if r > 1 else 0.0

# %% best_memory | wrong | 1 - beta | loses values | says that is 1 − β
def best_memory(condition):
    r = np.sqrt(condition)
    return 1 - ((r - 1) / (r + 1)) ** 2

# %% best_memory | wrong | always 0.9 | loses values | says 0.9 whatever
def best_memory(condition):
    return 0.9

# %% best_memory | wrong | sign | loses values | says sign is flipped
def best_memory(condition):
    r = np.sqrt(condition)
    return -(((1 - r) / (1 + r)) ** 2)

# %% best_memory | wrong | one over kappa | loses values | says that is 1 − 1/κ
def best_memory(condition):
    return 1 - 1 / condition

# %% rmsprop_step | right | power of one half
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * np.array(v) + (1 - gamma) * np.square(grad)
    return w - learning_rate * np.array(grad) / (v**0.5 + eps), v

# %% rmsprop_step | right | a loop over the components
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    new_w, new_v = np.zeros(len(w)), np.zeros(len(w))
    for i in range(len(w)):
        new_v[i] = gamma * v[i] + (1 - gamma) * grad[i] ** 2
        new_w[i] = w[i] - learning_rate * grad[i] / (np.sqrt(new_v[i]) + eps)
    return new_w, new_v

# %% rmsprop_step | right | v moved towards g squared
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    new = v + (1 - gamma) * (grad * grad - v)
    return [w - learning_rate / (np.sqrt(new) + eps) * grad, new]

# %% rmsprop_step | right | with a helper, in place on copies
def average(old, new, share):
    return share * old + (1 - share) * new

def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    w, v = np.array(w, float), average(np.array(v, float), np.array(grad, float) ** 2, gamma)
    w -= learning_rate * np.array(grad, float) / (np.sqrt(v) + eps)
    return w, v

# %% rmsprop_step | wrong | gamma swapped | loses all | says γ and 1 − γ are swapped
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = (1 - gamma) * v + gamma * grad**2
    return w - learning_rate * grad / (np.sqrt(v) + eps), v

# %% rmsprop_step | wrong | no 1 - gamma | loses all | says the factor 1 − γ is missing
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + grad**2
    return w - learning_rate * grad / (np.sqrt(v) + eps), v

# %% rmsprop_step | wrong | average of the gradient | loses all | says not the gradient
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad
    return w - learning_rate * grad / (np.sqrt(np.abs(v)) + eps), v

# %% rmsprop_step | wrong | old v | loses all | says root of the old v
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    new = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * grad / (np.sqrt(v) + eps), new

# %% rmsprop_step | wrong | eps inside | loses all | says inside the root
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * grad / np.sqrt(v + eps), v

# %% rmsprop_step | wrong | no root | loses all | says the root is missing
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * grad / (v + eps), v

# %% rmsprop_step | wrong | normalized | loses all | says that is the normalized step
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * grad / (np.abs(grad) + eps), v

# %% rmsprop_step | wrong | corrected as in the first step of Adam | loses all | says as Adam does
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad**2
    return w - learning_rate * grad / (np.sqrt(v / (1 - gamma)) + eps), v

# %% rmsprop_step | wrong | up | loses all | says the step goes up
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad**2
    return w + learning_rate * grad / (np.sqrt(v) + eps), v

# %% rmsprop_step | wrong | no rate | loses all | says learning rate is not used
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad**2
    return w - grad / (np.sqrt(v) + eps), v

# %% rmsprop_step | wrong | old v returned | loses all | says the old v is returned
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    return w - learning_rate * grad / (np.sqrt(gamma * v + (1 - gamma) * grad**2) + eps), v

# %% rmsprop_step | wrong | results swapped | loses all | says wrong order
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v = gamma * v + (1 - gamma) * grad**2
    return v, w - learning_rate * grad / (np.sqrt(v) + eps)

# %% rmsprop_step | wrong | v in place | loses all | says changed its argument
def rmsprop_step(w, v, grad, learning_rate, gamma, eps):
    v *= gamma
    v += (1 - gamma) * grad**2
    return w - learning_rate * grad / (np.sqrt(v) + eps), v

# %% tune | right | a loop that keeps the best
def tune(run, rates):
    best, lowest = rates[0], np.inf
    for rate in rates:
        losses = [loss if np.isfinite(loss) else np.inf for loss in run(rate)]
        middle = np.median(losses)
        if middle < lowest:
            best, lowest = rate, middle
    return best

# %% tune | right | min with a key
def tune(run, rates):
    def middle(rate):
        ends = np.array(run(rate), dtype=float)
        ends[~np.isfinite(ends)] = np.inf
        return np.median(ends)
    return min(rates, key=middle)

# %% tune | right | median by sorting
def tune(run, rates):
    medians = []
    for rate in rates:
        ends = sorted(x if abs(x) < np.inf else np.inf for x in np.asarray(run(rate)).tolist())
        n = len(ends)
        medians.append((ends[n // 2] + ends[(n - 1) // 2]) / 2)
    return rates[medians.index(min(medians))]

# %% tune | right | nan_to_num
def tune(run, rates):
    table = [np.nan_to_num(run(rate), nan=1e300, posinf=1e300, neginf=1e300) for rate in rates]
    return np.asarray(rates)[np.argmin([np.median(ends) for ends in table])]

# %% tune | wrong | mean | loses median edge | says lowest mean
def tune(run, rates):
    ends = [np.where(np.isfinite(run(rate)), run(rate), np.inf) for rate in rates]
    return rates[int(np.argmin([e.mean() for e in ends]))]

# %% tune | wrong | best start | loses all | says lowest single loss
def tune(run, rates):
    ends = [np.where(np.isfinite(run(rate)), run(rate), np.inf) for rate in rates]
    return rates[int(np.argmin([e.min() for e in ends]))]

# %% tune | wrong | worst start | loses median edge | says lowest worst
def tune(run, rates):
    ends = [np.where(np.isfinite(run(rate)), run(rate), np.inf) for rate in rates]
    return rates[int(np.argmin([e.max() for e in ends]))]

# %% tune | wrong | largest median | loses all | says the largest median
def tune(run, rates):
    ends = [np.where(np.isfinite(run(rate)), run(rate), np.inf) for rate in rates]
    return rates[int(np.argmax([np.median(e) for e in ends]))]

# %% tune | wrong | index | loses all | says number of the rate
def tune(run, rates):
    ends = [np.where(np.isfinite(run(rate)), run(rate), np.inf) for rate in rates]
    return int(np.argmin([np.median(e) for e in ends]))

# %% tune | wrong | the median itself | loses all | says that is the median itself
def tune(run, rates):
    return min(np.median(np.where(np.isfinite(run(rate)), run(rate), np.inf)) for rate in rates)

# %% tune | wrong | nan left in | loses edge | says is compared as it is
def tune(run, rates):
    return rates[int(np.argmin([np.median(run(rate)) for rate in rates]))]

# %% tune | wrong | nan left out | loses edge | says is left out
def tune(run, rates):
    ends = [np.asarray(run(rate)) for rate in rates]
    medians = [np.median(e[np.isfinite(e)]) if np.isfinite(e).any() else np.inf for e in ends]
    return rates[int(np.argmin(medians))]

# %% tune | wrong | only the last start | loses all | says only the last start
def tune(run, rates):
    ends = [np.where(np.isfinite(run(rate)), run(rate), np.inf)[-1] for rate in rates]
    return rates[int(np.argmin(ends))]

# %% tune | wrong | one start rules a rate out | loses edge | says rules a rate out
def tune(run, rates):
    ends = [run(rate) if np.all(np.isfinite(run(rate))) else np.array([np.inf]) for rate in rates]
    return rates[int(np.argmin([np.median(e) for e in ends]))]

# %% tune | wrong | only the smallest and the largest rate | loses median | shows result
def tune(run, rates):
    two = [min(rates), max(rates)]
    ends = [np.where(np.isfinite(run(rate)), run(rate), np.inf) for rate in two]
    return two[int(np.argmin([np.median(e) for e in ends]))]

# %% tune | wrong | nan as 0 | loses edge | says nan counts as 0
def tune(run, rates):
    s = [np.median(np.nan_to_num(np.asarray(run(r), float))) for r in rates]
    return rates[int(np.argmin(s))]

# %% tune | wrong | lower middle | loses edge | says the lower middle one is taken
def tune(run, rates):
    s = [np.sort(np.where(np.isfinite(run(r)), run(r), np.inf))[(len(run(r)) - 1) // 2] for r in rates]
    return rates[int(np.argmin(s))]

# %% line_search | wrong | rule 1 by f(p) only | loses rises | says not than f(p) only
def line_search(f, a=0.0, b=1.0, tol=1e-4):
    while b - a > tol:
        p, q = a + (b - a) / 3, a + 2 * (b - a) / 3
        if f(a) < f(p):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = q
        else:
            a = p
    return (a + b) / 2

# %% line_search | wrong | early return | loses all | says it stops after one round
def line_search(f, a=0.0, b=1.0, tol=0.0001):
    while b - a > tol:
        p, q = (a + (b - a) / 3, a + 2 * (b - a) / 3)
        if f(a) < min(f(p), f(q), f(b)):
            b = (a + b) / 2
        elif f(p) < f(q):
            b = q
        else:
            a = p
        return (a + b) / 2

# %% momentum_step | wrong | begins with the gradient | loses sizes | says from the first step on
def momentum_step(w, m, grad, learning_rate, beta):
    m = beta * m + (1 - beta) * grad if np.any(m) else grad + 0 * m
    return w - learning_rate * m, m

# %% nesterov_step | wrong | begins with the gradient | loses sizes | says from the first step on
def nesterov_step(w, m, grad_fn, learning_rate, beta):
    slope = grad_fn(w - learning_rate * m)
    m = beta * m + (1 - beta) * slope if np.any(m) else slope
    return w - learning_rate * m, m

# %% race | wrong | losses cut off | loses budget | says decimals of the losses are lost
def race(optimizers, budget):
    result = {}
    for name, step in optimizers.items():
        state, loss, _ = step(None)
        curve, paid = np.full(budget + 1, loss), 0
        while True:
            state, loss, cost = step(state)
            paid += cost
            if paid > budget:
                break
            curve[paid:] = loss
        result[name] = curve
    return result

# %% race | wrong | not cut | loses costs budget | says what is too long is not cut off
def race(optimizers, budget):
    R = {}
    for n, s in optimizers.items():
        st, l, c = s(None)
        C = [l]
        while len(C) <= budget:
            st, l, c = s(st)
            C += [C[-1]] * (c - 1) + [l]
        R[n] = np.array(C)
    return R

# %% race | wrong | cost+1 | loses all | says each step takes one evaluation too many
def race(optimizers, budget):
    R = {}
    for n, s in optimizers.items():
        st, l, c = s(None)
        C = [l]
        while len(C) <= budget:
            st, l, c = s(st)
            C += [C[-1]] * c + [l]
        R[n] = np.array(C[:budget + 1])
    return R

# %% random_search | wrong | gives up after 20 without a better one | loses all | says however long none is better
def random_search(loss, low, high, trials, rng):
    best = rng.uniform(low, high)
    value, since = loss(best), 0
    for _ in range(trials - 1):
        w = rng.uniform(low, high)
        since += 1
        if loss(w) < value:
            best, value, since = w, loss(w), 0
        if since == 20:
            break
    return best, value

# %% sgd | wrong | stops where the gradient is 0 | loses path | says Make all steps
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    path = [np.array(w, dtype=float)]
    for _ in range(epochs):
        order = rng.permutation(n)
        for first in range(0, n, batch_size):
            g = np.asarray(batch_grad(path[-1], order[first : first + batch_size]))
            if np.linalg.norm(g) < 1e-9:
                return np.array(path)
            path.append(path[-1] - learning_rate * g)
    return np.array(path)

# %% sgd | wrong | one step per epoch | loses all | says a row for each step
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    P = [np.array(w, float)]
    for e in range(epochs):
        P.append(P[-1] - learning_rate * batch_grad(P[-1], rng.permutation(n)))
    return np.array(P)

# %% sgd | wrong | only the ends of epochs kept | loses all | says a row for each step
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    P = [np.array(w, float)]
    v = P[0]
    for e in range(epochs):
        p = rng.permutation(n)
        for i in range(0, n, batch_size):
            v = v - learning_rate * batch_grad(v, p[i:i + batch_size])
        P.append(v)
    return np.array(P)

# %% sgd | wrong | gradient at start of epoch | loses path | says a step does not use the gradient of its minibatch at the w before it
def sgd(batch_grad, w, n, batch_size, learning_rate, epochs, rng):
    P = [np.array(w, float)]
    for e in range(epochs):
        p = rng.permutation(n)
        s = P[-1]
        for i in range(0, n, batch_size):
            P.append(P[-1] - learning_rate * batch_grad(s, p[i:i + batch_size]))
    return np.array(P)
