"""The students of a course are read as an LMS and nbgrader write them; lines that cannot be used are named."""

import pytest
from nbgrader.api import Gradebook

from examiner.batch.roster import of_gradebook, only_letters, read_roster, reconciled, to_gradebook
from examiner.errors import ExaminerError

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,ps (77)
    Points Possible,,,,,6
"Doe, Jané",11,s11,jane,Lab A,
"Student, Test",99,,,Lab A,
"""
FILES = {
    "nbgrader": "id,first_name,last_name,email,lms_user_id\njane,Jané,Doe,j@x,11\n",
    "canvas": CANVAS,
    "moodle participants": "First name,Surname,ID number,Username,Email address\nJané,Doe,s11,jane,j@x\n",
    "moodle worksheet": 'Identifier,"Full name","ID number","Email address"\n"Participant 901","Jané Doe",jane,j@x\n',
    "gradescope": '"First Name","Last Name",SID,Email,Role\nJané,Doe,jane,j@x,Student\n',
    "semicolons": "id;first_name;last_name\njane;Jané;Doe\n",
    "tabs": "id\tfirst_name\tlast_name\njane\tJané\tDoe\n",
    "blanks": " ID , First Name,Last Name\n jane , Jané , Doe \n\n,,\n",
}
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16"]


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_roster_is_read_as_each_program_writes_it(tmp_path, kind, encoding):
    roster = read_roster(write(tmp_path, FILES[kind], encoding))
    (person,) = roster.people
    assert (person.id, roster.complaints) == ("jane", [])
    assert roster.find(name="JANE DOE") == roster.find(name="doe, jané") == [person]
    if kind in ("nbgrader", "canvas"):
        assert roster.find(lms_user_id="11") == [person]
    if kind == "moodle worksheet":
        assert roster.find(participant="901") == [person]


@pytest.mark.parametrize("text", ["name,points\nann,3\n", "", "first_name,last_name\nAnn,Lee\n"])
def test_a_roster_without_a_column_for_ids_is_named_with_the_columns_that_it_has(tmp_path, text):
    with pytest.raises(ExaminerError, match=r"no column that says who a student is: one of id, username.*It has: "):
        read_roster(write(tmp_path, text))


def test_a_roster_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ExaminerError, match=r"none\.csv cannot be read: No such file"):
        read_roster(tmp_path / "none.csv")


@pytest.mark.parametrize("student", ["a/b", "..", ".hidden", "a\\b", "\x1b[2Jx", "a\u202eb", "x" * 129])
def test_an_id_that_no_folder_can_have_is_named_and_the_others_are_read(tmp_path, student):
    roster = read_roster(write(tmp_path, f'id,first_name\n"{student}",Eve\nann,Ann\n'))
    assert [person.id for person in roster.people] == ["ann"]
    (line,) = roster.complaints
    assert line.startswith("line 2, ")
    assert line.isprintable()


@pytest.mark.parametrize("student", ["Zoë Ångström", "o'neil", "ann lee", "=1+1", "50%", "ann@x.edu", "[red] team"])
def test_an_id_may_be_any_name_of_a_folder(tmp_path, student):
    roster = read_roster(write(tmp_path, f'id,email\n"{student}",\n'))
    assert [person.id for person in roster.people] == [student]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("", "no line below the names of its columns"),
        ("a/b,Al,O\n" + 300 * "b" + ",Bo,P\n", "line 2, a/b: .*line 3, b"),
    ],
)
def test_a_roster_of_nobody_is_named_with_the_reason(tmp_path, lines, why):
    with pytest.raises(ExaminerError, match=f"roster.csv has no student that can be used: .*{why}"):
        read_roster(write(tmp_path, f"id,first_name,last_name\n{lines}"))


def test_two_lines_of_one_id_are_named_unless_they_say_the_same(tmp_path):
    roster = read_roster(write(tmp_path, "id,first_name,section\nann,Ann,1\nann,Ann,2\nANN,Other,1\n,Nobody,1\n"))
    assert [person.first_name for person in roster.people] == ["Ann"]
    assert [line.partition(":")[0] for line in roster.complaints] == ["line 4, ANN", "line 5, "]


def test_two_students_of_one_name_are_both_found(tmp_path):
    roster = read_roster(write(tmp_path, "id,first_name,last_name\na1,Ann,Lee\na2,Lee,Ann\n"))
    assert [person.id for person in roster.find(name="leeann")] == ["a1", "a2"]


def test_names_are_compared_without_signs_accents_and_case():
    assert only_letters("O'Neil-Smith, José") == only_letters("oneilsmithjose")
    assert only_letters("Đỗ Thị Hà") == only_letters("ĐỖ THỊ HÀ")


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_a_student_whom_the_gradebook_has_under_another_id_keeps_it(tmp_path):
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        to_gradebook(read_roster(write(tmp_path, FILES["nbgrader"])), gradebook)
        other = read_roster(write(tmp_path, FILES["moodle worksheet"].replace(",jane,j@x", ",s11,J@X")))
        assert [person.id for person in other.people] == ["s11"]
        assert [person.id for person in reconciled(other, gradebook).people] == ["jane"]
        to_gradebook(reconciled(other, gradebook), gradebook)
        (person,) = of_gradebook(gradebook).people
        assert (person.id, person.first_name, person.lms_user_id) == ("jane", "Jané", "11")
