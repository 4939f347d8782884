# %% construct printed text under redirect_stdout
# %% answer
def greet(name):
    print(f"Hello, {name}!")
# %% wrong
def greet(name):
    print("Hello")
# %% test
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as out:
    greet("Ann")
assert out.getvalue() == "Hello, Ann!\n"
# %% test
import sys
kept, sys.stdout = sys.stdout, io.StringIO()
greet("Bo")
text, sys.stdout = sys.stdout.getvalue(), kept
assert text.strip() == "Hello, Bo!"
# %% test
from IPython.utils.capture import capture_output
with capture_output() as captured:
    greet("Cy")
assert captured.stdout == "Hello, Cy!\n"

# %% construct printed text where the test puts mocks for input and output
# %% answer
def shop():
    wanted = input("Which one? ")
    print(f"We have {wanted}." if wanted in ("rice", "beans") else "Sold out.")
# %% wrong
def shop():
    input("Which one? ")
    print("Sold out.")
# %% test
import io
from unittest.mock import patch
@patch("builtins.input", side_effect=["rice", "salt"])
@patch("sys.stdout", new_callable=io.StringIO)
def says(out, _):
    shop()
    shop()
    return out.getvalue()
assert says() == "We have rice.\nSold out.\n"

# %% construct printed text under a magic
# %% answer
def countdown_aloud():
    for i in (3, 2, 1):
        print(i)
# %% wrong
def countdown_aloud():
    print(3)
# %% test
get_ipython().run_cell_magic("capture", "shown", "countdown_aloud()")
assert shown.stdout.split() == ["3", "2", "1"]

# %% construct warnings
# %% answer
import warnings
def careful():
    warnings.warn("old", DeprecationWarning)
    return 1
# %% wrong
def careful():
    return 1
# %% test
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    careful()
assert len(caught) == 1 and issubclass(caught[0].category, DeprecationWarning) and "old" in str(caught[0].message)

# %% construct files that an answer writes
# %% why files of data travel to the test's folder; none over the instructor's, no code
# %% answer
import json
def save(path, values):
    with open(path, "w") as file:
        json.dump(values, file)
with open("written.txt", "w") as _file:
    _file.write("done\n")
# %% wrong
def save(path, values):
    pass
# %% test
import json
save("out.json", [1, 2])
assert json.load(open("out.json")) == [1, 2]
# %% test
assert open("written.txt").read() == "done\n"

# %% construct files that a test writes
# %% why files that the test writes travel to the student's folder
# %% answer
def first_line(path):
    with open(path) as lines:
        return next(lines).strip()
# %% wrong
def first_line(path):
    return ""
# %% test
with open("given.txt", "w") as made:
    made.write("one\ntwo\n")
assert first_line("given.txt") == "one"

# %% construct the current figure
# %% answer
import matplotlib.pyplot as plt
def sketch():
    plt.figure()
    plt.plot([1, 2, 3])
    plt.ylabel("height")
# %% wrong
def sketch():
    pass
# %% test
import matplotlib.pyplot as plt
plt.close("all")
sketch()
assert plt.gca().get_ylabel() == "height" and len(plt.gcf().axes[0].lines) == 1

# %% construct an axis made by the test
# %% answer
def draw_on(ax):
    ax.plot([0, 1], [0, 1])
    ax.set_title("drawn")
# %% wrong
def draw_on(ax):
    pass
# %% test
import matplotlib.pyplot as plt
_, axis = plt.subplots()
draw_on(axis)
assert axis.get_title() == "drawn" and len(axis.lines) == 1

# %% construct lines, bars, points, legends and colours of a figure
# %% answer
import matplotlib.pyplot as plt
import numpy as np
def chart(values):
    fig, (left, right) = plt.subplots(1, 2)
    left.plot(values, np.square(values), "r--", label="squares")
    left.scatter(values, values, label="same")
    left.legend()
    left.set_xlim(0, 5)
    bars = right.bar(["a", "b", "c"], values)
    bars[0].set_facecolor("green")
    right.set_yscale("log")
    fig.suptitle("Both")
# %% wrong
def chart(values):
    fig, (left, right) = plt.subplots(1, 2)
    left.plot(values, values)
# %% locked
import matplotlib
import matplotlib.pyplot as plt
def axes_after(function, *args):
    plt.close("all")
    function(*args)
    return plt.gcf().get_axes()
# %% test
left, right = axes_after(chart, [1, 2, 3])
np.testing.assert_allclose(left.lines[0].get_ydata(), [1, 4, 9])
assert left.lines[0].get_linestyle() == "--" and matplotlib.colors.same_color(left.lines[0].get_color(), "red")
assert {text.get_text() for text in left.get_legend().get_texts()} == {"squares", "same"}
assert left.collections[0].get_offsets().shape == (3, 2)
assert left.get_xlim() == (0, 5)
# %% test
left, right = axes_after(chart, [3, 1, 2])
assert [bar.get_height() for bar in right.patches] == [3, 1, 2]
assert all(isinstance(bar, matplotlib.patches.Rectangle) for bar in right.patches)
assert matplotlib.colors.to_hex(right.patches[0].get_facecolor()) == "#008000"
assert [label.get_text() for label in right.get_xticklabels()] == ["a", "b", "c"]
assert right.get_yscale() == "log"
assert right.figure is plt.gcf() and isinstance(right, plt.Axes)

# %% construct an image on a figure
# %% answer
import matplotlib.pyplot as plt
def show_image(pixels):
    plt.imshow(pixels, cmap="gray")
    plt.colorbar()
    plt.axis("off")
# %% wrong
def show_image(pixels):
    plt.plot(pixels[0])
# %% test
import numpy as np
from matplotlib import pyplot
pyplot.close("all")
show_image(np.eye(3))
picture, = pyplot.gcf().axes[0].images
assert (picture.get_array() == np.eye(3)).all() and picture.get_cmap().name == "gray"
assert len(pyplot.gcf().axes) == 2 and not pyplot.gcf().axes[0].axison

# %% construct global variables that a function changes
# %% why names that the test looked up are looked up again after each call
# %% answer
counter = 0
history = []
def click():
    global counter
    counter += 1
    history.append(counter)
# %% wrong
counter = 0
history = []
def click():
    pass
# %% test
at_first = counter
click(); click()
assert counter == at_first + 2
# %% test
click()
assert history[-1] == counter

# %% construct an argument that is changed in place
# %% why the test changes a list that belongs to an object of the student's
# %% answer
def sort_in_place(items):
    items.sort()
class Box:
    def __init__(self):
        self.items = []
    def put(self, item):
        self.items.append(item)
# %% wrong
def sort_in_place(items):
    return sorted(items)
class Box:
    def __init__(self):
        self.items = []
    def put(self, item):
        pass
# %% test
shuffled = [3, 1, 2]
sort_in_place(shuffled)
assert shuffled == [1, 2, 3]
# %% test
box = Box()
box.put(1)
box.items.append(2)
assert len(box.items) == 2 and box.items[0] == 1

# %% construct magics and commands in an answer
# %% why they print one line that says that they are not run, and the cell goes on
# %% answer
%matplotlib inline
!echo hello
%pip --version
def after_magics():
    return 1
# %% wrong
def after_magics():
    return 0
# %% test
assert after_magics() == 1

# %% construct a backend for windows in an answer
# %% answer
%matplotlib inline
x_of_backend = 3
# %% wrong
x_of_backend = 4
# %% test
assert x_of_backend == 3

# %% construct a module that the student writes
# %% answer
with open("own_module.py", "w") as _own:
    _own.write("def triple(x):\n    return 3 * x\n")
import own_module
def nine():
    return own_module.triple(3)
# %% wrong
def nine():
    return 0
# %% test
assert nine() == 9

# %% construct the input history and get_ipython
# %% answer
def spelled():
    return [c for c in "abc"]
# %% wrong
def spelled():
    return ["abc"]
# %% test
assert any("for c in" in text for text in In)
assert spelled() == ["a", "b", "c"]

# %% construct globals and eval
# %% answer
speed = 5
# %% wrong
speed = 4
# %% test
assert "speed" in globals() and globals()["speed"] == 5
# %% test
assert eval("speed") == 5

# %% construct a test that runs a cell
# %% answer
def seconds(minutes):
    return 60 * minutes
# %% wrong
def seconds(minutes):
    return minutes
# %% test
get_ipython().run_cell("minute = seconds(1)")
assert minute == 60
for text in ["seconds(2)", "seconds(1) + 60"]:
    assert eval(text) == 120

# %% construct a text of the student's that a test evaluates
# %% why it would run where the tests are
# %% answer
formula = "side ** 2 + 1"
# %% wrong
formula = "side * 3"
# %% test
side = 3
assert eval(formula) == 10
# %% test
import sympy
assert sympy.sympify(formula) == sympy.Symbol("side") ** 2 + 1

# %% construct an answer that is a module
# %% answer
import math as maths
# %% wrong
maths = None
# %% test
assert maths.sqrt(4) == 2
