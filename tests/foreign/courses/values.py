# %% construct a namedtuple of the student's own
# %% locked
from collections import namedtuple
# %% answer
Place = namedtuple("Place", "lat lon")
def origin():
    return Place(0.0, 1.5)
# %% wrong
Place = namedtuple("Place", "lat lon")
def origin():
    return Place(0.0, 2.5)
# %% test
assert origin().lon == 1.5
assert origin() == (0.0, 1.5)
assert origin()._fields == ("lat", "lon")
assert isinstance(origin(), tuple)

# %% construct a named tuple of typing
# %% answer
import typing
class Interval(typing.NamedTuple):
    low: float
    high: float = 1.0
def unit():
    return Interval(0.0)
# %% wrong
def unit():
    return (0.0, 2.0)
# %% test
assert unit().high == 1.0 and unit()[0] == 0.0

# %% construct dates and times
# %% answer
import datetime as dt
def next_week(day):
    return day + dt.timedelta(days=7)
noon = dt.datetime(2024, 2, 29, 12, 0)
# %% wrong
import datetime as dt
def next_week(day):
    return day
noon = dt.datetime(2024, 2, 28, 12, 0)
# %% test
import datetime
assert next_week(datetime.date(2024, 2, 25)) == datetime.date(2024, 3, 3)
assert isinstance(next_week(datetime.date(2024, 2, 25)), datetime.date)
assert noon.day == 29 and noon - datetime.datetime(2024, 2, 29) == datetime.timedelta(hours=12)
# %% test
assert type(noon) is datetime.datetime
assert noon.strftime("%Y-%m-%d") == "2024-02-29"

# %% construct times with a zone
# %% answer
from datetime import timezone, timedelta, datetime as moment_type
moment = moment_type(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
# %% wrong
moment = None
# %% test
from datetime import timezone
assert moment.astimezone(timezone.utc).hour == 10

# %% construct fractions and decimals
# %% answer
from fractions import Fraction
from decimal import Decimal
def third():
    return Fraction(1, 3)
def price():
    return Decimal("1.10") * 2
# %% wrong
def third():
    return 0.333
def price():
    return 2.2
# %% test
from fractions import Fraction
assert third() == Fraction(1, 3) and third() * 3 == 1
# %% test
from decimal import Decimal
assert isinstance(price(), Decimal) and str(price()) == "2.20"

# %% construct ranges, sets, bytes
# %% why a bytearray comes as bytes
# %% answer
def evens(n):
    return range(0, n, 2)
letters = frozenset("abc")
raw = bytearray(b"ab")
window = slice(1, 3)
# %% wrong
def evens(n):
    return range(1, n, 2)
letters = frozenset("ab")
raw = b""
window = slice(0, 3)
# %% test
assert evens(6) == range(0, 6, 2) and len(evens(6)) == 3 and 4 in evens(6)
# %% test
assert letters == {"a", "b", "c"} and isinstance(letters, frozenset)
# %% test
assert raw == b"ab" and isinstance(raw, bytearray)
# %% test
assert [1, 2, 3, 4][window] == [2, 3]

# %% construct dicts of collections
# %% answer
from collections import Counter, OrderedDict, defaultdict, deque
def count_words(text):
    return Counter(text.split())
def groups(words):
    found = defaultdict(list)
    for word in words:
        found[len(word)].append(word)
    return found
recent = deque([1, 2, 3], maxlen=3)
ordered = OrderedDict(a=1, b=2)
# %% wrong
def count_words(text):
    return {}
def groups(words):
    return {}
recent = []
ordered = {}
# %% test
import collections
assert count_words("a b a").most_common(1) == [("a", 2)]
assert count_words("a")["b"] == 0
# %% test
assert groups(["a", "bb", "c"])[1] == ["a", "c"] and groups(["a"])[9] == []
assert isinstance(groups([]), collections.defaultdict)
# %% test
assert recent.maxlen == 3 and list(recent) == [1, 2, 3]
# %% test
assert isinstance(ordered, collections.OrderedDict) and list(ordered) == ["a", "b"]

# %% construct paths
# %% answer
from pathlib import Path as StudentPath
def report_of(name):
    return StudentPath("reports") / f"{name}.txt"
# %% wrong
def report_of(name):
    return "reports"
# %% test
from pathlib import Path
assert report_of("x").suffix == ".txt" and report_of("x") == Path("reports/x.txt")

# %% construct arrays of text, of objects, of times, of records
# %% answer
import numpy as np
names = np.array(["ann", "bob"])
mixed = np.array([1, "a", None], dtype=object)
days = np.array(["2024-01-01", "2024-01-03"], dtype="datetime64[D]")
people = np.array([("ann", 3)], dtype=[("name", "U5"), ("age", "i4")])
masked = np.ma.masked_array([1.0, 2.0], mask=[False, True])
matrix = np.matrix([[1, 2], [3, 4]])
# %% wrong
import numpy as np
names = np.array(["ann"])
mixed = np.array([1, "b", None], dtype=object)
days = np.array(["2024-01-01"], dtype="datetime64[D]")
people = None
masked = np.array([1.0, 2.0])
matrix = np.array([[1, 2], [3, 4]])
# %% test
import numpy as np
assert names.shape == (2,) and (names == ["ann", "bob"]).all()
# %% test
assert mixed[1] == "a" and mixed.dtype == object
# %% test
assert (days[1] - days[0]) == np.timedelta64(2, "D")
# %% test
assert people["age"][0] == 3 and people["name"][0] == "ann"
# %% test
assert masked.sum() == 1.0 and masked.mask.tolist() == [False, True]
# %% test
assert isinstance(matrix, np.matrix) and (matrix * matrix)[0, 0] == 7

# %% construct data frames
# %% answer
import pandas as pd
def load_cities():
    return pd.read_csv("cities.csv")
cities = load_cities()
by_size = cities.sort_values("people", ascending=False).reset_index(drop=True)
means = cities.assign(big=cities.people > 150).groupby("big").people.mean()
# %% wrong
import pandas as pd
def load_cities():
    return pd.DataFrame({"city": ["Bern"], "people": [1]})
cities = load_cities()
by_size = cities
means = cities.people
# %% test
import pandas as pd
assert isinstance(load_cities(), pd.DataFrame)
assert load_cities().shape == (3, 2)
# %% test
assert type(cities) == pd.DataFrame
assert cities.city.tolist() == ["Bern", "Genf", "Basel"]
assert (cities["people"] == [134, 203, 178]).all()
# %% test
pd.testing.assert_frame_equal(
    by_size, pd.DataFrame({"city": ["Genf", "Basel", "Bern"], "people": [203, 178, 134]})
)
# %% test
assert means.loc[True] == 190.5 and means.index.name == "big"
assert isinstance(means, pd.Series)

# %% construct frames with dates, categories, gaps and levels
# %% answer
import pandas as pd
def frame_of_all():
    index = pd.date_range("2024-01-01", periods=3, freq="D")
    return pd.DataFrame(
        {"kind": pd.Categorical(["a", "b", "a"]), "n": [1.0, None, 3.0], "when": index, "t": ["x", None, "z"]}, index=index
    )
def two_levels():
    return frame_of_all().set_index(["kind", "t"])
stamp = pd.Timestamp("2024-05-01")
# %% wrong
import pandas as pd
def frame_of_all():
    return pd.DataFrame({"kind": ["a"], "n": [2.0]})
def two_levels():
    return frame_of_all()
stamp = "2024-05-01"
# %% test
import pandas as pd
table = frame_of_all()
assert table.index[0] == pd.Timestamp("2024-01-01")
assert table.n.isna().sum() == 1 and list(table.kind.cat.categories) == ["a", "b"]
# %% test
assert table.when.dt.day.tolist() == [1, 2, 3]
# %% test
assert two_levels().index.names == ["kind", "t"]
# %% test
assert stamp.month == 5 and isinstance(stamp, pd.Timestamp)

# %% construct a frame as an argument
# %% answer
def add_density(table, area):
    table = table.copy()
    table["density"] = table.people / area
    return table
def drop_gaps(table):
    table["n"] = table["n"].fillna(0)
# %% wrong
def add_density(table, area):
    return table
def drop_gaps(table):
    pass
# %% test
import pandas as pd
small = pd.DataFrame({"people": [10, 20]})
assert add_density(small, 2)["density"].tolist() == [5, 10]
assert "density" not in small.columns
# %% test
gaps = pd.DataFrame({"n": [1, None, 3]})
drop_gaps(gaps)
assert gaps["n"].tolist() == [1, 0, 3]

# %% construct sparse matrices
# %% answer
import scipy.sparse
def laplacian(n):
    return scipy.sparse.diags([1, -2, 1], [-1, 0, 1], shape=(n, n), format="csr", dtype=float)
# %% wrong
def laplacian(n):
    return np.zeros((n, n))
# %% test
import scipy.sparse
assert scipy.sparse.issparse(laplacian(3))
assert laplacian(3).toarray()[0].tolist() == [-2, 1, 0]

# %% construct a type as an answer
# %% answer
def kind_of(x):
    return type(x)
kind_of_text = str
# %% wrong
def kind_of(x):
    return "int"
kind_of_text = int
# %% test
assert kind_of(3) is int and kind_of(3) == int
# %% test
assert kind_of_text == str

# %% construct many small arrays
# %% answer
def many():
    return [np.full(2, i) for i in range(20_000)]
# %% wrong
def many():
    return []
# %% test
assert len(many()) == 20_000 and many()[7].tolist() == [7, 7]

# %% construct complex nested values
# %% answer
def nested():
    return {"a": [(1, 2.5, {"x"}), None], 3: {"b": (np.float32(1),)}}
# %% wrong
def nested():
    return {}
# %% test
assert nested()["a"][0][2] == {"x"} and isinstance(nested()[3]["b"][0], np.float32)

# %% construct a list that holds an array which is compared with itself
# %% why an array that is there twice is the same one twice
# %% answer
import numpy as np
grid_of_ten = np.arange(10)
mixture = [1, grid_of_ten, "text", [2, 3]]
# %% wrong
grid_of_ten = np.arange(10)
mixture = [1, "text", grid_of_ten, [2, 3]]
# %% test
assert mixture == [1, grid_of_ten, "text", [2, 3]]
