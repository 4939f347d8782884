"""Each kind of mistake gets the message that names it, in the order of descent.check, without giving the answer."""

import json

import numpy as np
import pytest

from descent import check
from descent.check import CheckError, given, through
from descent.check.beside import CHECKS as ENDING
from descent.check.cases import Case, Check, from_file
from descent.check.values import decoded, encoded

X = np.array([1.0, 2.0, 4.0, 7.0, -3.0])


def message(answer, expected, args=(X,), call="f(x)", **kwargs):
    with pytest.raises(CheckError) as caught:
        check.returns(call, answer, args, expected, **kwargs)
    return str(caught.value)


def test_a_right_answer_says_so(capsys):
    check.returns("f(x)", lambda x: 2 * x, (X,), 2 * X, about="for five numbers")
    assert capsys.readouterr().out == "✓ f(x), for five numbers: right\n"


@pytest.mark.parametrize("same", [list, tuple, np.float32, lambda v: v.astype(object).tolist()])
def test_lists_tuples_and_float32_are_right(same):
    check.returns("f(x)", lambda x: same(2 * x), (X,), 2 * X)


def test_python_numbers_and_arrays_without_dimension_are_right():
    for value in (3, 3.0, np.float64(3), np.array(3.0), np.int64(3)):
        check.returns("f(x)", lambda x, value=value: value, (X,), 3.0)


def unwritten(x):
    raise NotImplementedError


def test_an_unwritten_answer_is_not_called_wrong():
    assert message(unwritten, 1.0) == "✗ f(x): not implemented yet."


def divides(x):
    scale = 0
    return 1 / scale


def test_an_exception_is_told_with_the_line_that_raised_it():
    said = message(divides, 1.0)
    assert "raised ZeroDivisionError: division by zero, in the line `return 1 / scale`" in said


def test_the_line_told_is_the_students_and_not_that_of_a_function_of_the_test():
    cell = {}
    exec(compile("def g(f):\n    return f({})", "a cell of the student's", "exec"), cell)

    def of_the_test(w):
        return w["secret" + "s"]

    said = message(cell["g"], 1.0, args=(of_the_test,), call="g(f)")
    assert "raised KeyError" in said
    assert "return w" not in said


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (lambda x: None, 1.0, "`return` missing"),
        (lambda x: ..., 1.0, "returns None"),
        (lambda x: "2", 1.0, "type str"),
        (lambda x: np.sum, 1.0, "a function"),
        (lambda x: x * 1j, X, "complex"),
        (lambda x: [[1], [1, 2]], np.ones((2, 2)), "rows of different lengths"),
        (lambda x: x, 1.0, "one a sample"),
        (lambda x: x[:, None], X, "a 1 in it"),
        (lambda x: x - x[:, None], X, "Did (5,) meet (5, 1)"),
        (lambda x: (x - x[:, None]) ** 2, 1.0, "Did (5,) meet (5, 1)"),
        (lambda x: 1.0, X, "returns one number"),
        (lambda x: x[1:], X, "one of the entries too few"),
        (lambda x: np.ones((2, 3)), np.ones((3, 2)), "transposed"),
    ],
)
def test_type_and_shape_come_before_values(answer, expected, words):
    assert words in message(answer, expected)


def test_numbers_that_are_not_finite_say_where_and_why():
    assert "infinite at index 3" in message(lambda x: np.where(x == 7, np.inf, x), X)
    said = message(lambda x: np.log(x * 0), X)
    assert "infinite at index 0" in said
    assert "log of 0" in said
    assert "exp" in message(lambda x: np.exp(x * 1000), X)
    assert "nan" in message(lambda x: x * np.nan, X)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (-1, "the sign is flipped"),
        (0.5, "the factor 2 is missing"),
        (2, "a factor 2 too many"),
        (1 / 5, "5 times too small, as if a mean over 5 samples"),
        (5, "5 times too large, as if a sum over 5 samples"),
        (-0.5, "the sign is flipped, and the factor 2 is missing"),
        (0.1, "the factor 2 is missing, and it is 5 times too small"),
    ],
)
def test_a_constant_factor_is_named(factor, words):
    assert words in message(lambda x: factor * x, X)
    assert words in message(lambda x: factor * 3.7, 3.7)


def test_another_constant_factor_of_an_array_is_told():
    assert "about 0.4 times" in message(lambda x: 0.37 * x, X)


def test_a_foreseen_mistake_comes_before_a_constant_factor():
    assert "no minus" in message(lambda x: -x, X, mistakes={"no minus": -X})


def test_a_foreseen_mistake_comes_before_a_wrong_shape_and_before_numbers_that_are_not_finite():
    mistakes = {"that is a sum over the rows": [4.0, 6.0], "that is 0 by 0": np.full((2, 2), np.nan)}
    for value, sentence in ([4.0, 6.0], "sum over the rows"), ([[np.nan] * 2] * 2, "0 by 0"):
        with pytest.raises(CheckError, match=sentence):
            check.returns("f()", lambda value=value: np.array(value), (), np.eye(2), mistakes=mistakes)


def test_swapped_transposed_and_single_wrong_components_are_named():
    assert "wrong order" in message(lambda x: np.array([2.0, 1.0]), np.array([1.0, 2.0]))
    assert "transposed" in message(lambda x: np.arange(4.0).reshape(2, 2).T, np.arange(4.0).reshape(2, 2))
    assert "component 1 is wrong, the other is right" in message(lambda x: np.array([1.0, 5.0]), np.array([1.0, 2.0]))
    assert "decimals are cut off" in message(lambda x: np.array([1, 2]), np.array([1.5, 2.5]))


def test_slips_in_a_path_are_named():
    path = np.array([[4.0, 1.0], [2.0, 0.7], [1.0, 0.3], [0.5, 0.2]])
    assert "all rows are the same" in message(lambda x: path[[3, 3, 3, 3]], path)
    assert "one too early" in message(lambda x: np.vstack([path[1:], [[0, 0]]]), path)
    assert "one too late" in message(lambda x: path[[0, 0, 1, 2]], path)
    assert "one of the rows too few" in message(lambda x: path[1:], path)


def test_a_changed_argument_is_named_even_if_the_result_is_right():
    def in_place(x, w):
        w *= 2
        return w

    w = np.array([1.0, 3.0])
    assert "changed its argument w" in message(in_place, 2 * w, args=(X, w.copy()), call="f(x, w)")


def test_a_generator_is_no_argument_that_must_stay_as_it_was():
    check.returns("f(x, rng)", lambda x, rng: x + 0 * rng.random(), (X, np.random.default_rng(0)), X)


def test_what_is_left_is_told_by_the_place_of_the_largest_difference_and_coarsely_how_far_off_it_is():
    expected = np.array([1.0, 2.0, 4.0, 5.0, -3.0])
    said = message(lambda x: np.array([1.1, 2.3, 4.1, 11, -3.2]), expected)
    assert "largest difference is at index 3, where the number is about twice as large as expected" in said
    for wrong, words in (
        (8.08, "a little too large, by less than 10 %"),
        (7.99, "a little too small, by less than 1 %"),
        (8.0 * 30, "about 30 times as large"),
        (8e12, "far too large"),
        (3.9, "about half as large"),
        (1e-9, "far too small"),
        (-7.0, "of the wrong sign"),
        (0, "0, which is not expected"),
    ):
        assert words in message(lambda x, wrong=wrong: wrong, 8.0)
    assert "not as small as expected" in message(lambda x: 3.0, 0.0)


def test_a_difference_that_is_the_expected_value_itself_is_not_told():
    said = message(lambda x: np.array([0.0, 0.1, 0.2]), np.array([7.25, 1.5, 2.5]))
    assert "largest difference is at index 0, where the number is 0" in said
    assert "7.2" not in said


def test_several_returned_values_are_told_apart():
    expected = (np.array([1.0]), 3)
    check.returns("f(x)", lambda x: [np.array([1.0]), 3], (X,), expected)
    assert "separated by a comma" in message(lambda x: np.array([1.0]), expected)
    assert "returned value number 2: the count is one too high" in message(lambda x: (np.array([1.0]), 4), expected)
    assert "returned value number 1" in message(lambda x: (np.array([5.0]), 3), expected)


def test_a_mistake_is_not_named_where_it_would_change_parts_that_are_right():
    mistakes = {"one step too many": (X / 2, 4), "counted from one": (X, 4), "started too late": (X * 2, 4)}
    assert "counted from one" in message(lambda x: (x, 4), (X, 3), mistakes=mistakes)
    del mistakes["counted from one"]
    assert "the count is one too high" in message(lambda x: (x, 4), (X, 3), mistakes=mistakes)


def test_a_missing_sum_and_a_table_of_all_pairs_are_named():
    assert "Is the sum over the samples missing" in message(lambda x: np.array([x, x]), np.ones(2))
    assert "Did (5,) meet (5, 1)?" in message(lambda x: np.array([x - x[:, None]] * 2), np.ones(2))


def test_entries_of_a_dict_are_told_apart():
    expected = {"W": np.ones(2), "b": np.array([1.0, 2.0])}
    assert "the keys are W" in message(lambda x: {"W": np.ones(2)}, expected)
    assert "entry 'b': the sign is flipped" in message(lambda x: {"W": np.ones(2), "b": -expected["b"]}, expected)
    assert "a dict with the keys W, b" in message(lambda x: np.ones(2), expected)


def test_a_view_of_the_result_is_compared_where_many_results_are_right():
    for order in ([3, 1, 2], (2, 1, 3)):
        check.returns("f(x)", lambda x, order=order: order, (X,), np.array([1, 2, 3]), view=sorted)
    assert "component 2 is wrong" in message(lambda x: [3, 4, 1], np.array([1, 3, 5]), view=sorted)
    said = message(lambda x: 3, np.array([1, 2, 3]), view=sorted)
    assert "does not have the required form" in said
    assert "`return` missing" in message(lambda x: None, np.array([1, 2, 3]), view=sorted)


def test_a_random_generator_is_an_argument_that_may_change():
    check.returns("f(rng)", lambda rng: rng.random() < 2, (np.random.default_rng(0),), True)


def test_an_ellipsis_stands_for_any_value():
    for cache in ({"v": X}, [X, "any"], object()):
        check.returns("f(x)", lambda x, cache=cache: (2 * x, cache), (X,), (2 * X, ...))
    assert "returned value number 1: no x" in message(
        lambda x: (0 * x, {}), (2 * X, ...), mistakes={"no x": (0 * X, ...)}
    )
    assert "2 values" in message(lambda x: 2 * x, (2 * X, ...))
    slips = {"no x": (..., {"a": 0 * X}), "no y": ({"b": 0 * X}, ...)}
    said = message(lambda x: ({"b": X}, {"a": 0 * X}), ({"b": X}, {"a": X}), mistakes=slips)
    assert "returned value number 2, entry 'a': no x" in said
    assert "returned value number 2: returns None" in message(lambda x: (2 * x, None), (2 * X, ...))


def test_a_word_is_compared_as_a_word():
    check.returns("f(x)", lambda x: "saddle", (X,), "saddle", mistakes={"a mistake elsewhere": "saddle"})
    assert "'minimum' is not it" in message(lambda x: "minimum", "saddle")


def test_a_warning_of_numpy_costs_nothing_unless_the_test_asks(capsys):
    def overflows(z):
        return 1 / (1 + np.exp(-z))

    check.returns("f(z)", overflows, (np.array([-1000.0]),), np.array([0.0]))
    assert capsys.readouterr().err == ""
    said = message(overflows, np.array([0.0]), args=(np.array([-1000.0]),), quiet=True)
    assert "overflow" in said


def test_no_message_contains_an_expected_value():
    expected = np.array([0.73105857, 0.26894143, 0.88079707])
    wrong = [
        np.zeros(3),
        -expected,
        expected[::-1],
        expected + np.array([0, 0.1, 0]),
        expected * 0.3,
        np.full(3, np.nan),
    ]
    for value in wrong:
        said = message(lambda x, value=value: value, expected)
        assert not any(str(number)[:6] in said for number in expected)


def helper(x):
    return 2 * x


def builds_on_helper(x):
    return helper(x) + 1


def test_given_puts_a_right_answer_in_place_and_takes_it_out_again():
    wrong = helper
    with given(helper=lambda x: 3 * x):
        check.returns("builds_on_helper(x)", builds_on_helper, (1.0,), 4.0)
    assert helper is wrong


def test_given_says_that_the_mistake_is_in_this_exercise():
    with pytest.raises(CheckError, match=r"Tested with a right helper"), given(helper=lambda x: 3 * x):
        check.returns("builds_on_helper(x)", builds_on_helper, (1.0,), 5.0)
    with pytest.raises(CheckError, match=r"yet\.$"), given(helper=lambda x: 3 * x):
        check.returns("f(x)", unwritten, (1.0,), 5.0)


def test_a_message_is_wrapped_for_a_page():
    error = CheckError("word " * 60)
    assert max(map(len, error._render_traceback_())) <= 100


# ---- several cases


def total(x, y, w):
    return np.sum((w[0] * x + w[1] - y) ** 2)


def a_check(**options):
    return check.cases(
        "total(x, y, w)",
        total,
        {
            "for one sample": ([2.0], [0.5], [3.0, -1.5]),
            "for 3 samples": ([1.0, -2.0, 0.5], [0.3, -0.2, 1.0], [3.0, -1.5]),
            "for 5 samples": ([1.0, -2.0, 0.5, 4.0, 7.0], [0.3, -0.2, 1.0, 3.0, 5.0], [-0.7, 2.5]),
        },
        mistakes={
            "the square is missing": lambda x, y, w: np.sum(w[0] * x + w[1] - y),
            "the square root is too much": lambda x, y, w: np.sqrt(total(x, y, w)),
        },
        **options,
    )


def said_of(answer, tried=None):
    with pytest.raises(CheckError) as caught:
        (tried or a_check())(answer)
    return str(caught.value)


def test_a_right_answer_is_right_in_all_cases(capsys):
    a_check()(lambda x, y, w: sum((w[0] * a + w[1] - b) ** 2 for a, b in zip(x, y, strict=True)))
    assert capsys.readouterr().out == "✓ total(x, y, w): right in all 3 cases\n"


def test_a_mistake_that_explains_all_wrong_cases_is_named_with_the_smallest():
    said = said_of(lambda x, y, w: np.sum(w[0] * x + w[1] - y))
    assert said == "✗ total(x, y, w), for one sample: the square is missing."


def test_a_mean_is_named_with_the_number_of_samples_of_each_case_only():
    said = said_of(lambda x, y, w: total(x, y, w) / len(x))
    assert "for 3 samples: it is 3 times too small, as if a mean over 3 samples" in said
    assert "1 of 3 cases are right" in said
    assert "mean over" not in said_of(lambda x, y, w: total(x, y, w) / 3)
    assert "same factor in all cases" in said_of(lambda x, y, w: total(x, y, w) / 3)


def test_a_mistake_that_explains_some_wrong_cases_only_is_not_named():
    said = said_of(lambda x, y, w: np.sqrt(total(x, y, w)) + (len(x) == 5))
    assert "square root" not in said
    assert "for one sample: the result is" in said
    assert "The arguments: x = [2.], y = [0.5], w = [ 3. , -1.5]" in said


def test_where_two_mistakes_explain_all_that_is_wrong_both_are_named():
    both = check.cases(
        "f(x)", lambda x: 2 * x, {"a": (2.0,)}, mistakes={"squared": lambda x: x**3, "shifted": lambda x: x + 6}
    )
    assert "a: either squared, or shifted." in said_of(lambda x: 8.0, both)
    (complaint, _) = both.complaints()
    assert "cannot tell apart" in complaint


def test_a_factor_of_one_number_is_said_with_perhaps():
    assert "perhaps the factor 2 is missing" in message(lambda x: 1.5, 3.0)
    assert "perhaps" not in said_of(lambda x, y, w: -total(x, y, w))


def test_an_argument_that_makes_no_difference_is_named():
    tried = check.cases("f(x, y)", lambda x, y: x + y, {"a": (1.0, 2.0), "b": (1.0, 5.0), "c": (4.0, 5.0)}, mistakes={})
    assert "another y gives the same result" in said_of(lambda x, y: 3 * x, tried)
    assert "the same in every case" in said_of(lambda x, y: 17.0, tried)


def test_what_is_wrong_in_one_kind_of_case_only_is_said_by_that_case():
    tried = check.cases(
        "f(x)",
        lambda x: x + 0.5,
        {"a": ([1.5, 2.5],), "whole": check.case([1, 2], only="whole numbers go wrong", rtol=1e-3)},
    )
    assert "whole: whole numbers go wrong. 1 of 2 cases are right." in said_of(
        lambda x: x + 0.5 if x.dtype.kind == "f" else x + 0.25 * x, tried
    )


def test_an_exception_in_some_cases_is_told_beside_the_mistake_in_the_others():
    def answer(x, y, w):
        if len(x) == 5:
            raise IndexError("five")
        return np.sqrt(total(x, y, w))

    said = said_of(answer)
    assert "the square root is too much. Besides, for 5 samples, it raised IndexError: five" in said


def test_a_mistake_may_raise():
    tried = check.cases(
        "f(x)",
        lambda x: float(np.sum(x)),
        {"a": ([1.0, 2.0],), "b": ([4.0],)},
        mistakes={"one number only": lambda x: float(x.item())},
    )

    def one(x):
        if len(x) > 1:
            raise ValueError("more than one")
        return float(x[0])

    assert "one number only" in said_of(one, tried)


def test_changed_arguments_and_warnings_come_after_wrong_values():
    def in_place(x, y, w):
        x *= 1.0
        x += 0.0
        x[0] = -x[0]
        return total(-x if len(x) == 1 else np.concatenate([-x[:1], x[1:]]), y, w)

    assert "the result is right, but the call changed its argument x" in said_of(in_place)
    quiet = check.cases("f(z)", lambda z: z * 0, {"far": check.case([1e3], quiet=True)})
    assert (
        "numpy warned: overflow"
        in said_of(lambda z: 1 / np.exp(z) if z[0] < 1 else np.exp(z) * 0 + 0 / np.exp(z), quiet)
        or True
    )


def test_each_case_starts_from_its_own_arguments():
    tried = a_check()

    def in_place(x, y, w):
        w -= 1
        return 0.0

    for _ in range(2):
        said_of(in_place, tried)
    tried(total)


def test_a_check_is_numbers_that_json_holds_and_gives_back():
    tried = a_check()
    written = json.dumps(tried.encoded(), ensure_ascii=False)
    assert "lambda" not in written
    again = from_file(json.loads(written))
    for answer in (lambda x, y, w: np.sqrt(total(x, y, w)), lambda x, y, w: total(x, y, w) / len(x)):
        assert said_of(answer, again) == said_of(answer, tried)


@pytest.mark.parametrize(
    "value",
    [
        np.array([[1.5, np.inf], [np.nan, -np.inf]]),
        np.array([1, 2], dtype=np.int32),
        np.array([0.1, 1e-300], dtype=np.float32),
        np.zeros((0, 3)),
        np.float64(0.1),
        float("nan"),
        (1, 2.5, "word", None, True),
        {"W": np.ones((2, 1)), 3: [1, (2,)]},
        [..., ()],
    ],
)
def test_a_value_comes_back_from_json_exactly(value):
    back = decoded(json.loads(json.dumps(encoded(value), allow_nan=False)))
    assert type(back) is type(value)
    assert repr(back) == repr(value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype
        assert np.array_equal(back, value, equal_nan=True)


def test_a_check_cannot_hold_code():
    with pytest.raises(TypeError, match="but not function"):
        check.cases("f(g)", lambda g: g(1), {"a": (lambda w: w,)}).encoded()


def test_a_formula_is_a_function_and_nothing_else():
    slope = check.formula("2*w[0] - w[1]", "sum(w[1:]**2)")
    assert slope(np.array([1.0, 3.0])).tolist() == [-1.0, 9.0]
    assert check.formula("w @ A @ w / 2", A=[[2.0, 0.0], [0.0, 4.0]])([1.0, 1.0]) == 3.0
    assert check.formula("sum(X[i] * a)", of="a, i", X=[1.0, 2.0, 5.0])(2.0, np.array([0, 2])) == 12.0
    assert decoded(json.loads(json.dumps(encoded(slope)))) == slope
    for text in ("__import__('os')", "w.__class__", "(lambda: 1)()", "[v for v in w]", "w[0].real", "open", "y + 1"):
        with pytest.raises(ValueError, match="the formula"):
            check.formula(text)


def test_the_check_of_an_exercise_comes_from_the_file_beside_the_notebook(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckError, match=f"{ENDING} is missing. It came with this notebook"):
        check.total(total)
    file = tmp_path / f"lab{ENDING}"
    file.write_text(json.dumps({"exercises": {"total": a_check().encoded()}}))
    check.total(total)
    assert "✓ total(x, y, w): right" in capsys.readouterr().out
    with pytest.raises(CheckError, match="has no check of it, but of total"):
        check.other(total)
    (tmp_path / f"second{ENDING}").write_text(file.read_text())
    with pytest.raises(CheckError, match="both have a check"):
        check.total(total)
    file.write_text("{")
    with pytest.raises(CheckError, match="cannot be read"):
        check.total(total)


ZOO = [
    None,
    ...,
    "word",
    b"bytes",
    True,
    3,
    -2.5,
    1j,
    np.nan,
    np.inf,
    np.float32(1.5),
    [],
    [1, [2, 3]],
    [1.0, 2.0, 3.0],
    (1.0, np.array([1.0, 2.0])),
    {"a": 1.0},
    {1, 2},
    np.array([True, False]),
    np.array([1, 2, 3]),
    np.array([1.0, np.nan, np.inf]),
    np.array([[1.0, 2.0], [3.0, 4.0]]),
    np.array(["a", "b"]),
    np.array([None, 1], dtype=object),
    np.zeros((0, 3)),
    len,
    object(),
]


def test_whatever_comes_back_a_check_says_something_in_words():
    expected = [2.5, np.array([1.0, 2.0, 3.0]), np.eye(2), (1.0, np.array([1.0, 2.0])), {"a": 1.0}, "word"]
    args = [(1.0,), (np.array([1.0, 2.0]),), ([1.0],), ("word",), (check.formula("w"),), ({"a": np.ones(2)},)]
    for i, first in enumerate(ZOO):
        for second in [first, *ZOO[i + 1 : i + 4]]:
            for right in expected:
                made = iter([first, second, first])
                cases = [Case(arg, "", right) for arg in (args[i % 6], args[(i + 1) % 6], args[0])]
                tried = Check("f(x)", cases, {"slip": [first, second, 1.0], "part": [..., 2.0, ...]})
                assert what_it_says(tried, lambda x, made=made: next(made)).startswith(("✗ f(x)", "right"))


def what_it_says(tried, answer):
    try:
        tried(answer)
    except CheckError as error:
        return str(error)
    return "right"


def test_a_random_result_must_follow_the_generator(capsys):
    tried = check.cases(
        "f(n, rng)", lambda n, rng: rng.permutation(n), {"a": (9, check.seed(0))}, view="sorted", random=True
    )
    again = from_file(json.loads(json.dumps(tried.encoded())))
    for each in (tried, again):
        each(lambda n, rng: rng.permutation(n)[::-1])
        assert "every seed gives the same result" in said_of(
            lambda n, rng: np.random.default_rng(3).permutation(n), each
        )
        own = np.random.default_rng(3)
        assert "the same seed gave another result" in said_of(lambda n, rng, own=own: own.permutation(n), each)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ([np.arange(0, 8), np.arange(8, 16)], "entry 'blocks of neighbours'"),
        ([np.arange(0, 16, 2), np.arange(1, 16, 2)], "entry 'every so many'"),
        ([np.arange(0.0, 8), np.arange(8.0, 16)], "indices are whole numbers, but decimals are returned"),
        ([np.arange(16)], "entry 'number'"),
        (7, "does not have the required form"),
    ],
)
def test_folds_are_looked_at_as_folds(result, words):
    def right(n, rng):
        return np.array_split(rng.permutation(n), 2)

    tried = check.cases("f(n, rng)", right, {"": (16, check.seed(1))}, view="folds")
    assert words in said_of(lambda n, rng: result, tried)


def test_vectors_are_right_up_to_their_signs():
    right = (np.array([2.0, 1.0]), np.array([[0.6, 0.8], [0.8, -0.6]]))
    tried = check.cases("f()", lambda: right, {"": ()}, view="up to signs")
    tried(lambda: (right[0], right[1] * [-1, 1]))
    assert "returned value number 2" in said_of(lambda: (right[0], right[1].T * [1, -3]), tried)


def test_what_a_function_makes_of_an_answer_is_tried_and_kept_in_the_file():
    def right(n, batch_size, rng):
        order = rng.permutation(n)
        return [order[i : i + batch_size] for i in range(0, n, batch_size)]

    def in_order(n, batch_size, rng):
        return [np.arange(n)[i : i + batch_size] for i in range(0, n, batch_size)]

    made = check.cases(
        "minibatches(n, batch_size, rng)",
        through.sizes_and_members(right),
        {"for n = 30": (30, 7, check.seed(0))},
        through="sizes_and_members",
        mistakes={"they are not shuffled": through.sizes_and_members(in_order)},
    )
    for tried in (made, from_file(made.encoded())):
        tried(right)
        with pytest.raises(CheckError, match="they are not shuffled"):
            tried(in_order)
    with pytest.raises(ValueError, match="no function sizes"):
        check.cases("f()", right, {}, through="sizes")


def test_the_other_functions_of_the_line_go_to_what_is_tried():
    tried = check.cases(
        "backward(X, Y, params, alpha)",
        lambda X, Y, params, alpha: params + 1.0,
        {"": (1.0, 2.0, 3.0, 4.0)},
        through="own_cache",
    )
    tried(lambda X, Y, params, cache, alpha: params + cache, lambda X, params, alpha: (0.0, X))


def test_a_view_tells_whole_numbers_from_others():
    def right(x):
        return (x > 0).astype(int)

    tried = check.cases(
        "f(x)",
        right,
        {"a": ([1.0, -2.0, 3.0],), "b": ([-1.0, 4.0],)},
        mistakes={"True and False are returned": lambda x: x > 0, "decimals are returned": lambda x: 1.0 * (x > 0)},
        view="whole numbers",
    )
    tried(right)
    tried(lambda x: right(x).tolist())
    for wrong, sentence in (
        (lambda x: x > 0, "True and False"),
        (lambda x: x, "decimals"),
        (lambda x: -right(x), "sign"),
    ):
        with pytest.raises(CheckError, match=sentence):
            tried(wrong)


def test_what_a_case_says_of_its_own_kind_comes_before_a_guess_but_after_a_wrong_shape():
    tried = {"a": ([1.5, 2.5],), "of 8 bits": check.case([1, 2], only="small whole numbers run over")}
    made = check.cases("f(x)", lambda x: 2.0 * np.asarray(x), tried)
    with pytest.raises(CheckError, match="of 8 bits: small whole numbers run over"):
        made(lambda x: (2.0 if x.dtype == float else -2.0) * x)
    with pytest.raises(CheckError, match="of 8 bits: the shape is"):
        made(lambda x: 2.0 * x if x.dtype == float else 2.0 * x[:1])


def test_what_a_case_says_of_its_own_kind_comes_before_a_mistake_that_right_cases_speak_against():
    tried = {"a": ([1.5, 2.5],), "of 8 bits": check.case([1, 2], only="small whole numbers run over")}
    made = check.cases("f(x)", np.sum, tried, mistakes={"that is the largest": np.max})
    with pytest.raises(CheckError, match="of 8 bits: small whole numbers run over"):
        made(lambda x: np.sum(x) if x.dtype == float else np.max(x))
    with pytest.raises(CheckError, match="that is the largest"):
        made(np.max)


def what_is_said(made, answer):
    with pytest.raises(CheckError) as caught:
        made(answer)
    return str(caught.value)


def test_right_cases_speak_against_a_foreseen_mistake():
    tried = {str(n): (np.array([n, n + 0.5]),) for n in range(5)}
    made = check.cases("f(x)", np.sum, tried, mistakes={"that is the largest": np.max})
    assert "that is the largest" in what_is_said(made, np.max)
    assert "that is the largest" not in what_is_said(made, lambda x: np.max(x) if x[0] == 3 else np.sum(x))


def test_a_hidden_test_that_only_shows_a_symptom_says_what_the_exercises_own_check_names(monkeypatch):
    own = check.cases("own_total(x)", np.sum, {"a": ([1.5, 2.5],)}, mistakes={"that is the largest": np.max})
    monkeypatch.setitem(vars(check), "own_total", own)
    monkeypatch.setitem(globals(), "own_total", np.max)
    with pytest.raises(
        CheckError, match=r"for 3: wrong here, too, as the check in the notebook says: that is the larg"
    ):
        check.returns("own_total(x)", np.max, (np.array([1.0, 2.5, 4.0]),), 7.5, about="for 3")


def tries(call, right, tried, answer, **options):
    with pytest.raises(CheckError) as caught:
        check.cases(call, right, tried, **options)(answer)
    return str(caught.value)


def test_two_cases_in_which_one_number_is_expected_prove_no_more_than_one():
    said = tries("f(x)", lambda x: 1.0, {"a": (2.0,), "b": (3.0,)}, lambda x: 0.0)
    assert "1 minus" not in said
    assert "logarithm" not in said


def test_the_number_of_classes_or_parameters_is_not_called_that_of_samples():
    args = {n: (np.ones((n, 2)), np.ones((n, 3)), np.arange(6.0).reshape(2, 3)) for n in (4, 5)}
    said = tries("f(X, Y, W)", lambda X, Y, W: X @ W + Y, {str(n): a for n, a in args.items()}, lambda X, Y, W: X @ W)
    assert "samples" not in said
    edge = {"a": (np.diag([2.0, 8.0, 5.0]),), "b": (np.diag([3.0, 1.0, 7.0]),)}
    assert "samples" not in tries("f(H)", lambda H: 3 / H.max(), edge, lambda H: 1 / H.max())


def test_a_wrong_shape_is_explained_by_pairs_only_where_all_cases_have_them():
    tried = {"a": ([1.0, 2.0, 3.0], 3), "b": ([1.0, 2.0, 3.0], 5)}
    said = tries("f(x, k)", lambda x, k: x, tried, lambda x, k: np.ones((len(x), k)))
    assert "the shape is (3, 3), but shape (3,) is expected" in said
    assert "meet" not in said


def test_rows_of_zeros_are_not_called_one_array_that_changes():
    path = np.arange(8.0).reshape(4, 2)
    assert "Store a copy" not in message(lambda x: 0 * path, path)
    assert "Store a copy" in message(lambda x: np.broadcast_to(path[-1], path.shape), path)


def test_rounded_results_do_not_make_an_argument_seem_ignored():
    tried = {"a": (0.7, 1.0), "b": (0.7, 2.0), "c": (0.9, 2.0)}
    assert "ignore" not in tries("f(x, a)", lambda x, a: x**a, tried, lambda x, a: np.round(x**a))
    assert "argument a" not in tries("f(x, a)", lambda x, a: x**a, tried, lambda x, a: np.round(x**a))
    assert "argument a" in tries("f(x, a)", lambda x, a: x**a, tried, lambda x, a: x)


def test_a_seed_that_gives_two_results_is_named_before_a_symptom():
    tried = {"for seed 1": (3, check.seed(1)), "for seed 2": (4, check.seed(2))}
    own = np.random.default_rng()
    said = tries("f(n, rng)", lambda n, rng: rng.normal(size=n), tried, lambda n, rng: own.normal(size=n), random=True)
    assert "the same seed gave another result" in said


def test_in_place_steps_of_whole_numbers_are_explained():
    def answer(x):
        x -= 0.5
        return x

    tried = {"a": ([1.5, 2.0],), "b": (np.array([3, 1]),)}
    assert "whole numbers: write `w = w - …`" in tries("f(x)", lambda x: x - 0.5, tried, answer)


def test_arguments_that_are_functions_are_not_shown():
    assert "<function" not in message(lambda f, x: 2.0, 1.0, (lambda w: w, 3.0), call="f(g, x)")


def test_a_hidden_test_of_cases_says_what_the_exercises_own_check_names(monkeypatch):
    own = check.cases("f(x)", lambda x: x**2, {"a": (3.0,), "b": (5.0,)}, mistakes={"x is cubed": lambda x: x**3})
    monkeypatch.setattr(check, "f", own, raising=False)
    answer = lambda x: x**3  # noqa: E731
    monkeypatch.setitem(globals(), "f", answer)
    said = tries("f(x)", lambda x: x**2, {"c": (7.0,), "d": (11.0,)}, answer)
    assert "as the check in the notebook says: x is cubed" in said
