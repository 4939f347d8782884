"""What stands, in a test, for an object that stays in the student's process."""

import operator


class Answer:
    """Stands for an object that stays in the student's process.

    Its attributes, items, length, text and methods are asked for there. It takes no part in a
    comparison or a sum with a value of the test's own: the object would decide the verdict.
    """

    def __init__(self, questions, ref):
        self._questions = questions
        self._ref = ref
        self.__name__ = ref.name or ref.type

    def _ask(self, function, *args):
        return self._questions.call(f"{function.__name__} of {self.__name__}", function, self, *args)

    def __getattr__(self, name):
        if name.startswith(("__", "_repr_", "_ipython_")):
            raise AttributeError(f"the student's {self._ref.type} object shows no {name}")
        return self._ask(getattr, name)

    def __len__(self):
        return self._ask(len)

    def __getitem__(self, key):
        return self._ask(operator.getitem, key)

    def __iter__(self):
        return self._ask(iter)

    def __next__(self):
        return self._ask(next)

    def __str__(self):
        return str(self._ask(str))

    def __repr__(self):
        return str(self._ask(repr))

    def __bool__(self):
        return True

    def __hash__(self):
        return self._ref.id

    def __eq__(self, other):
        return both(self, operator.eq, other, otherwise=False)

    def __instancecheck__(self, other):
        return both(self, lambda kind, obj: isinstance(obj, kind), other, otherwise=False)


class CallableAnswer(Answer):
    """An Answer that can be called: the call runs in the student's process, under a time limit."""

    def __call__(self, *args, **kwargs):
        return self._questions.call(self.__name__, self, *args, **kwargs)


def both(left, function, right, **otherwise):
    """Return `function(left, right)` if both are the student's: no value of ours is shown."""
    if isinstance(left, Answer) and isinstance(right, Answer):
        return left._ask(function, right)
    if otherwise:
        return otherwise["otherwise"]
    answer = left if isinstance(left, Answer) else right
    raise TypeError(
        f"the answer is an object of the type {answer._ref.type}, not a number, a text, an array, "
        "or a list of such: it cannot be compared or computed with"
    )


def _operator(function):
    return lambda self, other: both(self, function, other)


def _reflected(function):
    return lambda self, other: both(other, function, self)


class Missing:
    """Stands for an answer with the name of a built-in, which must not earn the points."""

    def __init__(self, reason):
        self.__dict__["_reason"] = reason

    def __getattr__(self, name):
        raise NameError(self._reason)

    def __call__(self, *args, **kwargs):
        raise NameError(self._reason)


for _name in [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "or",
    "xor",
    "lt",
    "le",
    "gt",
    "ge",
]:
    _function = getattr(operator, f"__{_name}__")
    setattr(Answer, f"__{_name}__", _operator(_function))
    if _name not in ("lt", "le", "gt", "ge"):
        setattr(Answer, f"__r{_name}__", _reflected(_function))
