# The answer bank of lab 1: answers that students give, right and wrong, and what each must score.
#
# An entry is a line that begins with `# %%`, and the code of the answer cell below it. The line has these parts, with
# | between them: the exercise; `right` or `wrong`; a title; for a wrong one, `loses` with the test cells that must fail,
# without the name of the exercise (or `all`), and `says` with words of a message that names the mistake. `shows` instead of
# `says`: words of a message that shows a symptom only. All other test cells of the lab must pass.

# %% sigmoid | right | exponent never positive, with a mask
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    out = np.empty_like(z)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    e = np.exp(z[~up])
    out[~up] = e / (1 + e)
    return out

# %% sigmoid | right | tanh form
def sigmoid(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))

# %% sigmoid | right | clipped exponent
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))

# %% sigmoid | right | logaddexp
def sigmoid(z):
    print("working on it")
    return np.exp(-np.logaddexp(0, -np.asarray(z)))

# %% sigmoid | right | one number at a time
def sigmoid(z):
    def one(t):
        e = math.exp(-abs(t))
        return (1 if t >= 0 else e) / (1 + e)
    return np.vectorize(one, otypes=[float])(z)
import math

# %% sigmoid | right | warnings switched off
def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))

# %% sigmoid | wrong | overflows | loses limits | says overflow
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

# %% sigmoid | wrong | overflows to nan | loses limits | says nan
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

# %% sigmoid | wrong | no minus in the exponent | loses all | says minus in the exponent is missing
def sigmoid(z):
    return 1 / (1 + np.exp(z))

# %% sigmoid | wrong | tanh | loses values shapes | says twice as steep
def sigmoid(z):
    return 0.5 + np.tanh(z) / 2

# %% sigmoid | wrong | integers cut off | loses all | says decimals are cut off
def sigmoid(z):
    out = np.zeros(np.shape(z), dtype=int)
    out[...] = 0.5 * (1 + np.tanh(np.asarray(z) / 2))
    return out

# %% sigmoid | wrong | math.exp takes one number | loses all | says raised TypeError
import math
def sigmoid(z):
    return 1 / (1 + math.exp(-z))

# %% sigmoid | wrong | no return | loses all | says `return` missing
def sigmoid(z):
    value = 0.5 * (1 + np.tanh(np.asarray(z) / 2))

# %% sigmoid | wrong | flattens | loses shapes | says shape is (8,)
def sigmoid(z):
    return 0.5 * (1 + np.tanh(np.ravel(z) / 2)) if np.ndim(z) else 0.5 * (1 + np.tanh(z / 2))

# %% sigmoid | wrong | syntax error | loses all | says not defined
def sigmoid(z)
    return 1 / (1 + np.exp(-z))

# %% sigmoid | wrong | clipped too early | loses limits | says cut off too early
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -15, 15)))

# %% sigmoid | wrong | a step | loses all | says rises gently
def sigmoid(z):
    return np.where(np.asarray(z) > 0, 1.0, 0.0)

# %% sigmoid | wrong | its slope | loses all | says derivative of the sigmoid
def sigmoid(z):
    f = 0.5 * (1 + np.tanh(np.asarray(z) / 2))
    return f * (1 - f)

# %% sigmoid | wrong | softmax | loses all | says softmax
def sigmoid(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()

# %% sigmoid | wrong | whole numbers stay whole | loses shapes | says only whole numbers go wrong: an array of whole numbers keeps no decimals
def sigmoid(z):
    out = np.empty_like(z)
    out[...] = 0.5 * (1 + np.tanh(np.asarray(z) / 2))
    return out

# %% sigmoid | wrong | changes z | loses all | says changed its argument z
def sigmoid(z):
    z *= -1 if np.ndim(z) == 0 else np.int64(-1)
    return 0.5 * (1 - np.tanh(z / 2))

# %% sigmoid | wrong | normalised to max | loses values shapes | says values are divided by the largest
def sigmoid(z):
    s = 0.5 * (1 + np.tanh(np.asarray(z) / 2))
    return s / np.max(s)

# %% sigmoid | wrong | percent | loses all | says all entries are about 100 times what they should be
def sigmoid(z):
    return 100 * 0.5 * (1 + np.tanh(np.asarray(z) / 2))

# %% predict | right | written out
def predict(x, w):
    a, b = w
    return np.array([float(sigmoid(a * xi + b)) for xi in x])

# %% predict | right | matrix product
def predict(x, w):
    return sigmoid(np.c_[x, np.ones(len(x))] @ w)

# %% predict | right | a list
def predict(x, w):
    return list(sigmoid(w[0] * x + w[1]))

# %% predict | right | polyval, without the sigmoid of exercise 1
def predict(x, w):
    return 1 / (1 + np.exp(-np.polyval(w, x)))

# %% predict | right | einsum, and a float at a time
def predict(x, w):
    X = np.array([[float(t), 1.0] for t in x])
    return sigmoid(np.einsum("nd,d->n", X, w))

# %% predict | right | a tuple, with a helper
def line(t, w):
    return w[0] * t + w[1]
def predict(x, w):
    return tuple(sigmoid(line(t, w)) for t in x)

# %% predict | wrong | w0 and w1 swapped | loses all | says w0 and w1 are swapped
def predict(x, w):
    return sigmoid(w[1] * x + w[0])

# %% predict | wrong | no w1 | loses all | says w1 is missing
def predict(x, w):
    return sigmoid(w[0] * x)

# %% predict | wrong | no sigmoid | loses all | says sigmoid is missing
def predict(x, w):
    return w[0] * x + w[1]

# %% predict | wrong | column | loses all | says look at what has a shape with a 1
def predict(x, w):
    return sigmoid(w[0] * x.reshape(-1, 1) + w[1])

# %% predict | wrong | global x | loses all | says shape is (5,)
def predict(t, w):
    return sigmoid(w[0] * x + w[1])

# %% predict | wrong | rounds to a class | loses all | says those are classes
def predict(x, w):
    return (sigmoid(w[0] * x + w[1]) > 0.5) * 1.0

# %% predict | wrong | changes x | loses all | says changed its argument x
def predict(x, w):
    x *= w[0]
    x += w[1]
    return sigmoid(x)

# %% predict | wrong | subtracts w1 | loses all | says must be added
def predict(x, w):
    return sigmoid(w[0] * x - w[1])

# %% predict | wrong | sigmoid twice | loses all | says sigmoid is taken twice
def predict(x, w):
    return sigmoid(sigmoid(w[0] * x + w[1]))

# %% predict | wrong | w1 outside | loses all | says outside of the sigmoid
def predict(x, w):
    return sigmoid(w[0] * x) + w[1]

# %% predict | wrong | w0 times the bracket | loses all | says w0 multiplies w1 too
def predict(x, w):
    return sigmoid(w[0] * (x + w[1]))

# %% predict | wrong | dot product of x and w | loses all | says raised
def predict(x, w):
    return sigmoid(x @ w)

# %% predict | wrong | only the first | loses all | says one number comes back, of the first sample
def predict(x, w):
    for t in x:
        return sigmoid(w[0] * t + w[1])

# %% sse | right | dot product
def sse(x, y, w):
    r = predict(x, w) - y
    return r @ r

# %% sse | right | loop over floats
def sse(x, y, w):
    total = 0.0
    for f, t in zip(predict(x, w), y):
        total += (f - t) ** 2
    return float(total)

# %% sse | right | squared norm
def sse(x, y, w):
    return np.linalg.norm(predict(x, w) - y) ** 2

# %% sse | right | mean times N
def sse(x, y, w):
    return np.mean(np.square(y - predict(x, w))) * len(y)

# %% sse | right | einsum
def sse(x, y, w):
    r = np.asarray(predict(x, w)) - y
    return np.einsum("i,i", r, r)

# %% sse | right | no function of exercise 2
def sse(x, y, w):
    f = 0.5 * (1 + np.tanh((w[0] * np.asarray(x) + w[1]) / 2))
    return sum((float(a) - float(b)) ** 2 for a, b in zip(f, y))

# %% sse | wrong | mean | loses values | says that is the mean, but the sum is expected
def sse(x, y, w):
    return np.mean((predict(x, w) - y) ** 2)

# %% sse | wrong | half | loses all | says half of the sum stands there: there is no factor 1/2
def sse(x, y, w):
    return 0.5 * np.sum((predict(x, w) - y) ** 2)

# %% sse | wrong | no square | loses all | says square is missing
def sse(x, y, w):
    return np.sum(predict(x, w) - y)

# %% sse | wrong | no sum | loses all | says one square per sample comes back: the sum is missing
def sse(x, y, w):
    return (predict(x, w) - y) ** 2

# %% sse | wrong | absolute values | loses all | says squares are expected
def sse(x, y, w):
    return np.sum(np.abs(predict(x, w) - y))

# %% sse | wrong | square of the sum | loses values | says before the sum
def sse(x, y, w):
    return np.sum(predict(x, w) - y) ** 2

# %% sse | wrong | norm | loses all | says square root is too much
def sse(x, y, w):
    return np.linalg.norm(predict(x, w) - y)

# %% sse | wrong | every prediction meets every y | loses all | says Did (7,) meet (7, 1)
def sse(x, y, w):
    return np.sum((predict(x, w) - y.reshape(-1, 1)) ** 2)

# %% sse | wrong | global data | loses all | says other y give the same result
def sse(a, b, w):
    return np.sum((predict(x, w) - y) ** 2)

# %% sse | wrong | minus | loses all | says sign is flipped
def sse(x, y, w):
    return -np.sum((predict(x, w) - y) ** 2)

# %% sse | wrong | largest square | loses values | says their sum is expected
def sse(x, y, w):
    return np.max((predict(x, w) - y) ** 2)

# %% sse | wrong | squares before the difference | loses all | says their difference must be
def sse(x, y, w):
    return np.sum(predict(x, w) ** 2 - y**2)

# %% sse | wrong | sum with y | loses all | says added
def sse(x, y, w):
    return np.sum((predict(x, w) + y) ** 2)

# %% sse | wrong | straight line | loses all | says the sigmoid is missing
def sse(x, y, w):
    return np.sum((w[0] * x + w[1] - y) ** 2)

# %% sse | wrong | overwrites y | loses all | says changed its argument y
def sse(x, y, w):
    y -= predict(x, w)
    return np.sum(y**2)

# %% sse | wrong | variance | loses all | says the mean of the residuals is subtracted before the squares
def sse(x, y, w):
    return np.var(predict(x, w) - y) * len(x)

# %% sse | wrong | truncates | loses all | says decimals are cut off
def sse(x, y, w):
    return int(np.sum((predict(x, w) - y) ** 2))

# %% sse | wrong | takes y squared | loses all | says y is squared
def sse(x, y, w):
    return np.sum((predict(x, w) - np.asarray(y) ** 2) ** 2)

# %% sse_grad | right | matrix product
def sse_grad(x, y, w):
    f = predict(x, w)
    return 2 * ((f - y) * f * (1 - f)) @ np.column_stack([x, np.ones_like(x)])

# %% sse_grad | right | loop, as a tuple
def sse_grad(x, y, w):
    g0 = g1 = 0.0
    for xi, yi in zip(x, y):
        f = 1 / (1 + np.exp(-(w[0] * xi + w[1])))
        slope = 2 * (f - yi) * f * (1 - f)
        g0 += slope * xi
        g1 += slope
    return g0, g1

# %% sse_grad | right | einsum
def sse_grad(x, y, w):
    f = predict(x, w)
    return np.einsum("n,nd->d", -2 * (y - f) * (f - f**2), np.stack([x, x * 0 + 1], axis=1))

# %% sse_grad | right | Jacobian
def sse_grad(x, y, w):
    f = predict(x, w)
    jacobian = (f * (1 - f))[:, None] * np.vander(x, 2)
    return 2 * jacobian.T @ (f - y)

# %% sse_grad | right | by the tanh
def sse_grad(x, y, w):
    z = w[0] * x + w[1]
    f = 0.5 + 0.5 * np.tanh(z / 2)
    d = 0.5 * (f - y) / np.cosh(z / 2) ** 2
    return [np.dot(d, x), np.sum(d)]

# %% sse_grad | wrong | sign | loses values many | says sign is flipped
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (y - f) * f * (1 - f)
    return np.array([d @ x, d.sum()])

# %% sse_grad | wrong | factor 2 missing | loses values many | says factor 2 is missing
def sse_grad(x, y, w):
    f = predict(x, w)
    d = (f - y) * f * (1 - f)
    return np.array([d @ x, d.sum()])

# %% sse_grad | wrong | mean | loses values many | says that is the mean over the samples, but the loss is a sum
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * (1 - f)
    return np.array([np.mean(d * x), np.mean(d)])

# %% sse_grad | wrong | no f(1-f) | loses values many | says f (1 − f) is missing
def sse_grad(x, y, w):
    d = 2 * (predict(x, w) - y)
    return np.array([d @ x, d.sum()])

# %% sse_grad | wrong | swapped | loses values many | says w0 and w1 are swapped
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * (1 - f)
    return np.array([d.sum(), d @ x])

# %% sse_grad | wrong | bias component missing | loses all | says the derivative by w1 is missing: two numbers are expected
def sse_grad(x, y, w):
    f = predict(x, w)
    return np.sum(2 * (f - y) * f * (1 - f) * x)

# %% sse_grad | wrong | x missing | loses values many | says factor x, and it is missing
def sse_grad(x, y, w):
    f = predict(x, w)
    d = np.sum(2 * (f - y) * f * (1 - f))
    return np.array([d, d])

# %% sse_grad | wrong | not summed | loses all | says the sum over the samples is missing
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * (1 - f)
    return np.array([d * x, d])

# %% sse_grad | wrong | 1 - f missing | loses values many | says factor 1 − f is missing
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f
    return np.array([d @ x, d.sum()])

# %% sse_grad | wrong | residual squared | loses values many | says derivative is 2 (f − y)
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) ** 2 * f * (1 - f)
    return np.array([d @ x, d.sum()])

# %% sse_grad | wrong | f squared | loses values many | says not f²
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * f
    return np.array([d @ x, d.sum()])

# %% sse_grad | wrong | slope at z | loses values many | says with f where z stands
def sse_grad(x, y, w):
    z = w[0] * x + w[1]
    d = 2 * (predict(x, w) - y) * z * (1 - z)
    return np.array([d @ x, d.sum()])

# %% sse_grad | wrong | sums before the product | loses values many | says Multiply before the sum
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * np.sum(f - y) * np.sum(f * (1 - f))
    return np.array([d * np.sum(x), d])

# %% sse_grad | wrong | unit length | loses values many | says divided by its length
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * (1 - f)
    g = np.array([d @ x, d.sum()])
    return g / max(np.linalg.norm(g), 1e-12)

# %% sse_grad | wrong | w0 for x | loses values many | says w0 stands where x must
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * (1 - f)
    return np.array([w[0] * d.sum(), d.sum()])

# %% sse_grad | wrong | one number | loses all | says each is expected
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * (1 - f)
    return d @ x + d.sum()

# %% sse_grad | wrong | column against row | loses all | says Did (7,) meet (7, 1)
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y.reshape(-1, 1)) * f * (1 - f)
    return np.array([d * x, d])

# %% sse_grad | wrong | sign of w1 only | loses values many | says in component 1 the sign is flipped; all else is right
def sse_grad(x, y, w):
    f = predict(x, w)
    d = 2 * (f - y) * f * (1 - f)
    return np.array([np.sum(d * x), -np.sum(d)])

# %% numeric_grad | right | there and back in a copy
def numeric_grad(f, w, h=1e-5):
    v = np.array(w, dtype=np.float64)
    out = []
    for i in range(len(v)):
        v[i] += h
        up = f(v)
        v[i] -= 2 * h
        out.append((up - f(v)) / 2 / h)
        v[i] += h
    return out

# %% numeric_grad | right | rows of the unit matrix
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w + e) - f(w - e)) / (2 * h) for e in np.eye(len(w)) * h])

# %% numeric_grad | right | a lambda for each axis
def numeric_grad(f, w, h=1e-5):
    w = np.asarray(w, dtype=float)
    def along(j):
        g = lambda t: f(np.where(np.arange(w.size) == j, w + t, w))
        return (g(h) - g(-h)) * 0.5 / h
    return tuple(along(j) for j in range(len(w)))

# %% numeric_grad | right | restores w exactly
def numeric_grad(f, w, h=1e-5):
    grad = np.empty(len(w))
    work = [float(t) for t in w]
    for i, t in enumerate(work):
        work[i] = t + h
        up = f(np.array(work))
        work[i] = t - h
        grad[i] = (up - f(np.array(work))) / (h + h)
        work[i] = t
    return grad

# %% numeric_grad | wrong | forward difference | loses central | says one-sided
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w + e) - f(w)) / h for e in np.eye(len(w)) * h])

# %% numeric_grad | wrong | divided by h | loses all | says the division is by h, but the two points are 2h apart
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w + e) - f(w - e)) / h for e in np.eye(len(w)) * h])

# %% numeric_grad | wrong | h ignored | loses central | says h of the argument is not used
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w + e) - f(w - e)) / 2e-5 for e in np.eye(len(w)) * 1e-5])

# %% numeric_grad | wrong | leaves w changed | loses all | says changed its argument w
def numeric_grad(f, w, h=1e-5):
    g = np.zeros(len(w))
    for i in range(len(w)):
        w[i] += h
        up = f(w)
        w[i] -= 2 * h
        g[i] = (up - f(w)) / (2 * h)
    return g

# %% numeric_grad | wrong | steps cut off in whole numbers | loses whole_numbers | says h is added to an array of whole numbers
def numeric_grad(f, w, h=1e-5):
    g = np.zeros(len(w))
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g

# %% numeric_grad | wrong | all axes at once | loses all | says all parameters move at once, and one number comes back. Move one at a time
def numeric_grad(f, w, h=1e-5):
    return (f(w + h) - f(w - h)) / (2 * h)

# %% numeric_grad | wrong | backward difference | loses central | says one-sided
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w) - f(w - e)) / h for e in np.eye(len(w)) * h])

# %% numeric_grad | wrong | half the slope | loses all | says the two points are h apart, but the division is by 2h
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w + e) - f(w)) / (2 * h) for e in np.eye(len(w)) * h])

# %% numeric_grad | wrong | steps of the last axes stay in w | loses central | says Begin anew for each parameter
def numeric_grad(f, w, h=1e-5):
    w = np.array(w, dtype=float)
    grad = []
    for i in range(len(w)):
        w[i] += h
        up = f(w)
        w[i] -= 2 * h
        grad.append((up - f(w)) / (2 * h))
    return np.array(grad)

# %% numeric_grad | wrong | slopes cut off | loses whole_numbers | says decimals are cut off
def numeric_grad(f, w, h=1e-5):
    grad = np.zeros_like(w)
    for i, e in enumerate(np.eye(len(w)) * h):
        grad[i] = (f(w + e) - f(w - e)) / (2 * h)
    return grad

# %% numeric_grad | wrong | sign | loses all | says sign is flipped
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w - e) - f(w + e)) / (2 * h) for e in np.eye(len(w)) * h])

# %% numeric_grad | wrong | no bracket around 2h | loses all | says product with h stands
def numeric_grad(f, w, h=1e-5):
    return np.array([(f(w + e) - f(w - e)) / 2 * h for e in np.eye(len(w)) * h])

# %% numeric_grad | wrong | last axis forgotten | loses all | says by the last parameter
def numeric_grad(f, w, h=1e-5):
    grad = np.zeros(len(w))
    for i in range(len(w) - 1):
        e = np.eye(len(w))[i] * h
        grad[i] = (f(w + e) - f(w - e)) / (2 * h)
    return grad

# %% numeric_grad | wrong | second difference | loses all | says that is the second difference, f(w + h) − 2 f(w) + f(w − h)
def numeric_grad(f, w, h=1e-05):
    w = np.asarray(w, float)
    return np.array([(f(w + e) - 2 * f(w) + f(w - e)) / (h * h) for e in h * np.eye(len(w))])

# %% gradient_descent | right | writes into an array
def gradient_descent(grad, w, learning_rate, steps):
    path = np.zeros((steps + 1, len(w)))
    path[0] = w
    for i in range(steps):
        path[i + 1] = path[i] - learning_rate * grad(path[i])
    return path

# %% gradient_descent | right | list of copies
def gradient_descent(grad, w, learning_rate, steps):
    w = w.astype(float)
    path = [w.copy()]
    for _ in range(steps):
        w -= learning_rate * grad(w)
        path.append(w.copy())
    return path

# %% gradient_descent | right | by recursion
def gradient_descent(grad, w, learning_rate, steps):
    w = np.asarray(w, dtype=float)
    if steps == 0:
        return w[None].copy()
    return np.vstack([w, gradient_descent(grad, w - learning_rate * np.asarray(grad(w)), learning_rate, steps - 1)])

# %% gradient_descent | right | a generator
def walk_down(grad, w, learning_rate, steps):
    yield w
    for _ in range(steps):
        w = np.add(w, -np.multiply(learning_rate, grad(w)))
        yield w
def gradient_descent(grad, w, learning_rate, steps):
    return tuple(walk_down(grad, w, learning_rate, steps))

# %% gradient_descent | wrong | rows alias one array | loses all | says all rows are the end: is one array changed and stored again and again? Store a copy
def gradient_descent(grad, w, learning_rate, steps):
    w = np.array(w, dtype=float)
    path = [w]
    for _ in range(steps):
        w -= learning_rate * grad(w)
        path.append(w)
    return np.array(path)

# %% gradient_descent | wrong | start left out | loses all | says too few
def gradient_descent(grad, w, learning_rate, steps):
    w = np.array(w, dtype=float)
    path = []
    for _ in range(steps):
        w = w - learning_rate * grad(w)
        path.append(w)
    return np.array(path)

# %% gradient_descent | wrong | one step too many, no start | loses all | says one too early
def gradient_descent(grad, w, learning_rate, steps):
    w = np.array(w, dtype=float)
    path = []
    for _ in range(steps + 1):
        w = w - learning_rate * grad(w)
        path.append(w)
    return np.array(path)

# %% gradient_descent | wrong | ascent | loses all | says go up
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] + learning_rate * grad(path[-1]))
    return np.array(path)

# %% gradient_descent | wrong | only the end | loses all | says only the end of the path is returned. Keep each w on the way
def gradient_descent(grad, w, learning_rate, steps):
    w = np.array(w, dtype=float)
    for _ in range(steps):
        w = w - learning_rate * grad(w)
    return w

# %% gradient_descent | wrong | whole numbers kept | loses start | says whole numbers
def gradient_descent(grad, w, learning_rate, steps):
    path = np.zeros((steps + 1, len(w)), dtype=w.dtype)
    path[0] = w
    for i in range(steps):
        path[i + 1] = path[i] - learning_rate * grad(path[i])
    return path

# %% gradient_descent | wrong | changes the start | loses all | says changed its argument w
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        w[:] = path[-1] - learning_rate * grad(path[-1])
        path.append(path[-1] - learning_rate * grad(path[-1]))
    return np.array(path)

# %% gradient_descent | wrong | gradient of the start only | loses all | says of the start
def gradient_descent(grad, w, learning_rate, steps):
    g = grad(w)
    return np.array([w - i * learning_rate * g for i in range(steps + 1)])

# %% gradient_descent | wrong | never stops | loses all | shows time is over
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    while len(path) != steps:
        path = path[:1] + [path[0] - learning_rate * grad(path[0])] * (1 + steps)
    return np.array(path)

# %% gradient_descent | wrong | normalised steps | loses all | says length of the gradient
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        g = grad(path[-1])
        path.append(path[-1] - learning_rate * g / np.linalg.norm(g))
    return np.array(path)

# %% gradient_descent | wrong | one step too many | loses all | says one step too many
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps + 1):
        path.append(path[-1] - learning_rate * grad(path[-1]))
    return np.array(path)

# %% gradient_descent | wrong | every step from the start | loses all | says begins at the start
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        path.append(w - learning_rate * grad(w))
    return np.array(path)

# %% gradient_descent | wrong | the first learning rate only | loses axes | says only the first learning rate
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - np.ravel(learning_rate)[0] * grad(path[-1]))
    return np.array(path)

# %% gradient_descent | wrong | learning rate must be a number | loses axes | says raised
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - float(learning_rate) * grad(path[-1]))
    return np.array(path)

# %% gradient_descent | wrong | learning rate forgotten | loses all | says learning rate is not used
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - grad(path[-1]))
    return np.array(path)

# %% gradient_descent | wrong | transposed | loses all | says each row must be
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * grad(path[-1]))
    return np.array(path).T

# %% gradient_descent | wrong | the learning rate shrinks | loses all | says shrinks from step to step
def gradient_descent(grad, w, learning_rate, steps):
    path = [np.array(w, dtype=float)]
    for t in range(steps):
        path.append(path[-1] - learning_rate / (t + 1) * grad(path[-1]))
    return np.array(path)

# %% gradient_descent | wrong | steps from start always | loses all | says the first entry or row is taken where the last must
def gradient_descent(grad, w, learning_rate, steps):
    P = [np.array(w, float)]
    for k in range(steps):
        P.append(P[0] - learning_rate * grad(P[-1]))
    return np.array(P)

# %% descend_until | right | while loop
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.sqrt(np.sum(np.square(grad(w)))) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return [w, n]

# %% descend_until | right | one gradient a step
def descend_until(grad, w, learning_rate, tol, max_steps):
    w = np.array(w, dtype=float)
    g = np.asarray(grad(w))
    steps = 0
    while steps < max_steps and np.dot(g, g) > tol**2:
        w = w - learning_rate * g
        g = np.asarray(grad(w))
        steps += 1
    return w, steps

# %% descend_until | right | by gradient_descent, one step at a time
def descend_until(grad, w, learning_rate, tol, max_steps):
    for step in range(max_steps + 1):
        if step == max_steps or math.hypot(*grad(w)) <= tol:
            return w, step
        w = gradient_descent(grad, w, learning_rate, 1)[-1]
import math

# %% descend_until | right | a list and a numpy count
def descend_until(grad, w, learning_rate, tol, max_steps):
    count = np.int64(0)
    while True:
        g = np.array(grad(w))
        if count == max_steps or (g**2).sum() ** 0.5 <= tol:
            return list(w), count
        w, count = w - learning_rate * g, count + 1

# %% descend_until | wrong | counts from one | loses all | says one too high
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 1
    while n <= max_steps and np.linalg.norm(grad(w)) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | tests after the step | loses good_start | says returned value number
def descend_until(grad, w, learning_rate, tol, max_steps):
    w = np.array(w, float)
    for n in range(1, max_steps + 1):
        w = w - learning_rate * grad(w)
        if np.linalg.norm(grad(w)) <= tol:
            return w, n
    return w, max_steps

# %% descend_until | wrong | largest component | loses stops | says largest component
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.max(np.abs(grad(w))) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | squared norm | loses stops | says squared norm is small
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.sum(grad(w) ** 2) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | no max_steps | loses max_steps | says max_steps is not used
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while np.linalg.norm(grad(w)) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | only w | loses all | says only w comes back: return the number of steps, too
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.linalg.norm(grad(w)) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w

# %% descend_until | wrong | less than tol | loses good_start | says as long as tol is small enough
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.linalg.norm(grad(w)) >= tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | length of the step | loses stops | says the step is small
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.linalg.norm(learning_rate * grad(w)) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | or for and | loses max_steps | shows time is over
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while np.linalg.norm(grad(w)) > tol or n > max_steps:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | one step over max_steps | loses max_steps | says more than max_steps
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n <= max_steps and np.linalg.norm(grad(w)) > tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | the w before the last step | loses stops max_steps | says counted, but not taken
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    last = w
    while n < max_steps and np.linalg.norm(grad(w)) > tol:
        last, w, n = w, w - learning_rate * grad(w), n + 1
    return last, n

# %% descend_until | wrong | whole numbers stay whole | loses max_steps | says raised
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = w.copy(), 0
    while n < max_steps and np.linalg.norm(grad(w)) > tol:
        w -= learning_rate * grad(w)
        n += 1
    return w, n

# %% descend_until | wrong | up | loses stops max_steps | says go up
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.linalg.norm(grad(w)) > tol:
        w, n = w + learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | stops while large | loses all | says wrong way round
def descend_until(grad, w, learning_rate, tol, max_steps):
    w, n = np.array(w, float), 0
    while n < max_steps and np.linalg.norm(grad(w)) < tol:
        w, n = w - learning_rate * grad(w), n + 1
    return w, n

# %% descend_until | wrong | in place | loses stops max_steps | says the result is right, but the call changed its argument w
def descend_until(grad, w, learning_rate, tol, max_steps):
    k = 0
    while k < max_steps and np.linalg.norm(grad(w)) > tol:
        w -= learning_rate * grad(w)
        k += 1
    return (w, k)

# %% risk | right | quadratic form
def risk(w):
    w = np.asarray(w)
    return 0.5 * w @ np.array([[26, -10], [-10, 4]]) @ w + np.array([4, -2]) @ w + 1

# %% risk | right | square completed
def risk(w):
    u, v = w[0] - 1, w[1] - 3
    return (3 * u - v) ** 2 + (2 * u - v) ** 2

# %% risk | right | coefficients and monomials
def risk(w):
    a, b = map(float, w)
    return sum(c * m for c, m in zip((13, -10, 4, 2, -2, 1), (a * a, a * b, a, b * b, b, 1)))

# %% risk | right | einsum
def risk(w):
    v = np.append(w, 1.0)
    A = np.array([[13, -5, 2], [-5, 2, -1], [2, -1, 1]])
    return np.einsum("i,ij,j->", v, A, v)

# %% risk | wrong | w0 and w1 swapped | loses all | says swapped
def risk(w):
    b, a = w
    return 13 * a**2 - 10 * a * b + 4 * a + 2 * b**2 - 2 * b + 1

# %% risk | wrong | no constant | loses all | says the term 1 is missing
def risk(w):
    a, b = w
    return 13 * a**2 - 10 * a * b + 4 * a + 2 * b**2 - 2 * b

# %% risk | wrong | mixed term added | loses all | says sign of −10 w0 w1 is flipped
def risk(w):
    a, b = w
    return 13 * a**2 + 10 * a * b + 4 * a + 2 * b**2 - 2 * b + 1

# %% risk | wrong | no mixed term | loses all | says −10 w0 w1 is missing
def risk(w):
    a, b = w
    return 13 * a**2 + 4 * a + 2 * b**2 - 2 * b + 1

# %% risk | wrong | linear terms forgotten | loses all | says linear terms are missing
def risk(w):
    a, b = w
    return 13 * a**2 - 10 * a * b + 2 * b**2 + 1

# %% risk | wrong | square forgotten | loses all | says square of w1 is missing
def risk(w):
    a, b = w
    return 13 * a**2 - 10 * a * b + 4 * a + 2 * b - 2 * b + 1

# %% risk | wrong | factor inside the square | loses all | says 13 is squared too
def risk(w):
    a, b = w
    return (13 * a) ** 2 - 10 * a * b + 4 * a + 2 * b**2 - 2 * b + 1

# %% risk | wrong | as written in the quadratic form | loses all | says mixed term is halved
def risk(w):
    w = np.asarray(w)
    return w @ np.array([[13, -5], [0, 2]]) @ w + np.array([4, -2]) @ w + 1

# %% risk | wrong | two numbers | loses all | says one number is expected
def risk(w):
    return np.array([13 * w[0] ** 2 - 10 * w[0] * w[1] + 4 * w[0], 2 * w[1] ** 2 - 2 * w[1] + 1])

# %% risk | wrong | power as ^ | loses all | says raised
def risk(w):
    a, b = w
    return 13 * a ^ 2 - 10 * a * b + 4 * a + 2 * b ^ 2 - 2 * b + 1

# %% risk_grad | right | Hessian times w
def risk_grad(w):
    return np.array([[26, -10], [-10, 4]]) @ w + [4, -2]

# %% risk_grad | right | sum of rows
def risk_grad(w):
    return w[0] * np.array([26, -10]) + w[1] * np.array([-10, 4]) + np.array([4, -2])

# %% risk_grad | right | around the lowest point, as a list
def risk_grad(w):
    u, v = w[0] - 1.0, w[1] - 3.0
    return [26 * u - 10 * v, 4 * v - 10 * u]

# %% risk_grad | right | central differences
def risk_grad(w):
    return numeric_grad(risk, np.asarray(w, dtype=float), 1e-3)

# %% risk_grad | wrong | minus gradient | loses all | says sign is flipped
def risk_grad(w):
    return -np.array([26 * w[0] - 10 * w[1] + 4, -10 * w[0] + 4 * w[1] - 2])

# %% risk_grad | wrong | squares without their 2 | loses all | says factor 2 of the squares
def risk_grad(w):
    return np.array([13 * w[0] - 10 * w[1] + 4, -10 * w[0] + 2 * w[1] - 2])

# %% risk_grad | wrong | mixed term in one component only | loses all | says missing in the derivative by w1
def risk_grad(w):
    return np.array([26 * w[0] - 10 * w[1] + 4, 4 * w[1] - 2])

# %% risk_grad | wrong | no mixed term | loses all | says missing in both components
def risk_grad(w):
    return np.array([26 * w[0] + 4, 4 * w[1] - 2])

# %% risk_grad | wrong | mixed term with its own letter | loses all | says −10 w1 along w0
def risk_grad(w):
    return np.array([26 * w[0] - 10 * w[0] + 4, -10 * w[1] + 4 * w[1] - 2])

# %% risk_grad | wrong | no linear terms | loses all | says linear terms
def risk_grad(w):
    return np.array([26 * w[0] - 10 * w[1], -10 * w[0] + 4 * w[1]])

# %% risk_grad | wrong | swapped | loses all | says derivatives are swapped
def risk_grad(w):
    return np.array([-10 * w[0] + 4 * w[1] - 2, 26 * w[0] - 10 * w[1] + 4])

# %% risk_grad | wrong | summed | loses all | says each is expected
def risk_grad(w):
    return 26 * w[0] - 10 * w[1] + 4 - 10 * w[0] + 4 * w[1] - 2

# %% risk_grad | wrong | constant kept | loses all | says constant 1 has the derivative 0
def risk_grad(w):
    return np.array([26 * w[0] - 10 * w[1] + 5, -10 * w[0] + 4 * w[1] - 1])

# %% risk_grad | wrong | only floats that are whole | loses values | says decimals are cut off
def risk_grad(w):
    return np.array([26 * w[0] - 10 * w[1] + 4, -10 * w[0] + 4 * w[1] - 2]).astype(int)

# %% max_stable_learning_rate | right | eigvals of a general matrix
def max_stable_learning_rate(H):
    return 2 / max(np.linalg.eigvals(H).real)

# %% max_stable_learning_rate | right | spectral norm
def max_stable_learning_rate(H):
    return float(2 / np.linalg.norm(H, 2))

# %% max_stable_learning_rate | right | singular values
def max_stable_learning_rate(H):
    return 2.0 / np.linalg.svd(H)[1][0]

# %% max_stable_learning_rate | right | power iteration
def max_stable_learning_rate(H):
    v = np.arange(1.0, len(H) + 1)
    for _ in range(2000):
        v = H @ v
        v = v / np.linalg.norm(v)
    return 2 / (v @ H @ v)

# %% max_stable_learning_rate | wrong | 1 over the eigenvalue | loses all | says that is 1 / λmax: the edge is at twice that
def max_stable_learning_rate(H):
    return 1 / np.linalg.eigvalsh(H).max()

# %% max_stable_learning_rate | wrong | smallest eigenvalue | loses all | says steepest direction decides
def max_stable_learning_rate(H):
    return 2 / np.linalg.eigvalsh(H).min()

# %% max_stable_learning_rate | wrong | largest entry | loses all | says largest entry
def max_stable_learning_rate(H):
    return 2 / H.max()

# %% max_stable_learning_rate | wrong | trace | loses all | says sum of the eigenvalues
def max_stable_learning_rate(H):
    return 2 / np.trace(H)

# %% max_stable_learning_rate | wrong | first of eigvals | loses sizes | says eigvals does not sort
def max_stable_learning_rate(H):
    return 2 / np.linalg.eigvals(H)[0]

# %% max_stable_learning_rate | wrong | determinant | loses all | says determinant was taken
def max_stable_learning_rate(H):
    return 2 / np.linalg.det(H)

# %% max_stable_learning_rate | wrong | Frobenius norm | loses all | says norm of H was taken
def max_stable_learning_rate(H):
    return 2 / np.linalg.norm(H)

# %% max_stable_learning_rate | wrong | one rate an eigenvalue | loses all | says decides for all
def max_stable_learning_rate(H):
    return 2 / np.linalg.eigvalsh(H)

# %% max_stable_learning_rate | wrong | the fastest rate | loses all | says fastest rate
def max_stable_learning_rate(H):
    v = np.linalg.eigvalsh(H)
    return 2 / (v[0] + v[-1])

# %% max_stable_learning_rate | wrong | upside down | loses all | says wrong way up
def max_stable_learning_rate(H):
    return np.linalg.eigvalsh(H).max() / 2

# %% max_stable_learning_rate | wrong | of the lab's own bowl | loses all | says another H gives the same
def max_stable_learning_rate(H):
    return 2 / np.linalg.eigvalsh(np.array([[26, -10], [-10, 4]])).max()

# %% smallest_rate | right | exact
def smallest_rate():
    return 1.297

# %% smallest_rate | right | a step of the slider above
def smallest_rate():
    return 10 ** 0.12

# %% smallest_rate | right | rounded up
def smallest_rate():
    return 1.3

# %% smallest_rate | right | an array of one
def smallest_rate():
    return np.array([1.35])

# %% smallest_rate | right | searched for
def smallest_rate():
    rate = 1.0
    while sse(x, y, gradient_descent(lambda w: sse_grad(x, y, w), np.array([-5, 0.3]), rate, 30)[-1]) >= 0.01:
        rate *= 1.01
    return rate

# %% smallest_rate | wrong | the rate that stands in the text | loses all | says do not end below
def smallest_rate():
    return 1

# %% smallest_rate | wrong | the good rate | loses all | says a clearly smaller rate
def smallest_rate():
    return 6

# %% smallest_rate | wrong | too large by a third | loses all | says a clearly smaller rate
def smallest_rate():
    return 1.7

# %% smallest_rate | wrong | too small by a tenth | loses all | says do not end below
def smallest_rate():
    return 1.17

# %% smallest_rate | wrong | the exponent | loses all | says do not end below
def smallest_rate():
    return 0.12

# %% smallest_rate | wrong | the loss | loses all | says do not end below
def smallest_rate():
    return 0.01

# %% smallest_rate | wrong | of the mean | loses all | says a clearly smaller rate
def smallest_rate():
    return 6.5

# %% smallest_rate | wrong | printed | loses all | says one number
def smallest_rate():
    print(1.32)

# %% smallest_rate | wrong | a pair of rates | loses all | says one number
def smallest_rate():
    return 1.32, 1.32

# %% smallest_rate | wrong | as text | loses all | says one number
def smallest_rate():
    return "1.32"

# %% smallest_rate | wrong | negative | loses all | says do not end below
def smallest_rate():
    return -1.32

# %% smallest_rate | wrong | not a number | loses all | says one number
def smallest_rate():
    return float("nan")

# %% bowl_edge | right | rounded
def bowl_edge():
    return 0.067

# %% bowl_edge | right | two digits less
def bowl_edge():
    return 0.0661

# %% bowl_edge | right | the formula of the next exercise
def bowl_edge():
    return 2 / np.linalg.eigvalsh([[26, -10], [-10, 4]])[-1]

# %% bowl_edge | right | a little above
def bowl_edge():
    return np.array(0.0675)

# %% bowl_edge | wrong | a rate of the text | loses all | says a clearly larger rate
def bowl_edge():
    return 0.05

# %% bowl_edge | wrong | explodes | loses all | says does not close in
def bowl_edge():
    return 0.1

# %% bowl_edge | wrong | half of the edge | loses all | says a clearly larger rate
def bowl_edge():
    return 0.0335

# %% bowl_edge | wrong | by the smallest eigenvalue | loses all | says does not close in
def bowl_edge():
    return 2 / np.linalg.eigvalsh([[26, -10], [-10, 4]])[0]

# %% bowl_edge | wrong | by the largest entry | loses all | says does not close in
def bowl_edge():
    return 2 / 26

# %% bowl_edge | wrong | the first zigzag | loses all | says a clearly larger rate
def bowl_edge():
    return 0.06

# %% bowl_edge | wrong | the decimal point moved | loses all | says does not close in
def bowl_edge():
    return 0.67

# %% bowl_edge | wrong | zero | loses all | says does not close in
def bowl_edge():
    return 0

# %% bowl_edge | wrong | printed | loses all | says one number
def bowl_edge():
    print(0.067)

# %% bowl_edge | wrong | the exponent | loses all | says does not close in
def bowl_edge():
    return -1.174

# %% bowl_edge | wrong | an interval | loses all | says one number
def bowl_edge():
    return [0.066, 0.068]

# %% pit_edge | right | the prediction
def pit_edge():
    return 9.49

# %% pit_edge | right | from the Hessian
def pit_edge():
    pit = gradient_descent(lambda w: sse_grad(x, y, w), np.array([-5.0, 0.3]), 6, 300)[-1]
    H = np.array([numeric_grad(lambda w: sse_grad(x, y, w)[j], pit) for j in range(2)])
    return max_stable_learning_rate(H)

# %% pit_edge | right | an array of one number
def pit_edge():
    return np.array([9.4])

# %% pit_edge | right | a little above
def pit_edge():
    return np.float32(9.6)

# %% pit_edge | wrong | the rate of the bowl | loses all | says a clearly larger rate closes in
def pit_edge():
    return 0.067

# %% pit_edge | wrong | the rate that fits | loses all | says a clearly larger rate closes in
def pit_edge():
    return 6

# %% pit_edge | wrong | too large | loses all | says does not close in
def pit_edge():
    return 10.5

# %% pit_edge | wrong | the curvature | loses all | says a clearly larger rate closes in
def pit_edge():
    return 0.2107

# %% pit_edge | wrong | one over the curvature | loses all | says a clearly larger rate closes in
def pit_edge():
    return 1 / 0.2107

# %% pit_edge | wrong | along the valley | loses all | says does not close in
def pit_edge():
    return 97.6

# %% pit_edge | wrong | no number | loses all | says one number is expected
def pit_edge():
    return "9.49"

# %% pit_edge | wrong | no return | loses all | says one number is expected
def pit_edge():
    rate = 9.49

# %% pit_edge | wrong | negative | loses all | says does not close in
def pit_edge():
    return -9.49

# %% pit_edge | wrong | not finite | loses all | says one number is expected
def pit_edge():
    return float("nan")
