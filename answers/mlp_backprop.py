# The answer bank of lab 3: answers that students give, right and wrong, and what each must score.
#
# `answers/sigmoid_fit.py` begins with the format of an entry.

# %% phi | right | as the formula has it
def phi(v, alpha):
    return 1 / (1 + np.exp(-alpha * np.asarray(v)))

# %% phi | right | clipped exponent
def phi(v, alpha):
    return 1.0 / (1.0 + np.exp(-np.clip(alpha * np.asarray(v, float), -500, 500)))

# %% phi | right | logaddexp
def phi(v, alpha):
    return np.exp(-np.logaddexp(0, -alpha * np.asarray(v)))

# %% phi | right | two branches, with a helper
def positive(s):
    return 1 / (1 + np.exp(-s))

def phi(v, alpha):
    s = np.multiply(alpha, v)
    return np.where(s >= 0, positive(np.abs(s)), 1 - positive(np.abs(s)))

# %% phi | right | number by number
import math
def phi(v, alpha):
    def one(s):
        return 1 / (1 + math.exp(-s)) if s > -700 else 0.0
    return np.vectorize(one, otypes=[float])(alpha * np.asarray(v))

# %% phi | wrong | no alpha | loses all | says alpha is not used
def phi(v, alpha):
    return 1 / (1 + np.exp(-np.asarray(v)))

# %% phi | wrong | no minus | loses all | says minus in the exponent is missing
def phi(v, alpha):
    return 1 / (1 + np.exp(alpha * np.asarray(v)))

# %% phi | wrong | v over alpha | loses all | says alpha divides v
def phi(v, alpha):
    return 1 / (1 + np.exp(-np.asarray(v) / alpha))

# %% phi | wrong | alpha outside the exponential | loses all | says outside the exponential
def phi(v, alpha):
    return 1 / (1 + alpha * np.exp(-np.asarray(v)))

# %% phi | wrong | alpha before the whole | loses all | says belongs into the exponent
def phi(v, alpha):
    return alpha / (1 + np.exp(-np.asarray(v)))

# %% phi | wrong | tanh | loses all | says that is the tanh
def phi(v, alpha):
    return np.tanh(alpha * np.asarray(v))

# %% phi | wrong | tanh without the half | loses all | says twice as steep
def phi(v, alpha):
    return 0.5 + 0.5 * np.tanh(alpha * np.asarray(v))

# %% phi | wrong | step | loses all | says that is a step
def phi(v, alpha):
    return (np.asarray(v) >= 0) * 1.0

# %% phi | wrong | nan far out | loses edge | says nan
def phi(v, alpha):
    e = np.exp(alpha * np.asarray(v))
    return e / (1 + e)

# %% phi | wrong | math.exp takes one number | loses all | says raised TypeError
import math
def phi(v, alpha):
    return 1 / (1 + math.exp(-alpha * v))

# %% phi | wrong | changes v in place | loses all | says changed its argument v
def phi(v, alpha):
    if np.ndim(v) and v.dtype == float:
        v *= alpha
        return 1 / (1 + np.exp(-v))
    return 1 / (1 + np.exp(-alpha * np.asarray(v)))

# %% phi | wrong | math.exp takes one number | loses all | says raised TypeError
import math
def phi(v, alpha):
    return 1 / (1 + math.exp(-alpha * v))

# %% phi | wrong | integers cut off | loses edge | says whole numbers
def phi(v, alpha):
    out = np.zeros_like(v)
    out[...] = (1 + np.tanh(alpha * np.asarray(v) / 2)) / 2
    return out

# %% phi | wrong | v changed in place | loses all | says changed its argument v
def phi(v, alpha):
    v = np.asarray(v)
    v *= -alpha
    return 1 / (1 + np.exp(v))

# %% phi_prime | right | product of two units
def phi_prime(v, alpha):
    return alpha * phi(v, alpha) * phi(-np.asarray(v), alpha)

# %% phi_prime | right | hyperbolic cosine
def phi_prime(v, alpha):
    s = np.clip(alpha * np.asarray(v) / 2, -300, 300)
    return alpha / (4 * np.cosh(s) ** 2)

# %% phi_prime | right | f minus f squared
def phi_prime(v, alpha):
    f = phi(v, alpha)
    return np.multiply(f - f**2, alpha)

# %% phi_prime | right | one minus tanh squared
def phi_prime(v, alpha):
    return alpha / 4 * (1 - np.tanh(alpha * np.asarray(v) / 2) ** 2)

# %% phi_prime | wrong | no alpha | loses all | says factor α is missing
def phi_prime(v, alpha):
    f = phi(v, alpha)
    return f * (1 - f)

# %% phi_prime | wrong | the 3 of the homework | loses all | says not always 3
def phi_prime(v, alpha):
    return 3 * phi(v, alpha) * (1 - phi(v, alpha))

# %% phi_prime | wrong | alpha twice | loses all | says factor α too many
def phi_prime(v, alpha):
    return alpha**2 * phi(v, alpha) * (1 - phi(v, alpha))

# %% phi_prime | wrong | no 1 - f | loses all | says factor 1 − φ is missing
def phi_prime(v, alpha):
    return alpha * phi(v, alpha)

# %% phi_prime | wrong | no f | loses all | says factor φ is missing
def phi_prime(v, alpha):
    return alpha * (1 - phi(v, alpha))

# %% phi_prime | wrong | v taken for phi | loses all | says with φ(v) where v stands
def phi_prime(v, alpha):
    return alpha * v * (1 - v)

# %% phi_prime | wrong | phi twice | loses all | says φ is taken twice
def phi_prime(v, alpha):
    f = phi(phi(v, alpha), alpha)
    return alpha * f * (1 - f)

# %% phi_prime | wrong | sign | loses all | says sign is flipped
def phi_prime(v, alpha):
    f = phi(v, alpha)
    return alpha * f * (f - 1)

# %% phi_prime | wrong | alpha of 1 inside | loses all | says not used inside
def phi_prime(v, alpha):
    f = phi(v, 1)
    return alpha * f * (1 - f)

# %% phi_prime | wrong | phi itself | loses all | says not its derivative
def phi_prime(v, alpha):
    return phi(v, alpha)

# %% phi_prime | wrong | no return | loses all | says `return` missing
def phi_prime(v, alpha):
    alpha * phi(v, alpha) * (1 - phi(v, alpha))

# %% xor_network | right | three hidden units, one of them idle
def xor_network():
    return {"W": np.array([[1, 1], [1, 1], [0, 0]]), "b": np.array([[-1], [-2], [1]]),
            "U": np.array([[1, -2, 0]]), "c": np.array([[-1]])}

# %% xor_network | right | two half planes that face each other
def xor_network():
    return {"W": [[1, 1], [-1, -1]], "b": [[-0.5], [1.5]], "U": [[1, 1]], "c": [[-1.5]]}

# %% xor_network | right | one unit for each of the two corners
def xor_network():
    W = np.array([[20.0, -20.0], [-20.0, 20.0]])
    return dict(W=W, b=np.full((2, 1), -10.0), U=np.ones((1, 2)), c=np.array([[-0.5]]))

# %% xor_network | right | keys in another order, tuples
def xor_network():
    return {"c": ((-0.1,),), "U": ((-1, 1),), "b": ((-1.9,), (-0.9,)), "W": ((1, 1), (1, 1))}

# %% xor_network | right | lists, and three hidden units
def xor_network():
    return {"W": [[1, 0], [0, 1], [1, 1]], "b": [[-1], [-1], [-2]], "U": [[1, 1, -2]], "c": [[-1]]}

# %% xor_network | right | NAND and OR
def xor_network():
    W = np.array([[-2, -2], [3, 3]])
    return dict(c=np.array([[-1.5]]), U=np.ones((1, 2)), b=np.array([[3], [-1]]), W=W)

# %% xor_network | wrong | OR | loses values | says that is OR
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "U": [[1, 1]], "c": [[-0.5]]}

# %% xor_network | wrong | AND | loses values | says that is AND
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "U": [[1, 1]], "c": [[-1.5]]}

# %% xor_network | wrong | opposite | loses values | says opposite of XOR
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "U": [[-1, 1]], "c": [[0]]}

# %% xor_network | wrong | NAND | loses values | says NAND
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "U": [[0, -1]], "c": [[0.5]]}

# %% xor_network | wrong | no output bias | loses values | says opposite of OR
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "U": [[-1, -1]], "c": [[0]]}

# %% xor_network | wrong | a step is not 0 at v = 0 | loses values | says always 1
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "U": [[1, -1]], "c": [[0]]}

# %% xor_network | wrong | flat biases | loses shapes | says b has shape (2,)
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [-0.5, -1.5], "U": [[1, -1]], "c": [[-0.5]]}

# %% xor_network | wrong | U as a column | loses all | says U has shape (2, 1)
def xor_network():
    return {"W": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "U": [[1], [-1]], "c": [[-0.5]]}

# %% xor_network | wrong | one unit that sees the sum | loses values | says that is OR
def xor_network():
    return {"W": [[1, 1]], "b": [[-0.5]], "U": [[1]], "c": [[-0.5]]}

# %% xor_network | wrong | a tuple | loses all | says does not have the required form
def xor_network():
    return [[1, 1], [1, 1]], [[-0.5], [-1.5]], [[1, -1]], [[-0.5]]

# %% xor_network | wrong | small letters | loses all | says KeyError: 'W'
def xor_network():
    return {"w": [[1, 1], [1, 1]], "b": [[-0.5], [-1.5]], "u": [[1, -1]], "c": [[-0.5]]}

# %% xor_network | wrong | one wall only | loses values | says one input alone decides
def xor_network():
    return {"W": [[1, 0], [1, 0]], "b": [[-0.5], [-1.5]], "U": [[1, -1]], "c": [[-0.5]]}

# %% count_params | right | loop over pairs
def count_params(layers):
    total = 0
    for a, b in zip(layers, layers[1:]):
        total += a * b + b
    return total

# %% count_params | right | dot products
def count_params(layers):
    n = np.array(layers)
    return int(n[:-1] @ n[1:] + n[1:].sum())

# %% count_params | right | recursion
def count_params(layers):
    if len(layers) < 2:
        return 0
    return (layers[0] + 1) * layers[1] + count_params(layers[1:])

# %% count_params | right | makes the tables and counts
def count_params(layers):
    return sum(np.zeros((b, a + 1)).size for a, b in zip(layers[:-1], layers[1:]))

# %% count_params | right | recursion over a tuple
def count_params(layers):
    first, second, *rest = layers
    return first * second + second + (count_params((second, *rest)) if rest else 0)

# %% count_params | right | dot product
def count_params(layers):
    sizes = np.asarray(layers)
    return np.dot(sizes[:-1] + 1, sizes[1:])

# %% count_params | wrong | no biases | loses all | says biases are missing
def count_params(layers):
    return sum(a * b for a, b in zip(layers, layers[1:]))

# %% count_params | wrong | biases for the inputs | loses all | says inputs have no biases
def count_params(layers):
    return sum(a * b for a, b in zip(layers, layers[1:])) + sum(layers)

# %% count_params | wrong | biases only | loses all | says number of biases only
def count_params(layers):
    return sum(layers[1:])

# %% count_params | wrong | one bias per layer | loses all | says one bias for each unit
def count_params(layers):
    return sum(a * b + 1 for a, b in zip(layers, layers[1:]))

# %% count_params | wrong | units | loses all | says number of units
def count_params(layers):
    return sum(layers)

# %% count_params | wrong | last layer forgotten | loses all | says last layer is missing
def count_params(layers):
    return sum((layers[i] + 1) * layers[i + 1] for i in range(len(layers) - 2))

# %% count_params | wrong | first layer forgotten | loses all | says first layer is missing
def count_params(layers):
    return sum((layers[i] + 1) * layers[i + 1] for i in range(1, len(layers) - 1))

# %% count_params | wrong | product of all | loses all | says only neighbours are connected
def count_params(layers):
    return int(np.prod(layers))

# %% count_params | wrong | three layers only | loses all | says raised
def count_params(layers):
    a, b, c = layers
    return (a + 1) * b + (b + 1) * c

# %% count_params | wrong | changes its list | loses all | says changed its argument layers
def count_params(layers):
    if isinstance(layers, tuple):
        layers = list(layers)
    total = 0
    while len(layers) > 1:
        total += (layers.pop(0) + 1) * layers[0]
    return total

# %% init_params | right | normal with a scale
def init_params(n_inputs, n_hidden, sigma, rng):
    W = rng.normal(0, sigma, (n_hidden, n_inputs))
    b = rng.normal(0, sigma, (n_hidden, 1))
    U = rng.normal(0, sigma, (1, n_hidden))
    c = rng.normal(0, sigma, (1, 1))
    return {"W": W, "b": b, "U": U, "c": c}

# %% init_params | right | keys in another order, drawn in the right one
def init_params(n_inputs, n_hidden, sigma, rng):
    W, b = rng.standard_normal((n_hidden, n_inputs)), rng.standard_normal((n_hidden, 1))
    U, c = rng.standard_normal((1, n_hidden)), rng.standard_normal((1, 1))
    return dict(c=c * sigma, U=U * sigma, b=b * sigma, W=W * sigma)

# %% init_params | right | one long draw
def init_params(n_inputs, n_hidden, sigma, rng):
    row = sigma * rng.standard_normal(n_hidden * (n_inputs + 2) + 1)
    W, b, U, c = np.split(row, np.cumsum([n_hidden * n_inputs, n_hidden, n_hidden]))
    return {"W": W.reshape(n_hidden, n_inputs), "b": b[:, None], "U": U[None], "c": c[None]}

# %% init_params | right | number by number
def init_params(n_inputs, n_hidden, sigma, rng):
    def table(rows, columns):
        return [[sigma * rng.standard_normal() for _ in range(columns)] for _ in range(rows)]
    return {"W": table(n_hidden, n_inputs), "b": table(n_hidden, 1), "U": table(1, n_hidden), "c": table(1, 1)}

# %% init_params | right | normal with loc and scale, one after the other
def init_params(n_inputs, n_hidden, sigma, rng):
    W = rng.normal(loc=0.0, scale=sigma, size=(n_hidden, n_inputs))
    b = rng.normal(0, sigma, n_hidden).reshape(-1, 1)
    U = rng.normal(0, sigma, n_hidden)[np.newaxis]
    return {"W": W, "b": b, "U": U, "c": np.array([[rng.normal(0, sigma)]])}

# %% init_params | wrong | no sigma | loses values | says sigma is not used
def init_params(n_inputs, n_hidden, sigma, rng):
    shapes = dict(W=(n_hidden, n_inputs), b=(n_hidden, 1), U=(1, n_hidden), c=(1, 1))
    return {k: rng.standard_normal(s) for k, s in shapes.items()}

# %% init_params | wrong | uniform | loses values | says Gaussian ones are expected
def init_params(n_inputs, n_hidden, sigma, rng):
    shapes = dict(W=(n_hidden, n_inputs), b=(n_hidden, 1), U=(1, n_hidden), c=(1, 1))
    return {k: sigma * rng.random(s) for k, s in shapes.items()}

# %% init_params | wrong | variance | loses values | says not the variance
def init_params(n_inputs, n_hidden, sigma, rng):
    shapes = dict(W=(n_hidden, n_inputs), b=(n_hidden, 1), U=(1, n_hidden), c=(1, 1))
    return {k: np.sqrt(sigma) * rng.standard_normal(s) for k, s in shapes.items()}

# %% init_params | wrong | weights first, then biases | loses values | says order of the draws is W, U, b, c
def init_params(n_inputs, n_hidden, sigma, rng):
    shapes = dict(W=(n_hidden, n_inputs), U=(1, n_hidden), b=(n_hidden, 1), c=(1, 1))
    return {k: sigma * rng.standard_normal(s) for k, s in shapes.items()}

# %% init_params | wrong | biases of 0 | loses values | says biases are 0
def init_params(n_inputs, n_hidden, sigma, rng):
    W = sigma * rng.standard_normal((n_hidden, n_inputs))
    U = sigma * rng.standard_normal((1, n_hidden))
    return {"W": W, "b": np.zeros((n_hidden, 1)), "U": U, "c": np.zeros((1, 1))}

# %% init_params | wrong | W transposed | loses all | says entry 'W'
def init_params(n_inputs, n_hidden, sigma, rng):
    shapes = dict(W=(n_inputs, n_hidden), b=(n_hidden, 1), U=(1, n_hidden), c=(1, 1))
    return {k: sigma * rng.standard_normal(s) for k, s in shapes.items()}

# %% init_params | wrong | flat biases | loses all | says entry 'b'
def init_params(n_inputs, n_hidden, sigma, rng):
    shapes = dict(W=(n_hidden, n_inputs), b=n_hidden, U=(1, n_hidden), c=1)
    return {k: sigma * rng.standard_normal(s) for k, s in shapes.items()}

# %% init_params | wrong | four hidden units, always | loses shapes | shows the shape is
def init_params(n_inputs, n_hidden, sigma, rng):
    shapes = dict(W=(4, n_inputs), b=(4, 1), U=(1, 4), c=(1, 1))
    return {k: sigma * rng.standard_normal(s) for k, s in shapes.items()}

# %% init_params | wrong | generator of its own | loses values | says generator of your own
def init_params(n_inputs, n_hidden, sigma, rng):
    rng = np.random.default_rng(0)
    shapes = dict(W=(n_hidden, n_inputs), b=(n_hidden, 1), U=(1, n_hidden), c=(1, 1))
    return {k: sigma * rng.standard_normal(s) for k, s in shapes.items()}

# %% init_params | wrong | a tuple | loses all | says a dict with the keys W, b, U, c
def init_params(n_inputs, n_hidden, sigma, rng):
    return tuple(sigma * rng.standard_normal(s) for s in ((n_hidden, n_inputs), (n_hidden, 1), (1, n_hidden), (1, 1)))

# %% forward | right | einsum and dot
def forward(X, params, alpha):
    v_z = np.einsum("hd,dn->hn", params["W"], X) + params["b"]
    z = phi(v_z, alpha)
    v_f = np.dot(params["U"], z) + params["c"]
    return phi(v_f, alpha), [v_z, z, v_f, phi(v_f, alpha)]

# %% forward | right | ones in front of the samples
def forward(X, params, alpha):
    ones = np.ones((1, np.shape(X)[1]))
    v_z = np.hstack([params["b"], params["W"]]) @ np.vstack([ones, X])
    z = phi(v_z, alpha)
    v_f = np.hstack([params["c"], params["U"]]) @ np.vstack([ones, z])
    f = phi(v_f, alpha)
    return f, (v_z, z, v_f, f)

# %% forward | right | sample by sample, as a list
def forward(X, params, alpha):
    W, b, U, c = params["W"], params["b"], params["U"], params["c"]
    columns = []
    for x in np.asarray(X).T:
        x = x.reshape(-1, 1)
        z = phi(W @ x + b, alpha)
        columns.append((W @ x + b, z, U @ z + c, phi(U @ z + c, alpha)))
    cache = tuple(np.hstack(part) for part in zip(*columns))
    return cache[3].tolist(), cache

# %% forward | right | without the phi above, and a print
def forward(X, params, alpha):
    print("forward", np.shape(X))
    unit = lambda v: 1 / (1 + np.exp(-alpha * v))
    v_z = params["W"] @ X + params["b"]
    v_f = params["U"] @ unit(v_z) + params["c"]
    return [unit(v_f), [v_z, unit(v_z), v_f, unit(v_f)]]

# %% forward | right | named cache with more than is needed
def forward(X, params, alpha):
    cache = {"X": X, **params, "alpha": alpha}
    cache["v_z"] = np.matmul(params["W"], X) + params["b"]
    cache["z"] = phi(cache["v_z"], alpha)
    cache["v_f"] = np.matmul(params["U"], cache["z"]) + params["c"]
    cache["f"] = phi(cache["v_f"], alpha)
    return cache["f"], cache

def backward(X, Y, params, cache, alpha):
    d_f = phi_vjp(cache["v_f"], alpha, -2 / cache["f"].size * (Y - cache["f"]))
    g_U, g_c, g_z = linear_vjp(cache["U"], cache["z"], d_f)
    g_W, g_b, _ = linear_vjp(cache["W"], cache["X"], phi_vjp(cache["v_z"], cache["alpha"], g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% forward | wrong | no alpha | loses all | says alpha is not used
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, 1)
    v_f = params["U"] @ z + params["c"]
    f = phi(v_f, 1)
    return f, (v_z, z, v_f, f)

# %% forward | wrong | no alpha in the output | loses all | says in the output unit
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    f = phi(v_f, 1)
    return f, (v_z, z, v_f, f)

# %% forward | wrong | no b | loses all | says bias b is missing
def forward(X, params, alpha):
    v_z = params["W"] @ X
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    f = phi(v_f, alpha)
    return f, (v_z, z, v_f, f)

# %% forward | wrong | no c | loses all | says bias c is missing
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z
    f = phi(v_f, alpha)
    return f, (v_z, z, v_f, f)

# %% forward | wrong | no unit at the output | loses all | says φ is missing in the output unit
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    return v_f, (v_z, z, v_f, v_f)

# %% forward | wrong | linear hidden units | loses all | says φ is missing in the hidden units
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    v_f = params["U"] @ v_z + params["c"]
    f = phi(v_f, alpha)
    return f, (v_z, v_z, v_f, f)

# %% forward | wrong | no cache | loses all | says 2 values
def forward(X, params, alpha):
    z = phi(params["W"] @ X + params["b"], alpha)
    return phi(params["U"] @ z + params["c"], alpha)

# %% forward | wrong | flat output | loses all | says the shape is
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    f = phi(v_f, alpha)
    return f.ravel(), (v_z, z, v_f, f)

# %% forward | wrong | samples in rows | loses all | says raised ValueError
def forward(X, params, alpha):
    v_z = X @ params["W"].T + params["b"].T
    z = phi(v_z, alpha)
    v_f = z @ params["U"].T + params["c"]
    f = phi(v_f, alpha)
    return f, (v_z, z, v_f, f)

# %% forward | wrong | global X | loses all | says raised ValueError
def forward(x, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    f = phi(v_f, alpha)
    return f, (v_z, z, v_f, f)

# %% forward | wrong | cache first | loses all | says returned value number 1
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    f = phi(v_f, alpha)
    return (v_z, z, v_f, f), f

# %% linear_vjp | right | einsum
def linear_vjp(W, x, g):
    return np.einsum("hn,dn->hd", g, x), np.einsum("hn->h", g)[:, None], np.einsum("hd,hn->dn", W, g)

# %% linear_vjp | right | sample by sample
def linear_vjp(W, x, g):
    g_W, g_b, g_x = np.zeros(W.shape), np.zeros((len(W), 1)), np.zeros(x.shape)
    for n in range(x.shape[1]):
        g_W += np.outer(g[:, n], x[:, n])
        g_b[:, 0] += g[:, n]
        g_x[:, n] = W.T @ g[:, n]
    return g_W, g_b, g_x

# %% linear_vjp | right | ones for the bias, as a list
def linear_vjp(W, x, g):
    return [np.dot(g, np.transpose(x)), g @ np.ones((np.shape(g)[1], 1)), np.transpose(np.transpose(g) @ W)]

# %% linear_vjp | right | sum and reshape
def linear_vjp(W, x, g):
    return (x @ g.T).T, np.sum(g, axis=1).reshape(-1, 1), np.matmul(W.T, g)

# %% linear_vjp | right | tensordot and broadcasting
def linear_vjp(W, x, g):
    W, x, g = map(np.asarray, (W, x, g))
    each = g[:, None, :] * x[None, :, :]
    return each.sum(axis=2), np.add.reduce(g, axis=1, keepdims=True), np.tensordot(W, g, axes=(0, 0))

# %% linear_vjp | wrong | mean | loses all | says that is a mean over the 5 samples
def linear_vjp(W, x, g):
    n = x.shape[1]
    return g @ x.T / n, g.mean(axis=1, keepdims=True), W.T @ g / n

# %% linear_vjp | wrong | bias averaged | loses all | says derivative by b is a mean over the samples
def linear_vjp(W, x, g):
    return g @ x.T, g.mean(axis=1, keepdims=True), W.T @ g

# %% linear_vjp | wrong | bias not summed | loses all | says g is not summed over the samples for b
def linear_vjp(W, x, g):
    return g @ x.T, g, W.T @ g

# %% linear_vjp | wrong | bias flat | loses all | says the sum for b has the shape (H,): keep it a column
def linear_vjp(W, x, g):
    return g @ x.T, g.sum(axis=1), W.T @ g

# %% linear_vjp | wrong | W not transposed | loses all | says raised ValueError
def linear_vjp(W, x, g):
    return g @ x.T, g.sum(axis=1, keepdims=True), W @ g

# %% linear_vjp | wrong | x not transposed | loses all | says raised ValueError
def linear_vjp(W, x, g):
    return g @ x, g.sum(axis=1, keepdims=True), W.T @ g

# %% linear_vjp | wrong | transposed where it does not fit | loses square | says W must be transposed
def linear_vjp(W, x, g):
    back = W if W.shape[1] == len(g) else W.T
    return g @ x.T, g.sum(axis=1, keepdims=True), back @ g

# %% linear_vjp | wrong | derivative by W transposed | loses all | says g and x must change places in the derivative by W
def linear_vjp(W, x, g):
    return x @ g.T, g.sum(axis=1, keepdims=True), W.T @ g

# %% linear_vjp | wrong | two slopes | loses all | says 3 values
def linear_vjp(W, x, g):
    return g @ x.T, g.sum(axis=1, keepdims=True)

# %% linear_vjp | wrong | another order | loses all | says returned value number 1
def linear_vjp(W, x, g):
    return W.T @ g, g @ x.T, g.sum(axis=1, keepdims=True)

# %% linear_vjp | wrong | sign | loses all | says sign is flipped
def linear_vjp(W, x, g):
    return -g @ x.T, g.sum(axis=1, keepdims=True), W.T @ g

# %% linear_vjp | wrong | bias slope of 1 | loses all | says it should be g
def linear_vjp(W, x, g):
    return g @ x.T, np.ones((len(g), 1)), W.T @ g

# %% linear_vjp | wrong | summed over the wrong axis | loses all | says wrong axis
def linear_vjp(W, x, g):
    return g @ x.T, g.sum(axis=0).reshape(-1, 1), W.T @ g

# %% linear_vjp | wrong | order | loses all | says returned values number 1 and 3 are swapped
def linear_vjp(W, x, g):
    W, x, g = map(np.asarray, (W, x, g))
    return (W.T @ g, g.sum(axis=1, keepdims=True), g @ x.T)

# %% phi_vjp | right | phi written out
def phi_vjp(v, alpha, g):
    f = phi(v, alpha)
    return alpha * f * (1 - f) * g

# %% phi_vjp | right | np.multiply
def phi_vjp(v, alpha, g):
    return np.multiply(phi_prime(v, alpha), g)

# %% phi_vjp | right | entry by entry
def phi_vjp(v, alpha, g):
    out = np.zeros(np.shape(v))
    for i in np.ndindex(out.shape):
        out[i] = g[i] * phi_prime(v[i], alpha)
    return out

# %% phi_vjp | right | the diagonal Jacobian
def phi_vjp(v, alpha, g):
    J = np.diag(np.ravel(phi_prime(v, alpha)))
    return (J.T @ np.ravel(g)).reshape(np.shape(v))

# %% phi_vjp | right | slope written out
def phi_vjp(v, alpha, g):
    s = 1 / (1 + np.exp(-alpha * np.array(v)))
    return np.multiply(g, alpha * (s - s * s))

# %% phi_vjp | wrong | z for v | loses all | says φ′(z) stands
def phi_vjp(v, alpha, g):
    return g * phi_prime(phi(v, alpha), alpha)

# %% phi_vjp | wrong | no g | loses all | says factor g is missing
def phi_vjp(v, alpha, g):
    return phi_prime(v, alpha)

# %% phi_vjp | wrong | phi for its slope | loses all | says φ stands where its derivative
def phi_vjp(v, alpha, g):
    return g * phi(v, alpha)

# %% phi_vjp | wrong | alpha missing | loses all | says factor α of φ′ is missing
def phi_vjp(v, alpha, g):
    f = phi(v, alpha)
    return g * f * (1 - f)

# %% phi_vjp | wrong | alpha twice | loses all | says factor α too many
def phi_vjp(v, alpha, g):
    return alpha * g * phi_prime(v, alpha)

# %% phi_vjp | wrong | g for v | loses all | says φ′(g) stands
def phi_vjp(v, alpha, g):
    return v * phi_prime(g, alpha)

# %% phi_vjp | wrong | matrix product | loses all | says raised ValueError
def phi_vjp(v, alpha, g):
    return g @ phi_prime(v, alpha)

# %% phi_vjp | wrong | summed over the samples | loses all | says shape
def phi_vjp(v, alpha, g):
    return np.sum(g * phi_prime(v, alpha), axis=-1, keepdims=True) if np.ndim(v) else g * phi_prime(v, alpha)

# %% phi_vjp | wrong | divided | loses all | says divided by the derivative
def phi_vjp(v, alpha, g):
    return g / phi_prime(v, alpha)

# %% phi_vjp | wrong | g changed in place | loses all | says changed its argument g
def phi_vjp(v, alpha, g):
    g *= phi_prime(v, alpha)
    return g

# %% phi_vjp | wrong | in place | loses all | says the result is right, but the call changed its argument g
def phi_vjp(v, alpha, g):
    g *= phi_prime(v, alpha)
    return g

# %% phi_vjp | wrong | twice | loses all | says phi_prime is squared
def phi_vjp(v, alpha, g):
    return g * phi_prime(v, alpha) ** 2

# %% backward | right | as the homework has it, divided at the end
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    N = X.shape[1]
    delta_f = -2 * (Y - f) * phi_prime(v_f, alpha)
    delta_z = np.matmul(np.transpose(params["U"]), delta_f) * phi_prime(v_z, alpha)
    return {"W": np.matmul(delta_z, X.T) / N, "b": np.mean(delta_z, axis=1, keepdims=True),
            "U": np.matmul(delta_f, z.T) / N, "c": np.mean(delta_f, axis=1, keepdims=True)}

# %% backward | right | slopes from z and f, cached or not
def backward(X, Y, params, cache, alpha):
    _, z, _, f = cache
    d_f = 2 / f.shape[1] * (f - Y) * alpha * f * (1 - f)
    d_z = (params["U"].T * d_f) * alpha * z * (1 - z)
    return dict(c=d_f.sum(axis=1, keepdims=True), U=d_f @ z.T, b=d_z.sum(axis=1, keepdims=True), W=d_z @ X.T)

# %% backward | right | does not use the cache
def backward(X, Y, params, cache, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    g_v = phi_vjp(v_f, alpha, 2 * (phi(v_f, alpha) - Y) / Y.shape[1])
    g_U, g_c, g_z = linear_vjp(params["U"], z, g_v)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | right | sample by sample
def backward(X, Y, params, cache, alpha):
    grads = {key: np.zeros(np.shape(params[key])) for key in params}
    N = X.shape[1]
    for n in range(N):
        x, y = X[:, [n]], Y[:, [n]]
        f, (v_z, z, v_f, f) = forward(x, params, alpha)
        delta_f = -2 * (y - f) * phi_prime(v_f, alpha)
        delta_z = params["U"].T @ delta_f * phi_prime(v_z, alpha)
        for key, g in zip("WbUc", (delta_z @ x.T, delta_z, delta_f @ z.T, delta_f)):
            grads[key] += g / N
    return grads

# %% backward | right | a dict as cache
def forward(X, params, alpha):
    cache = {"hidden_in": params["W"] @ X + params["b"]}
    cache["hidden"] = phi(cache["hidden_in"], alpha)
    cache["out_in"] = params["U"] @ cache["hidden"] + params["c"]
    cache["out"] = phi(cache["out_in"], alpha)
    return cache["out"], cache

def backward(X, Y, params, cache, alpha):
    d_f = phi_vjp(cache["out_in"], alpha, -2 / Y.size * (Y - cache["out"]))
    d_z = phi_vjp(cache["hidden_in"], alpha, params["U"].T @ d_f)
    return {"W": d_z @ X.T, "b": d_z.sum(1)[:, None], "U": d_f @ cache["hidden"].T, "c": d_f.sum(1)[:, None]}

# %% backward | right | a lean cache of its own
def forward(X, params, alpha):
    z = phi(params["W"] @ X + params["b"], alpha)
    f = phi(params["U"] @ z + params["c"], alpha)
    return f, {"z": z, "f": f}

def backward(X, Y, params, cache, alpha):
    z, f = cache["z"], cache["f"]
    d_f = alpha * f * (1 - f) * 2 * (f - Y) / f.size
    d_z = alpha * z * (1 - z) * (params["U"].T @ d_f)
    return {"W": np.einsum("hn,dn->hd", d_z, X), "b": d_z.sum(1, keepdims=True), "U": d_f @ z.T, "c": d_f.sum(1, keepdims=True)}

# %% backward | wrong | sign | loses all | says sign is flipped
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (Y - f) / f.size)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | no factor 2 | loses all | says factor 2 is missing
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, (f - Y) / f.size)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | sum | loses values sizes differences | says sum over the 5 samples
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y))
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | slope of z for v | loses all | says φ′(z) stands
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | slope of the output missing | loses all | says φ′(v_f) of the output unit is missing
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = 2 * (f - Y) / f.size
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | slope of the hidden units missing | loses all | says φ′(v_z) of the hidden units is missing
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, g_z)
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | alpha missing | loses all | says factor α of φ′ is missing, in both layers
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = 2 * (f - Y) / f.size * f * (1 - f)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, g_z * z * (1 - z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | stepped U on the way back | loses all | says a U that a step has changed
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    g_U, g_c, _ = linear_vjp(params["U"], z, d_f)
    U = params["U"] - 0.1 * g_U
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, U.T @ d_f))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | U not transposed | loses all | says raised ValueError
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    d_z = (params["U"] @ d_f) * phi_prime(v_z, alpha)
    return {"W": d_z @ X.T, "b": d_z.sum(1, keepdims=True), "U": d_f @ z.T, "c": d_f.sum(1, keepdims=True)}

# %% backward | wrong | U left out, as a homework prints it | loses all | says U is missing on the way
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    d_z = d_f * phi_prime(v_z, alpha)
    return {"W": d_z @ X.T, "b": d_z.sum(1, keepdims=True), "U": d_f @ z.T, "c": d_f.sum(1, keepdims=True)}

# %% backward | wrong | biases not summed | loses values sizes differences | says entry 'b'
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    d_z = params["U"].T @ d_f * phi_prime(v_z, alpha)
    return {"W": d_z @ X.T, "b": d_z, "U": d_f @ z.T, "c": d_f}

# %% backward | wrong | residual squared | loses all | says residual is squared
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, (f - Y) ** 2 / f.size)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | output layer only | loses all | says those of W and b are 0
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    g_U, g_c, _ = linear_vjp(params["U"], z, d_f)
    return {"W": 0 * params["W"], "b": 0 * params["b"], "U": g_U, "c": g_c}

# %% backward | wrong | adds to the parameters | loses all | says changed its argument params
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    params["W"] -= 0.1 * g_W
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | other keys | loses all | says the keys are
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    d_f = phi_vjp(v_f, alpha, 2 * (f - Y) / f.size)
    g_U, g_c, g_z = linear_vjp(params["U"], z, d_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"g_W": g_W, "g_b": g_b, "g_U": g_U, "g_c": g_c}

# %% backward | wrong | divided by D | loses all | says divided by D
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    delta_f = phi_vjp(v_f, alpha, 2 * (f - Y) / len(X))
    g_U, g_c, g_z = linear_vjp(params["U"], z, delta_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | N of the lab for any N | loses all | shows times what they should be
def backward(X, Y, params, cache, alpha):
    v_z, z, v_f, f = cache
    delta_f = phi_vjp(v_f, alpha, 2 * (f - Y) / 400)
    g_U, g_c, g_z = linear_vjp(params["U"], z, delta_f)
    g_W, g_b, _ = linear_vjp(params["W"], X, phi_vjp(v_z, alpha, g_z))
    return {"W": g_W, "b": g_b, "U": g_U, "c": g_c}

# %% backward | wrong | keys swapped b c | loses all | says the entries 'b' and 'c' are swapped
def backward(X, Y, params, cache, alpha):
    v, z, u, f = cache
    d = phi_vjp(u, alpha, 2 * (f - Y) / f.size)
    gU, gc, gz = linear_vjp(params['U'], z, d)
    e = phi_vjp(v, alpha, gz)
    gW, gb, _ = linear_vjp(params['W'], X, e)
    return {'W': gW, 'b': gc, 'U': gU, 'c': gb}

# %% backward | wrong | only U, c | loses all | says only the derivatives of the output unit are found; those of W and b are 0
def backward(X, Y, params, cache, alpha):
    v, z, u, f = cache
    d = phi_vjp(u, alpha, 2 * (f - Y) / f.size)
    gU, gc, gz = linear_vjp(params['U'], z, d)
    return {'W': np.zeros(np.shape(params['W'])), 'b': np.zeros(np.shape(params['b'])), 'U': gU, 'c': gc}

# %% gradient_check | right | there and back in a copy
def gradient_check(loss, params, grads, h=1e-5):
    theta = {k: np.array(v, dtype=float) for k, v in params.items()}
    errors = []
    for k, a in theta.items():
        for i in np.ndindex(*a.shape):
            old = a[i]
            a[i] = old + h
            up = loss(theta)
            a[i] = old - h
            down = loss(theta)
            a[i] = old
            n, g = (up - down) / (2 * h), float(np.asarray(grads[k])[i])
            errors.append(abs(n - g) / max(1e-8, abs(n), abs(g)))
    return max(errors)

# %% gradient_check | wrong | the sum of the sizes below | loses wrong | says larger of the two
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0
    for k in params:
        for i in range(np.size(params[k])):
            e = np.zeros(np.size(params[k]))
            e[i] = h
            e = e.reshape(np.shape(params[k]))
            n = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / 2 / h
            g = grads[k].flat[i]
            worst = max(worst, abs(n - g) / max(abs(n) + abs(g), 1e-8))
    return worst

# %% gradient_check | right | all slopes first, then one division
def gradient_check(loss, params, grads, h=1e-5):
    numeric = {}
    for k, v in params.items():
        v = np.asarray(v, float)
        slopes = [(loss({**params, k: v + e.reshape(v.shape)}) - loss({**params, k: v - e.reshape(v.shape)})) / (2 * h)
                  for e in np.eye(v.size) * h]
        numeric[k] = np.reshape(slopes, v.shape)
    n = np.concatenate([numeric[k].ravel() for k in params])
    g = np.concatenate([np.ravel(grads[k]) for k in params])
    return np.max(np.abs(n - g) / np.maximum(np.maximum(np.abs(n), np.abs(g)), 1e-8))

# %% gradient_check | right | skips where both are 0
from copy import deepcopy
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k in params:
        for i, g in np.ndenumerate(grads[k]):
            up, down = deepcopy(params), deepcopy(params)
            up[k], down[k] = up[k].astype(float), down[k].astype(float)
            up[k][i] += h
            down[k][i] -= h
            n = (loss(up) - loss(down)) / (2 * h)
            if n != g:
                worst = max(worst, abs(n - g) / max(abs(n), abs(g)))
    return worst

# %% gradient_check | wrong | one-sided | loses right | says differences central
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            up = np.array(params[k], float)
            up[i] += h
            n, g = (loss({**params, k: up}) - loss(params)) / h, grads[k][i]
            worst = max(worst, abs(n - g) / max(abs(n), abs(g), 1e-8))
    return worst

# %% gradient_check | wrong | divided by h | loses all | says must be almost 0
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            e = np.zeros(np.shape(params[k]))
            e[i] = h
            n, g = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / h, grads[k][i]
            worst = max(worst, abs(n - g) / max(abs(n), abs(g), 1e-8))
    return worst

# %% gradient_check | wrong | h ignored | loses right | says h of the argument used
def gradient_check(loss, params, grads, h=1e-5):
    h, worst = 1e-5, 0.0
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            e = np.zeros(np.shape(params[k]))
            e[i] = h
            n, g = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / (2 * h), grads[k][i]
            worst = max(worst, abs(n - g) / max(abs(n), abs(g), 1e-8))
    return worst

# %% gradient_check | wrong | absolute error | loses wrong | says that is the absolute error
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            e = np.zeros(np.shape(params[k]))
            e[i] = h
            n, g = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / (2 * h), grads[k][i]
            worst = max(worst, abs(n - g))
    return worst

# %% gradient_check | wrong | mean | loses wrong edge | says that is a mean over the entries
def gradient_check(loss, params, grads, h=1e-5):
    errors = []
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            e = np.zeros(np.shape(params[k]))
            e[i] = h
            n, g = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / (2 * h), grads[k][i]
            errors.append(abs(n - g) / max(abs(n), abs(g), 1e-8))
    return np.mean(errors)

# %% gradient_check | wrong | only W | loses wrong edge | says the wrong entry is not found
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for i in np.ndindex(np.shape(params["W"])):
        e = np.zeros(np.shape(params["W"]))
        e[i] = h
        n, g = (loss({**params, "W": params["W"] + e}) - loss({**params, "W": params["W"] - e})) / (2 * h), grads["W"][i]
        worst = max(worst, abs(n - g) / max(abs(n), abs(g), 1e-8))
    return worst

# %% gradient_check | wrong | error of the last entry | loses wrong edge | says the wrong entry is not found
def gradient_check(loss, params, grads, h=1e-5):
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            e = np.zeros(np.shape(params[k]))
            e[i] = h
            n, g = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / (2 * h), grads[k][i]
            error = abs(n - g) / max(abs(n), abs(g), 1e-8)
    return error

# %% gradient_check | wrong | no absolute values | loses wrong edge | says the error is small
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            e = np.zeros(np.shape(params[k]))
            e[i] = h
            n, g = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / (2 * h), grads[k][i]
            worst = max(worst, (g - n) / max(abs(n), abs(g), 1e-8))
    return worst

# %% gradient_check | wrong | 0 over 0 | loses right edge | says 0/0
def gradient_check(loss, params, grads, h=1e-5):
    errors = []
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            e = np.zeros(np.shape(params[k]))
            e[i] = h
            n, g = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / (2 * h), grads[k][i]
            errors.append(np.divide(abs(n - g), max(abs(n), abs(g))))
    return np.max(errors)

# %% gradient_check | wrong | leaves params changed | loses all | says changed its argument params
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k in params:
        params[k] = params[k].astype(float)
        for i in np.ndindex(np.shape(params[k])):
            params[k][i] += h
            up = loss(params)
            params[k][i] -= 2 * h
            n, g = (up - loss(params)) / (2 * h), grads[k][i]
            worst = max(worst, abs(n - g) / max(abs(n), abs(g), 1e-8))
    return worst

# %% gradient_check | wrong | step cut off in whole numbers | loses edge | says cut off in whole numbers
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k in params:
        for i in np.ndindex(np.shape(params[k])):
            up, down = params[k].copy(), params[k].copy()
            up[i] += h
            down[i] -= h
            n, g = (loss({**params, k: up}) - loss({**params, k: down})) / (2 * h), grads[k][i]
            worst = max(worst, abs(n - g) / max(abs(n), abs(g), 1e-8))
    return worst

# %% gradient_check | wrong | pairs by place | loses right | says paired by name
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for k, slopes in zip(params, grads.values()):
        for i in range(np.size(params[k])):
            e = np.zeros(np.size(params[k]))
            e[i] = h
            e = e.reshape(np.shape(params[k]))
            n = (loss({**params, k: params[k] + e}) - loss({**params, k: params[k] - e})) / (2 * h)
            g = np.ravel(slopes)[i % np.size(slopes)]
            worst = max(worst, abs(n - g) / max(abs(n), abs(g), 1e-8))
    return worst

# %% minibatches | right | array_split at the edges
def minibatches(n, batch_size, rng):
    return np.split(rng.permutation(n), range(batch_size, n, batch_size))

# %% minibatches | right | shuffled in place
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    batches = []
    while len(order):
        batches.append(order[:batch_size])
        order = order[batch_size:]
    return batches

# %% minibatches | right | sorted by random numbers, as lists
def minibatches(n, batch_size, rng):
    order = np.argsort(rng.random(n)).tolist()
    return tuple(order[i : i + batch_size] for i in range(0, n, batch_size))

# %% minibatches | right | choice without putting back
def minibatches(n, batch_size, rng):
    order = rng.choice(n, size=n, replace=False)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(int(np.ceil(n / batch_size)))]

# %% minibatches | right | a tuple of slices, shuffled with shuffle
def minibatches(n, batch_size, rng):
    numbers = np.array(range(n))
    rng.shuffle(numbers)
    count = int(np.ceil(n / batch_size))
    return tuple(numbers[k * batch_size : min(n, (k + 1) * batch_size)] for k in range(count))

# %% minibatches | wrong | last one dropped | loses sizes once | says some sample is lost
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n - batch_size + 1, batch_size)]

# %% minibatches | wrong | with putting back | loses once | says a sample comes twice
def minibatches(n, batch_size, rng):
    order = rng.integers(n, size=n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]

# %% minibatches | wrong | each batch drawn anew | loses once | says a sample comes twice
def minibatches(n, batch_size, rng):
    return [rng.permutation(n)[: min(batch_size, n - i)] for i in range(0, n, batch_size)]

# %% minibatches | wrong | not shuffled | loses shuffled | says old order
def minibatches(n, batch_size, rng):
    order = np.arange(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]

# %% minibatches | wrong | only the batches shuffled | loses shuffled | says only the batches are shuffled
def minibatches(n, batch_size, rng):
    batches = [np.arange(i, min(i + batch_size, n)) for i in range(0, n, batch_size)]
    full = len(batches) - (n % batch_size > 0)
    return [batches[i] for i in rng.permutation(full)] + batches[full:]

# %% minibatches | wrong | generator of its own | loses shuffled | says draw from rng
def minibatches(n, batch_size, rng):
    order = np.random.default_rng(0).permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]

# %% minibatches | wrong | global random state | loses shuffled | says same seed gives another order
def minibatches(n, batch_size, rng):
    order = np.random.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]

# %% minibatches | wrong | numbered from 1 | loses once | says numbered from 1
def minibatches(n, batch_size, rng):
    order = rng.permutation(n) + 1
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]

# %% minibatches | wrong | number of batches for their size | loses sizes | says batch_size is taken for the number of batches
def minibatches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), batch_size)

# %% minibatches | wrong | batches as even as can be | loses sizes | says as even as can be
def minibatches(n, batch_size, rng):
    return np.array_split(rng.permutation(n), -(-n // batch_size))

# %% minibatches | wrong | one row | loses sizes | says does not have the required form
def minibatches(n, batch_size, rng):
    return rng.permutation(n)

# %% minibatches | wrong | last one filled up from the front | loses sizes once | says a sample comes twice
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [np.take(order, range(i, i + batch_size), mode="wrap") for i in range(0, n, batch_size)]

# %% minibatches | wrong | stops one batch early | loses sizes once | says one of the entries too few
def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n - batch_size, batch_size)]

# %% train | right | a copy changed in place
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    theta = {k: np.array(v, dtype=float) for k, v in params.items()}
    risk = np.zeros(epochs)
    for e in range(epochs):
        for j in minibatches(Y.shape[1], batch_size, rng):
            f, cache = forward(X[:, j], theta, alpha)
            g = backward(X[:, j], Y[:, j], theta, cache, alpha)
            for k in theta:
                theta[k] -= learning_rate * g[k]
        f, _ = forward(X, theta, alpha)
        risk[e] = np.sum((Y - f) ** 2) / Y.size
        if e > 0 and risk[e] > risk[e - 1]:
            learning_rate *= 0.9
    return theta, risk

# %% train | right | X and Y shuffled together, without minibatches
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    W, b, U, c = (params[k] for k in "WbUc")
    N, last, risk = X.shape[1], np.inf, []
    for _ in range(epochs):
        order = rng.permutation(N)
        Xs, Ys = X[:, order], Y[:, order]
        for i in range(0, N, batch_size):
            x, y = Xs[:, i : i + batch_size], Ys[:, i : i + batch_size]
            theta = {"W": W, "b": b, "U": U, "c": c}
            g = backward(x, y, theta, forward(x, theta, alpha)[1], alpha)
            W, b, U, c = W - learning_rate * g["W"], b - learning_rate * g["b"], U - learning_rate * g["U"], c - learning_rate * g["c"]
        now = float(np.mean((forward(X, {"W": W, "b": b, "U": U, "c": c}, alpha)[0] - Y) ** 2))
        learning_rate *= 0.9 if now > last else 1
        last = now
        risk.append(now)
    return {"c": c, "U": U, "b": b, "W": W}, risk

# %% train | right | rate lowered at the start of the next epoch
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        if len(risk) >= 2 and risk[-1] > risk[-2]:
            learning_rate = learning_rate * 0.9
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: v - learning_rate * g[k] for k, v in params.items()}
        risk.append(np.square(Y - forward(X, params, alpha)[0]).mean())
    return [params, tuple(risk)]

# %% train | right | compares with the start, too
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    def risk_of(theta):
        return np.mean((forward(X, theta, alpha)[0] - Y) ** 2)
    history = [risk_of(params)]
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        history.append(risk_of(params))
        if history[-1] > history[-2]:
            learning_rate *= 0.9
    return params, np.array(history[1:])

# %% train | right | sample by sample, risks as a list, a deep copy
from copy import deepcopy
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    params, before, risks = deepcopy(params), float("inf"), []
    while len(risks) < epochs:
        for batch in minibatches(np.shape(Y)[1], batch_size, rng):
            total = {key: 0.0 for key in params}
            for i in batch:
                cache = forward(X[:, i : i + 1], params, alpha)[1]
                grads = backward(X[:, i : i + 1], Y[:, i : i + 1], params, cache, alpha)
                for key in total:
                    total[key] = total[key] + grads[key] / len(batch)
            for key in params:
                params[key] -= learning_rate * total[key]
        f = forward(X, params, alpha)[0]
        risks.append(float(((f - Y) ** 2).sum()) / Y.size)
        learning_rate = learning_rate * 0.9 if risks[-1] > before else learning_rate
        before = risks[-1]
    return [params, risks]

# %% train | right | epochs as rows of a permutation, plain steps
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    theta, risks, rate = dict(params), np.zeros(epochs), learning_rate
    N = X.shape[1]
    for epoch in range(epochs):
        order = np.argsort(rng.random(N))
        for first in range(0, N, batch_size):
            x, y = X[:, order[first : first + batch_size]], Y[:, order[first : first + batch_size]]
            g = backward(x, y, theta, forward(x, theta, alpha)[1], alpha)
            theta = {k: theta[k] - rate * g[k] for k in "cUbW"}
        risks[epoch] = ((Y - forward(X, theta, alpha)[0]) ** 2).mean()
        if epoch and risks[epoch] > risks[epoch - 1]:
            rate *= 0.9
    return theta, risks

# %% train | wrong | ascent | loses all | says steps go up
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] + learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | rate lowered when the risk falls | loses steps batches adaptive | says lowered when the risk falls
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] < risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | rate never lowered | loses adaptive | says never changes
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
    return params, np.array(risk)

# %% train | wrong | rate lowered after each epoch | loses all | says only a rise lowers it
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | compared with the lowest so far | loses adaptive | says lowest so far
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > min(risk[:-1]):
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | first comparison left out, as in a homework | loses adaptive | says not compared with the first
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 2 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | risk before the epoch | loses steps batches adaptive | says found before the steps
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | last batch dropped | loses batches | says last batch is dropped
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            if len(j) < batch_size:
                continue
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | summed over the batch | loses all | says summed over a batch
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * len(j) * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | divided by batch_size once more | loses all | says size of the batch twice
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] / len(j) for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | short batch divided by batch_size | loses batches | says not by its 2
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] * len(j) / batch_size for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | X and Y shuffled apart | loses steps adaptive samples | shows entry
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], rng.permutation(Y.T).T[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | all samples in each step | loses samples | says two shuffles lead to the same
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X, Y, params, forward(X, params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | one batch an epoch | loses batches samples | says one step per epoch
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
            break
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | changes the start | loses all | says changed its argument params
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            for k in params:
                params[k] -= learning_rate * g[k]
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | risk as a list of batch risks | loses batches samples | says shape
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
            risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | risk as a sum | loses steps batches adaptive | says sum over the samples
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.sum((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | only the parameters | loses all | says 2 values
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params

# %% train | wrong | W and U only | loses all | says entry 'b'
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for j in minibatches(X.shape[1], batch_size, rng):
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {**params, **{k: params[k] - learning_rate * g[k] for k in "WU"}}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | samples drawn with putting back | loses steps adaptive samples | shows entry
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for _ in range(-(-X.shape[1] // batch_size)):
            j = rng.integers(X.shape[1], size=min(batch_size, X.shape[1]))
            g = backward(X[:, j], Y[:, j], params, forward(X[:, j], params, alpha)[1], alpha)
            params = {k: params[k] - learning_rate * g[k] for k in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | minibatches cut once, before the epochs | loses samples | says same order in each epoch
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk, batches = [], minibatches(X.shape[1], batch_size, rng)
    for _ in range(epochs):
        for batch in batches:
            _, cache = forward(X[:, batch], params, alpha)
            grads = backward(X[:, batch], Y[:, batch], params, cache, alpha)
            params = {key: params[key] - learning_rate * grads[key] for key in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | a generator with the same seed in each epoch | loses samples | says two shuffles lead to the same
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for batch in minibatches(X.shape[1], batch_size, np.random.default_rng(0)):
            _, cache = forward(X[:, batch], params, alpha)
            grads = backward(X[:, batch], Y[:, batch], params, cache, alpha)
            params = {key: params[key] - learning_rate * grads[key] for key in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | len(X) for the number of samples | loses all | says first 3 samples are used
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, cache = forward(X[:, batch], params, alpha)
            grads = backward(X[:, batch], Y[:, batch], params, cache, alpha)
            params = {key: params[key] - learning_rate * grads[key] for key in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | the gradient found anew after each key | loses steps batches adaptive | says one gradient moves all four
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for batch in minibatches(X.shape[1], batch_size, rng):
            for key in "WbUc":
                _, cache = forward(X[:, batch], params, alpha)
                grads = backward(X[:, batch], Y[:, batch], params, cache, alpha)
                params = {**params, key: params[key] - learning_rate * grads[key]}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% train | wrong | goes back where the risk rose | loses adaptive | says are undone
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        before = params
        for batch in minibatches(X.shape[1], batch_size, rng):
            _, cache = forward(X[:, batch], params, alpha)
            grads = backward(X[:, batch], Y[:, batch], params, cache, alpha)
            params = {key: params[key] - learning_rate * grads[key] for key in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
            params = before
    return params, np.array(risk)

# %% train | wrong | risk of the last batch | loses samples | says over one minibatch only
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for batch in minibatches(X.shape[1], batch_size, rng):
            f, cache = forward(X[:, batch], params, alpha)
            grads = backward(X[:, batch], Y[:, batch], params, cache, alpha)
            params = {key: params[key] - learning_rate * grads[key] for key in params}
        risk.append(np.mean((Y[:, batch] - forward(X[:, batch], params, alpha)[0]) ** 2))
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate *= 0.9
    return params, np.array(risk)

# %% at_slope_one | right | the formulas
def at_slope_one(alpha, sigma, learning_rate):
    return alpha * sigma, learning_rate * alpha * alpha

# %% at_slope_one | right | two steps
def at_slope_one(alpha, sigma, learning_rate):
    rate = learning_rate
    for _ in range(2):
        rate = rate * alpha
    return [alpha * sigma, rate]

# %% at_slope_one | right | an array
def at_slope_one(alpha, sigma, learning_rate):
    return np.array([sigma, learning_rate]) * np.array([alpha, alpha**2], float)

# %% at_slope_one | right | by the spread of two scaled draws
def at_slope_one(alpha, sigma, learning_rate):
    theta = np.array([-sigma, sigma])
    return np.std(alpha * theta), np.square(alpha) * learning_rate

# %% at_slope_one | wrong | alpha once in the rate | loses values edge | says the learning rate has α once
def at_slope_one(alpha, sigma, learning_rate):
    return alpha * sigma, alpha * learning_rate

# %% at_slope_one | wrong | rate as it was | loses values edge | says the learning rate stays
def at_slope_one(alpha, sigma, learning_rate):
    return alpha * sigma, learning_rate

# %% at_slope_one | wrong | rate over alpha squared | loses values edge | says the learning rate is divided by α²
def at_slope_one(alpha, sigma, learning_rate):
    return alpha * sigma, learning_rate / alpha**2

# %% at_slope_one | wrong | rate over alpha | loses values edge | says the learning rate is divided by α,
def at_slope_one(alpha, sigma, learning_rate):
    return alpha * sigma, learning_rate / alpha

# %% at_slope_one | wrong | sigma as it was | loses values edge | says sigma stays
def at_slope_one(alpha, sigma, learning_rate):
    return sigma, alpha**2 * learning_rate

# %% at_slope_one | wrong | sigma over alpha | loses values edge | says sigma is divided
def at_slope_one(alpha, sigma, learning_rate):
    return sigma / alpha, alpha**2 * learning_rate

# %% at_slope_one | wrong | sigma as a variance | loses values edge | says not a variance
def at_slope_one(alpha, sigma, learning_rate):
    return alpha**2 * sigma, alpha**2 * learning_rate

# %% at_slope_one | wrong | the way back | loses values edge | says sigma is divided
def at_slope_one(alpha, sigma, learning_rate):
    return sigma / alpha, learning_rate / alpha**2

# %% at_slope_one | wrong | two numbers swapped | loses all | says have changed places
def at_slope_one(alpha, sigma, learning_rate):
    return alpha**2 * learning_rate, alpha * sigma

# %% at_slope_one | wrong | three numbers | loses all | says 3 values
def at_slope_one(alpha, sigma, learning_rate):
    return 1.0, alpha * sigma, alpha**2 * learning_rate

# %% at_slope_one | wrong | printed only | loses all | says `return` missing
def at_slope_one(alpha, sigma, learning_rate):
    print(alpha * sigma, alpha**2 * learning_rate)

# %% softest_slope | right | a slope of the slider above
def softest_slope():
    return 8.32

# %% softest_slope | right | an array of one
def softest_slope():
    return np.array([7.9])

# %% softest_slope | right | numpy's number, by bisection on paper
def softest_slope():
    low, high = 7.0, 9.0
    return np.float32((low + high) / 2)

# %% softest_slope | right | searched for
def softest_slope():
    blocks = np.load("blocks.npz")
    some_x, some_y = blocks["X"][:, ::4], blocks["Y"][:, ::4]
    slope = 6.0
    while True:
        start = init_params(2, 4, 0.1, np.random.default_rng(0))
        if train(some_x, some_y, start, slope, 0.1, 30, 5, np.random.default_rng(1))[1][-1] < 0.05:
            return slope
        slope *= 1.02

# %% softest_slope | wrong | the slope of the recipe | loses all | says it is too large
def softest_slope():
    return 10

# %% softest_slope | wrong | a little too small | loses all | says It is too small
def softest_slope():
    return 7.4

# %% softest_slope | wrong | the slope at which it first moves | loses all | says It is too small
def softest_slope():
    return 6

# %% softest_slope | wrong | the slope of the plain recipe | loses all | says It is too small
def softest_slope():
    return 1

# %% softest_slope | wrong | the largest slope | loses all | says It saturates
def softest_slope():
    return 30.2

# %% softest_slope | wrong | best slope in place of the smallest | loses all | says it is too large
def softest_slope():
    return 14

# %% softest_slope | wrong | the exponent | loses all | says It is too small
def softest_slope():
    return 0.9

# %% softest_slope | wrong | the risk | loses all | says It is too small
def softest_slope():
    return 0.0445

# %% softest_slope | wrong | slope and risk | loses all | says one number
def softest_slope():
    return 7.94, 0.0445

# %% softest_slope | wrong | printed | loses all | says one number
def softest_slope():
    print(7.94)

# %% softest_slope | wrong | as text | loses all | says one number
def softest_slope():
    return "7.94"

# %% softest_slope | wrong | negative | loses all | says It is too small
def softest_slope():
    return -7.94

# %% softest_slope | wrong | not a number | loses all | says one number
def softest_slope():
    return float("nan")

# %% bce_head | right | softplus of either sign
def bce_head(v, y):
    v, y = np.asarray(v, float), np.asarray(y, float)
    loss = y * np.logaddexp(0, -v) + (1 - y) * np.logaddexp(0, v)
    return float(loss.sum()), np.exp(-np.logaddexp(0, -v)) - y

# %% bce_head | right | max form
def bce_head(v, y):
    v = np.asarray(v)
    loss = np.maximum(v, 0) - v * y + np.log1p(np.exp(-np.abs(v)))
    e = np.exp(-np.abs(v))
    return loss.sum(), np.where(v >= 0, 1, e) / (1 + e) - y

# %% bce_head | right | sign of the target, and the phi above
def bce_head(v, y):
    s = (2 * np.asarray(y) - 1) * v
    return np.logaddexp(0, -s).sum(), phi(v, 1.0) - y

# %% bce_head | right | as a list, with an unguarded sigmoid
def bce_head(v, y):
    p = 1 / (1 + np.exp(-np.asarray(v)))
    return [np.sum(np.logaddexp(0, v) - np.multiply(y, v)), (p - y).tolist()]

# %% bce_head | right | one by one, as lists
import math
def bce_head(v, y):
    flat = list(zip(np.ravel(v).tolist(), np.ravel(y).tolist()))
    loss = sum(max(s, 0) - s * t + math.log1p(math.exp(-abs(s))) for s, t in flat)
    slopes = [(1 / (1 + math.exp(-s)) if s >= 0 else math.exp(s) / (1 + math.exp(s))) - t for s, t in flat]
    return [loss, np.reshape(slopes, np.shape(v)).tolist()]

# %% bce_head | wrong | no minus | loses all | says minus of the cross-entropy is missing
def bce_head(v, y):
    return np.sum(y * v - np.logaddexp(0, v)), phi(v, 1) - y

# %% bce_head | wrong | log of 0 | loses far | says log of 0
def bce_head(v, y):
    p = phi(v, 1)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)), p - y

# %% bce_head | wrong | p clipped | loses far | shows too small
def bce_head(v, y):
    p = np.clip(phi(v, 1), 1e-12, 1 - 1e-12)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)), p - y

# %% bce_head | wrong | slope flipped | loses all | says sign of the derivative is flipped
def bce_head(v, y):
    return np.sum(np.logaddexp(0, v) - y * v), y - phi(v, 1)

# %% bce_head | wrong | factor p (1 - p) kept | loses all | says p (1 − p) too many
def bce_head(v, y):
    p = phi(v, 1)
    return np.sum(np.logaddexp(0, v) - y * v), (p - y) * p * (1 - p)

# %% bce_head | wrong | derivative by p | loses all | says derivative by p
def bce_head(v, y):
    p = phi(v, 1)
    return np.sum(np.logaddexp(0, v) - y * v), (p - y) / (p * (1 - p))

# %% bce_head | wrong | mean | loses all | says that is a mean over the samples, but the sum is expected
def bce_head(v, y):
    return np.mean(np.logaddexp(0, v) - y * v), phi(v, 1) - y

# %% bce_head | wrong | not summed | loses all | says the loss of each sample is returned, but their sum is expected
def bce_head(v, y):
    return np.logaddexp(0, v) - y * v, phi(v, 1) - y

# %% bce_head | wrong | second term missing | loses all | says term with 1 − y is missing
def bce_head(v, y):
    return np.sum(y * np.logaddexp(0, -v)), phi(v, 1) - y

# %% bce_head | wrong | overflow | loses far | says infinite
def bce_head(v, y):
    return np.sum(np.log(1 + np.exp(v)) - y * v), phi(v, 1) - y

# %% bce_head | wrong | squared loss | loses all | says squared loss
def bce_head(v, y):
    return np.sum((y - phi(v, 1)) ** 2), phi(v, 1) - y

# %% bce_head | wrong | v for p | loses all | says v where p stands
def bce_head(v, y):
    return np.sum(np.logaddexp(0, v) - y * v), v - y

# %% bce_head | wrong | slopes summed too | loses all | says returns one number
def bce_head(v, y):
    p = (1 + np.tanh(np.asarray(v) / 2)) / 2
    return np.sum(np.logaddexp(0, v) - y * v), np.sum(p - y)

# %% bce_head | wrong | slope divided by the number of samples | loses values | says a mean over 6 samples
def bce_head(v, y):
    p = (1 + np.tanh(np.asarray(v) / 2)) / 2
    return np.sum(np.logaddexp(0, v) - y * v), (p - y) / np.shape(v)[-1]

# %% plateau_steps | right | as a float
def plateau_steps():
    return 31.0

# %% plateau_steps | right | numpy's whole number
def plateau_steps():
    return np.int64(31)

# %% plateau_steps | right | an array of one
def plateau_steps():
    return np.array([31])

# %% plateau_steps | right | searched for
def plateau_steps():
    some_x, some_y = np.array([-2, -1, 0.5, 1, 2]), np.array([0, 0, 1, 1, 1])
    w1, w2, steps = 6, -8, 0
    while True:
        z = phi(w1 * some_x, 1)
        p = phi(w2 * (z - 0.5), 1)
        if sum((some_y - p) ** 2) < 0.5:
            return steps
        delta = 2 * (p - some_y) * p * (1 - p)
        w1, w2 = w1 - sum(delta * w2 * z * (1 - z) * some_x), w2 - sum(delta * (z - 0.5))
        steps += 1

# %% plateau_steps | wrong | the steps of the cross-entropy | loses all | says number of the cross-entropy
def plateau_steps():
    return 13

# %% plateau_steps | wrong | one too few | loses all | says too few
def plateau_steps():
    return 30

# %% plateau_steps | wrong | one too many | loses all | says too many
def plateau_steps():
    return 32

# %% plateau_steps | wrong | below 1 in place of 0.5 | loses all | says too few
def plateau_steps():
    return 29

# %% plateau_steps | wrong | the end of the slider | loses all | says too many
def plateau_steps():
    return 60

# %% plateau_steps | wrong | the difference of the two | loses all | says too few
def plateau_steps():
    return 31 - 13

# %% plateau_steps | wrong | how many times as many | loses all | says whole number
def plateau_steps():
    return 31 / 13

# %% plateau_steps | wrong | the loss | loses all | says whole number
def plateau_steps():
    return 0.499

# %% plateau_steps | wrong | both losses | loses all | says one number
def plateau_steps():
    return 13, 31

# %% plateau_steps | wrong | printed | loses all | says one number
def plateau_steps():
    print(31)

# %% plateau_steps | wrong | as text | loses all | says one number
def plateau_steps():
    return "31"

# %% plateau_steps | wrong | negative | loses all | says whole number
def plateau_steps():
    return -31

# %% forward_layers | right | a loop with a pending unit
def forward_layers(X, layers, unit):
    cache, x = [], np.array(X, copy=True)
    for W, b in layers[:-1]:
        v = np.dot(W, x) + b
        cache.append((x, v))
        x = unit(v)
    W, b = layers[-1]
    v = np.dot(W, x) + b
    return v, cache + [(x, v)]

# %% forward_layers | right | lists and tuples
def forward_layers(X, layers, unit):
    ins, outs = [X], []
    for W, b in layers:
        outs.append(np.einsum("hd,dn->hn", W, ins[-1]) + b)
        ins.append(unit(outs[-1]))
    return [outs[-1], tuple(zip(ins, outs))]

# %% forward_layers | right | recursion
def forward_layers(X, layers, unit):
    (W, b), *rest = layers
    v = W @ X + b
    if not rest:
        return v, [(X, v)]
    last, cache = forward_layers(unit(v), rest, unit)
    return last, [(X, v)] + cache

# %% forward_layers | right | by index
def forward_layers(X, layers, unit):
    cache = []
    for k in range(len(layers)):
        x = X if k == 0 else unit(cache[k - 1][1])
        cache += [[x, layers[k][0] @ x + layers[k][1]]]
    return cache[-1][-1], cache

# %% forward_layers | wrong | unit after the last layer | loses values | says after the last layer too
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, b in layers:
        v = W @ x + b
        cache.append((x, v))
        x = unit(v)
    return x, cache

# %% forward_layers | wrong | unit before the first layer | loses all | says before the first layer
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, b in layers:
        x = unit(x)
        v = W @ x + b
        cache.append((x, v))
        x = v
    return v, cache

# %% forward_layers | wrong | no unit | loses all | says the unit is not used
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, b in layers:
        v = W @ x + b
        cache.append((x, v))
        x = v
    return v, cache

# %% forward_layers | wrong | no biases | loses all | says biases are missing
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, _ in layers:
        v = W @ x
        cache.append((x, v))
        x = unit(v)
    return v, cache

# %% forward_layers | wrong | sigmoid inside | loses all | shows largest difference
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, b in layers:
        v = W @ x + b
        cache.append((x, v))
        x = 1 / (1 + np.exp(-v))
    return v, cache

# %% forward_layers | wrong | only the first layer | loses all | says only the first layer
def forward_layers(X, layers, unit):
    W, b = layers[0]
    v = W @ X + b
    return v, [(X, v)]

# %% forward_layers | wrong | last layer forgotten | loses all | says the last layer is missing
def forward_layers(X, layers, unit):
    x, v, cache = X, X, []
    for W, b in layers[:-1]:
        v = W @ x + b
        cache.append((x, v))
        x = unit(v)
    return v, cache

# %% forward_layers | wrong | cache of v only | loses cache | says is not a pair
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, b in layers:
        v = W @ x + b
        cache.append((v,))
        x = unit(v)
    return v, cache

# %% forward_layers | wrong | pairs turned | loses cache | says x comes first
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, b in layers:
        v = W @ x + b
        cache.append((v, x))
        x = unit(v)
    return v, cache

# %% forward_layers | wrong | what comes out of the unit is kept | loses cache | says not what comes out
def forward_layers(X, layers, unit):
    x, cache = X, []
    for W, b in layers:
        v = W @ x + b
        cache.append((x, unit(v)))
        x = unit(v)
    return v, cache

# %% forward_layers | wrong | x of the cache is the v before | loses cache | says what the unit gave
def forward_layers(X, layers, unit):
    x, before, cache = X, X, []
    for W, b in layers:
        v = W @ x + b
        cache.append((before, v))
        before, x = v, unit(v)
    return v, cache

# %% forward_layers | wrong | no cache | loses all | says separated by a comma
def forward_layers(X, layers, unit):
    x = X
    for k, (W, b) in enumerate(layers):
        x = W @ (unit(x) if k else x) + b
    return x

# %% union_network | right | loops and a block of ones
def union_network(polygons):
    rows, shifts = [], []
    for W, b in polygons:
        rows += list(np.asarray(W))
        shifts += list(np.asarray(b))
    A, at = np.zeros((len(polygons), len(rows))), 0
    c = np.zeros((len(polygons), 1))
    for k, (W, _) in enumerate(polygons):
        A[k, at : at + len(W)] = 1
        c[k] = -len(W) + 0.2
        at += len(W)
    return [(np.array(rows), np.array(shifts)), (A, c), (np.ones((1, len(polygons))), -0.9 * np.ones((1, 1)))]

# %% union_network | right | a failing half-plane weighs a lot
def union_network(polygons):
    first = np.concatenate([W for W, b in polygons]), np.concatenate([b for W, b in polygons])
    owner = np.concatenate([[k] * len(W) for k, (W, b) in enumerate(polygons)])
    own = (owner == np.arange(len(polygons))[:, None]) * 10.0
    return [first, (own, 5 - own.sum(axis=1, keepdims=True)), (3 * np.ones((1, len(polygons))), [[-1.0]])]

# %% union_network | right | exactly at the edge of the steps
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = np.array([[float(j == k) for j, n in enumerate(sizes) for _ in range(n)] for k in range(len(sizes))])
    return (
        (np.vstack([p[0] for p in polygons]), np.vstack([p[1] for p in polygons])),
        (A, -A.sum(1, keepdims=True)),
        (np.ones((1, len(sizes))), -np.ones((1, 1))),
    )

# %% union_network | right | not outside of all
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = -np.repeat(np.eye(len(sizes)), sizes, axis=1)  # 1 where at least one half-plane of it fails
    outside = A, np.array([[n - 0.5] for n in sizes])
    W, b = zip(*polygons)
    return [(np.vstack(W), np.vstack(b)), outside, (-np.ones((1, len(sizes))), np.array([[len(sizes) - 0.5]]))]

# %% union_network | wrong | the second layer says at least one | loses one several | says one half-plane enough
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = np.repeat(np.eye(len(sizes)), sizes, axis=1)
    one = np.ones((1, len(sizes)))
    return [(np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])), (A, -0.5 * one.T), (one, [[-0.5]])]

# %% union_network | wrong | the third layer says all | loses several | says only where all polygons overlap
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = np.repeat(np.eye(len(sizes)), sizes, axis=1)
    third = np.ones((1, len(sizes))), np.array([[0.5 - len(sizes)]])
    return [(np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])), (A, 0.5 - A.sum(1, keepdims=True)), third]

# %% union_network | wrong | all half-planes in one AND | loses several | says only where all polygons overlap
def union_network(polygons):
    W, b = np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])
    return [(W, b), (np.ones((1, len(W))), np.array([[0.5 - len(W)]])), (np.ones((1, 1)), np.array([[-0.5]]))]

# %% union_network | wrong | only the first polygon | loses several | says only the first polygon
def union_network(polygons):
    W, b = polygons[0]
    return [(W, b), (np.ones((1, len(W))), np.array([[0.5 - len(W)]])), (np.ones((1, 1)), np.array([[-0.5]]))]

# %% union_network | wrong | only the last polygon | loses several | says only the last polygon
def union_network(polygons):
    for W, b in polygons:
        layers = [(W, b), (np.ones((1, len(W))), np.array([[0.5 - len(W)]])), (np.ones((1, 1)), np.array([[-0.5]]))]
    return layers

# %% union_network | wrong | no bias in the third layer | loses all | says or a bias too large
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = np.repeat(np.eye(len(sizes)), sizes, axis=1)
    first = np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])
    return [first, (A, 0.5 - A.sum(1, keepdims=True)), (np.ones((1, len(sizes))), np.zeros((1, 1)))]

# %% union_network | wrong | a bias that no sum reaches | loses all | says 0 everywhere
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = np.repeat(np.eye(len(sizes)), sizes, axis=1)
    first = np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])
    return [first, (A, -0.5 - A.sum(1, keepdims=True)), (np.ones((1, len(sizes))), np.array([[-0.5]]))]

# %% union_network | wrong | one half-plane may fail | loses one several | says one half-plane may fail
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = np.repeat(np.eye(len(sizes)), sizes, axis=1)
    first = np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])
    return [first, (A, 1.5 - A.sum(1, keepdims=True)), (np.ones((1, len(sizes))), np.array([[-0.5]]))]

# %% union_network | wrong | exactly one | loses one several | says not exactly one
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    n, total = len(sizes), sum(sizes)
    A = np.vstack([np.repeat(np.eye(n), sizes, axis=1)] * 1)
    first = np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])
    both = np.ones((1, total)), np.array([[0.5 - total]])
    second = np.vstack([A, both[0]]), np.vstack([0.5 - A.sum(1, keepdims=True), both[1]])
    return [first, second, (np.append(np.ones(n), -5.0)[None], np.array([[-0.5]]))]

# %% union_network | wrong | inside out | loses all | says changed places
def union_network(polygons):
    sizes = [len(W) for W, _ in polygons]
    A = np.repeat(np.eye(len(sizes)), sizes, axis=1)
    first = np.vstack([W for W, b in polygons]), np.vstack([b for W, b in polygons])
    return [first, (A, 0.5 - A.sum(1, keepdims=True)), (-np.ones((1, len(sizes))), np.array([[0.5]]))]

# %% union_network | wrong | a dict as in the XOR network | loses all | says does not have the required form
def union_network(polygons):
    W, b = polygons[0]
    return {"W": W, "b": b, "U": np.ones((1, len(W))), "c": np.array([[0.5 - len(W)]])}

# %% relu_vjp | right | product with a comparison
def relu_vjp(v, g):
    return g * (np.asarray(v) > 0)

# %% relu_vjp | right | 1 at 0
def relu_vjp(v, g):
    return np.multiply(g, np.asarray(v) >= 0)

# %% relu_vjp | right | a copy with zeros
def relu_vjp(v, g):
    out = np.array(g, dtype=float)
    out[np.asarray(v) <= 0] = 0
    return out

# %% relu_vjp | right | heaviside
def relu_vjp(v, g):
    return np.heaviside(v, 0.0) * g

# %% relu_vjp | wrong | no g | loses values | says the factor g is missing
def relu_vjp(v, g):
    return (np.asarray(v) > 0) * 1.0

# %% relu_vjp | wrong | the unit times g | loses values | says the unit times g
def relu_vjp(v, g):
    return np.maximum(0, v) * g

# %% relu_vjp | wrong | the unit | loses values | says that is the unit itself
def relu_vjp(v, g):
    return np.maximum(0, v)

# %% relu_vjp | wrong | the unit of g | loses values | says v decides
def relu_vjp(v, g):
    return np.maximum(0, g)

# %% relu_vjp | wrong | other side | loses values | says sides have changed places
def relu_vjp(v, g):
    return g * (np.asarray(v) < 0)

# %% relu_vjp | wrong | sign | loses values | says not −1
def relu_vjp(v, g):
    return g * np.sign(v)

# %% relu_vjp | wrong | g passes | loses values | says g passes unchanged
def relu_vjp(v, g):
    return g * 1.0

# %% relu_vjp | wrong | writes into g | loses values | says changed its argument g
def relu_vjp(v, g):
    g[np.asarray(v) <= 0] = 0
    return g

# %% relu_vjp | wrong | one if for all | loses values | says raised ValueError
def relu_vjp(v, g):
    if v > 0:
        return g
    return 0 * g

# %% relu_vjp | wrong | smooth unit | loses values | shows largest difference
def relu_vjp(v, g):
    return g * (1 + np.tanh(np.asarray(v) / 2)) / 2

# %% backward_layers | right | zip from the end
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for (W, _), (x, v) in zip(reversed(layers), reversed(cache)):
        if grads:
            g = unit_vjp(v, g)
        g_W, g_b, g = linear_vjp(W, x, g)
        grads.append((g_W, g_b))
    return grads[::-1]

# %% backward_layers | right | without linear_vjp
def backward_layers(g, layers, cache, unit_vjp):
    g, grads = np.asarray(g), [None] * len(layers)
    for k in range(len(layers) - 1, -1, -1):
        grads[k] = [g @ np.transpose(cache[k][0]), np.sum(g, axis=1, keepdims=True)]
        if k > 0:
            g = unit_vjp(cache[k - 1][1], np.transpose(layers[k][0]) @ g)
    return grads

# %% backward_layers | right | recursion
def backward_layers(g, layers, cache, unit_vjp):
    g_W, g_b, g_x = linear_vjp(layers[-1][0], cache[-1][0], g)
    if len(layers) == 1:
        return [(g_W, g_b)]
    below = backward_layers(unit_vjp(cache[-2][1], g_x), layers[:-1], cache[:-1], unit_vjp)
    return below + [(g_W, g_b)]

# %% backward_layers | right | a tuple, made of two lists
def backward_layers(g, layers, cache, unit_vjp):
    Ws, bs, k = [], [], len(layers) - 1
    while True:
        g_W, g_b, g = linear_vjp(layers[k][0], cache[k][0], g)
        Ws, bs = [g_W] + Ws, [g_b] + bs
        if k == 0:
            return tuple(zip(Ws, bs))
        k -= 1
        g = unit_vjp(cache[k][1], g)

# %% backward_layers | wrong | units skipped | loses values differences sizes | says units are skipped
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        g_W, g_b, g = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W, g_b))
    return grads

# %% backward_layers | wrong | a unit at the top | loses all | says after the last layer too
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        g = unit_vjp(cache[k][1], g)
        g_W, g_b, g = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W, g_b))
    return grads

# %% backward_layers | wrong | derivative at what comes out | loses values differences | says at what comes out of it
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W, g_b))
        if k:
            g = unit_vjp(cache[k][0], g_x)
    return grads

# %% backward_layers | wrong | order of the walk | loses all | says wrong order
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.append((g_W, g_b))
        if k:
            g = unit_vjp(cache[k - 1][1], g_x)
    return grads

# %% backward_layers | wrong | mean over the samples | loses all | says the sum is expected
def backward_layers(g, layers, cache, unit_vjp):
    n, grads = np.shape(g)[1], []
    for k in reversed(range(len(layers))):
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W / n, g_b / n))
        if k:
            g = unit_vjp(cache[k - 1][1], g_x)
    return grads

# %% backward_layers | wrong | sign | loses all | says sign is flipped
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (-g_W, -g_b))
        if k:
            g = unit_vjp(cache[k - 1][1], g_x)
    return grads

# %% backward_layers | wrong | the same g for all layers | loses all | says raised ValueError
def backward_layers(g, layers, cache, unit_vjp):
    return [linear_vjp(W, x, g)[:2] for (W, _), (x, v) in zip(layers, cache)]

# %% backward_layers | wrong | only the last two layers | loses values differences | says 2 values
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in list(reversed(range(len(layers))))[:2]:
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W, g_b))
        if k:
            g = unit_vjp(cache[k - 1][1], g_x)
    return grads

# %% backward_layers | wrong | three arrays a layer | loses all | says 3 values
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        grads.insert(0, linear_vjp(layers[k][0], cache[k][0], g))
        if k:
            g = unit_vjp(cache[k - 1][1], grads[0][2])
    return grads

# %% backward_layers | wrong | relu whatever the unit is | loses values differences | says always the ReLU
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W, g_b))
        if k:
            g = g_x * (cache[k - 1][1] > 0)
    return grads

# %% backward_layers | wrong | arguments of the unit swapped | loses all | says have changed places
def backward_layers(g, layers, cache, unit_vjp):
    grads = []
    for k in reversed(range(len(layers))):
        g_W, g_b, g_x = linear_vjp(layers[k][0], cache[k][0], g)
        grads.insert(0, (g_W, g_b))
        if k:
            g = unit_vjp(g_x, cache[k - 1][1])
    return grads

# %% backward_layers | wrong | b swapped | loses all | says in each pair the two are swapped
def backward_layers(g, layers, cache, unit_vjp):
    G = []
    for k in reversed(range(len(layers))):
        a, b, gx = linear_vjp(layers[k][0], cache[k][0], g)
        G.insert(0, (b, a))
        if k:
            g = unit_vjp(cache[k - 1][1], gx)
    return G

# %% decay_step | right | a factor before the weights
def decay_step(layers, grads, learning_rate, lam):
    new = []
    for k in range(len(layers)):
        W, b = (np.asarray(part, float) for part in layers[k])
        new.append(((1 - 2 * learning_rate * lam) * W - learning_rate * grads[k][0], b - learning_rate * grads[k][1]))
    return new

# %% decay_step | right | tuples and a helper
def one_step(theta, g, rate):
    return np.subtract(theta, rate * np.asarray(g))

def decay_step(layers, grads, learning_rate, lam):
    full = [(g_W + 2 * lam * np.asarray(W), g_b) for (W, _), (g_W, g_b) in zip(layers, grads)]
    return tuple((one_step(W, g, learning_rate), one_step(b, s, learning_rate)) for (W, b), (g, s) in zip(layers, full))

# %% decay_step | right | lists of lists
def decay_step(layers, grads, learning_rate, lam):
    return [[W - learning_rate * g - 2 * learning_rate * lam * W, b - learning_rate * s]
            for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | right | copies changed in place
def decay_step(layers, grads, learning_rate, lam):
    new = []
    for (W, b), (g_W, g_b) in zip(layers, grads):
        W, b = np.array(W, float), np.array(b, float)
        W -= learning_rate * (g_W + 2 * lam * W)
        b -= learning_rate * g_b
        new.append((W, b))
    return new

# %% decay_step | wrong | no factor 2 | loses values edge | says factor 2
def decay_step(layers, grads, learning_rate, lam):
    return [(W - learning_rate * (g + lam * W), b - learning_rate * s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | no decay | loses values edge | says λ is not used
def decay_step(layers, grads, learning_rate, lam):
    return [(W - learning_rate * g, b - learning_rate * s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | away from 0 | loses values edge | says pushed away from 0
def decay_step(layers, grads, learning_rate, lam):
    return [(W - learning_rate * (g - 2 * lam * W), b - learning_rate * s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | biases too | loses values edge | says the biases decay too
def decay_step(layers, grads, learning_rate, lam):
    return [
        (W - learning_rate * (g + 2 * lam * W), b - learning_rate * (s + 2 * lam * b))
        for (W, b), (g, s) in zip(layers, grads)
    ]

# %% decay_step | wrong | decay without the rate | loses values edge | says not multiplied by the learning rate
def decay_step(layers, grads, learning_rate, lam):
    return [(W - learning_rate * g - 2 * lam * W, b - learning_rate * s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | up | loses all | says the step goes up
def decay_step(layers, grads, learning_rate, lam):
    return [(W + learning_rate * (g + 2 * lam * W), b + learning_rate * s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | no rate | loses all | says learning rate is not used
def decay_step(layers, grads, learning_rate, lam):
    return [(W - (g + 2 * lam * W), b - s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | up along the gradient, and decay | loses all | says sign of the gradient is flipped
def decay_step(layers, grads, learning_rate, lam):
    return [(W + learning_rate * (g - 2 * lam * W), b + learning_rate * s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | weights in place | loses all | says raised
def decay_step(layers, grads, learning_rate, lam):
    for k in range(len(layers)):
        layers[k] -= learning_rate * np.array(grads[k], dtype=object)
    return layers

# %% decay_step | wrong | changes its arrays | loses values | says changed its argument
def decay_step(layers, grads, learning_rate, lam):
    for (W, b), (g, s) in zip(layers, grads):
        if W.dtype == float:
            W -= learning_rate * (g + 2 * lam * W)
            b -= learning_rate * s
    return layers if layers[0][0].dtype == float else [
        (W - learning_rate * (g + 2 * lam * W), b - learning_rate * s) for (W, b), (g, s) in zip(layers, grads)]

# %% decay_step | wrong | only weights come back | loses all | shows returns
def decay_step(layers, grads, learning_rate, lam):
    return [W - learning_rate * (g + 2 * lam * W) for (W, b), (g, s) in zip(layers, grads)]

# %% gradient_check | wrong | norms of whole arrays | loses wrong | says by its norm
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for key in params:
        here = np.array(params[key], dtype=float)
        slopes = np.zeros_like(here)
        for index in np.ndindex(here.shape):
            step = np.zeros_like(here)
            step[index] = h
            slopes[index] = (loss({**params, key: here + step}) - loss({**params, key: here - step})) / (2 * h)
        g = np.asarray(grads[key])
        size = max(np.linalg.norm(g), np.linalg.norm(slopes), 1e-8)
        worst = max(worst, np.linalg.norm(g - slopes) / size)
    return worst

# %% gradient_check | wrong | the first ten entries only | loses wrong | says all entries of all parameters
def gradient_check(loss, params, grads, h=1e-5):
    worst = 0.0
    for key in params:
        here = np.array(params[key], dtype=float)
        for index in list(np.ndindex(here.shape))[:10]:
            step = np.zeros_like(here)
            step[index] = h
            n = (loss({**params, key: here + step}) - loss({**params, key: here - step})) / (2 * h)
            g = np.asarray(grads[key])[index]
            worst = max(worst, abs(g - n) / max(abs(g), abs(n), 1e-8))
    return worst

# %% train | wrong | the best parameters | loses adaptive | says those after the last epoch are expected
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk, best = [], params
    for _ in range(epochs):
        for batch in minibatches(X.shape[1], batch_size, rng):
            grads = backward(X[:, batch], Y[:, batch], params, forward(X[:, batch], params, alpha)[1], alpha)
            params = {key: params[key] - learning_rate * grads[key] for key in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if risk[-1] == min(risk):
            best = params
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate = 0.9 * learning_rate
    return best, np.array(risk)

# %% train | wrong | stops when nothing changes | loses adaptive | says Train for all epochs
def train(X, Y, params, alpha, learning_rate, epochs, batch_size, rng):
    risk = []
    for _ in range(epochs):
        for batch in minibatches(X.shape[1], batch_size, rng):
            grads = backward(X[:, batch], Y[:, batch], params, forward(X[:, batch], params, alpha)[1], alpha)
            params = {key: params[key] - learning_rate * grads[key] for key in params}
        risk.append(np.mean((Y - forward(X, params, alpha)[0]) ** 2))
        if len(risk) > 2 and abs(risk[-1] - risk[-2]) < 1e-8:
            break
        if len(risk) > 1 and risk[-1] > risk[-2]:
            learning_rate = 0.9 * learning_rate
    return params, np.array(risk)

# %% forward | wrong | clipped away from 0 and 1 | loses robust | shows are wrong, the others are right
def forward(X, params, alpha):
    v_z = params["W"] @ X + params["b"]
    z = phi(v_z, alpha)
    v_f = params["U"] @ z + params["c"]
    f = np.clip(phi(v_f, alpha), 1e-3, 1 - 1e-3)
    return f, (v_z, z, v_f, f)

# %% forward | wrong | f only | loses all | says returns a value of type ndarray, but 2 values, separated by a comma, are expected
def forward(X, params, alpha):
    v = params['W'] @ X + params['b']
    z = phi(v, alpha)
    u = params['U'] @ z + params['c']
    f = phi(u, alpha)
    return f

# %% forward | wrong | step | loses all | says the output is rounded to a class, but f itself is expected
def forward(X, params, alpha):
    v = params['W'] @ X + params['b']
    z = phi(v, alpha)
    u = params['U'] @ z + params['c']
    f = phi(u, alpha)
    return ((f > 0.5) * 1.0, (v, z, u, f))

# %% forward | wrong | prime | loses all | says phi_prime stands where phi must
def forward(X, params, alpha):
    v = params['W'] @ X + params['b']
    z = phi_prime(v, alpha)
    u = params['U'] @ z + params['c']
    f = phi(u, alpha)
    return (f, (v, z, u, f))

# %% gradient_check | right | one flat vector
def gradient_check(loss, params, grads, h=1e-5):
    shapes = {key: np.shape(params[key]) for key in params}
    flat = np.concatenate([np.ravel(params[key]).astype(float) for key in params])
    claimed = np.concatenate([np.ravel(grads[key]) for key in params])

    def at(vector):
        there, first = {}, 0
        for key, shape in shapes.items():
            size = int(np.prod(shape))
            there[key], first = vector[first : first + size].reshape(shape), first + size
        return loss(there)

    found = np.array([(at(flat + e) - at(flat - e)) / (2 * h) for e in h * np.eye(flat.size)])
    sizes = np.maximum(np.maximum(np.abs(claimed), np.abs(found)), 1e-8)
    return float(np.max(np.abs(claimed - found) / sizes))

# %% gradient_check | wrong | last key | loses wrong edge | says the wrong entry is not found
def gradient_check(loss, params, grads, h=1e-05):
    for k in params:
        w = 0.0
        p = np.array(params[k], float)
        for i in np.ndindex(p.shape):
            e = np.zeros_like(p)
            e[i] = h
            n = (loss({**params, k: p + e}) - loss({**params, k: p - e})) / (2 * h)
            g = np.asarray(grads[k])[i]
            w = max(w, abs(g - n) / max(abs(g), abs(n), 1e-08))
    return w

# %% gradient_check | wrong | by g only | loses wrong | says the error is divided by your entry, but by the larger of the two is expected
def gradient_check(loss, params, grads, h=1e-05):
    w = 0.0
    for k in params:
        p = np.array(params[k], float)
        for i in np.ndindex(p.shape):
            e = np.zeros_like(p)
            e[i] = h
            n = (loss({**params, k: p + e}) - loss({**params, k: p - e})) / (2 * h)
            g = np.asarray(grads[k])[i]
            w = max(w, abs(g - n) / max(abs(g), 1e-08))
    return w

# %% gradient_check | wrong | sum | loses wrong | says that is the sum of the errors, but the largest is expected
def gradient_check(loss, params, grads, h=1e-05):
    w = 0.0
    for k in params:
        p = np.array(params[k], float)
        for i in np.ndindex(p.shape):
            e = np.zeros_like(p)
            e[i] = h
            n = (loss({**params, k: p + e}) - loss({**params, k: p - e})) / (2 * h)
            g = np.asarray(grads[k])[i]
            w += abs(g - n) / max(abs(g), abs(n), 1e-08)
    return w

# %% gradient_check | wrong | first key only | loses wrong edge | says the wrong entry is not found
def gradient_check(loss, params, grads, h=1e-05):
    for k in params:
        w = 0.0
        p = np.array(params[k], float)
        for i in np.ndindex(p.shape):
            e = np.zeros_like(p)
            e[i] = h
            n = (loss({**params, k: p + e}) - loss({**params, k: p - e})) / (2 * h)
            g = np.asarray(grads[k])[i]
            w = max(w, abs(g - n) / max(abs(g), abs(n), 1e-08))
        return w
